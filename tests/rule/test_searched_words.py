"""The words that a tree is searched for before rules are run."""

from __future__ import annotations

from pathlib import Path

from qemu_xen_codemod.rule.load import load_rule
from qemu_xen_codemod.rule.searched import searched_words
from qemu_xen_codemod.smpl import parse_semantic_patch


def _words(folder: Path, *patches: str) -> frozenset[bytes]:
    rules = []
    for number, patch in enumerate(patches):
        path = folder / f"r{number}.cocci"
        path.write_text(f"@@ @@\n{patch}\n")
        rules.append(load_rule(path, {}, parse_semantic_patch))
    return searched_words((), rules)


def test_a_common_word_is_not_searched_for_beside_one_that_is(tmp_path: Path) -> None:
    """Hundreds of files may hold it; a word that another patch needs finds those that match."""
    common = "- error_report(xc);"
    assert _words(tmp_path, common) == {b"error_report"}
    assert _words(tmp_path, common, "- f(xc);", "- xc;") == {b"xc"}
    assert _words(tmp_path, "- xc;", common) == {b"xc"}
