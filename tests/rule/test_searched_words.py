# SPDX-License-Identifier: GPL-2.0-or-later
"""The words that a tree is searched for before rules are run."""

from __future__ import annotations

from pathlib import Path

from qemu_xen_codemod.rule.load import load_rule
from qemu_xen_codemod.rule.searched import MARK_WORD, searched_words
from qemu_xen_codemod.rule.steps.sweep import event_users
from qemu_xen_codemod.smpl import parse_semantic_patch
from tests.step.yaml_rule import make_rule


def _words(folder: Path, *patches: str) -> frozenset[bytes]:
    rules = []
    for number, patch in enumerate(patches):
        path = folder / f"r{number}.cocci"
        path.write_text(f"@@ @@\n{patch}\n")
        rules.append(load_rule(path, {}, parse_semantic_patch))
    return searched_words((), rules) - {MARK_WORD}


def test_a_common_word_is_not_searched_for_beside_one_that_is(tmp_path: Path) -> None:
    """Hundreds of files may contain it; a word that another patch needs finds the matching ones."""
    common = "- error_report(xc);"
    assert _words(tmp_path, common) == {b"error_report"}
    assert _words(tmp_path, common, "- f(xc);", "- xc;") == {b"xc"}
    assert _words(tmp_path, "- xc;", common) == {b"xc"}


def test_the_events_that_a_patch_takes_away_are_searched_for_where_they_are_swept(
    tmp_path: Path,
) -> None:
    """Not those that it adds or leaves, and none without a sweep."""
    patch = """
  - patch: |
      @@
      @@
      - trace_old();
        trace_left();
      + trace_new();
"""
    events = event_users(b"old") | {b"old"}
    swept = make_rule(tmp_path, f"{patch}  - sweep: [trace-events]\n", "swept")
    assert searched_words((), [swept]) == {MARK_WORD, *events}
    plain = make_rule(tmp_path, f"{patch}  - sweep: [locals]\n", "plain")
    assert searched_words((), [plain]) == {MARK_WORD, b"trace_left"}
