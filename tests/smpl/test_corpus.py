"""Semantic patches on small C files, with the bytes that we want.

`corpus/NAME.cocci` applied to `corpus/NAME.c` gives `corpus/NAME.res`. The name says what is shown;
`no_*` must not change anything. What `*` lines list is left out of NAME.res, as in spatch's diff.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.smpl import apply_semantic_patch, parse_semantic_patch
from tests.smpl.judge import without_listed

CORPUS = Path(__file__).parent / "corpus"
CASES = sorted(
    (path.stem for path in CORPUS.glob("*.cocci")),
    key=lambda name: (not name.startswith("no_"), name),
)


def patched(name: str, data: bytes) -> bytes:
    path = CORPUS / f"{name}.cocci"
    patch = parse_semantic_patch(path.read_text(encoding="utf-8"), path.name)
    return without_listed(apply_semantic_patch(patch, SourceFile("sample.c", data), Style()))


@pytest.mark.parametrize("name", CASES)
def test_gives_the_wanted_bytes(name: str) -> None:
    """A semantic patch of the corpus makes of its C file what a maintainer wants, to the byte."""
    before = (CORPUS / f"{name}.c").read_bytes()
    wanted = (CORPUS / f"{name}.res").read_bytes()
    assert patched(name, before).decode() == wanted.decode()


@pytest.mark.parametrize("name", CASES)
def test_leaves_other_code_alone(name: str) -> None:
    """A file without the words of any semantic patch stays the same."""
    other = b"int unrelated(void)\n{\n\treturn 7 ;\n}"
    if name in ("iso_initialiser_is_optional_in_context", "plus_directives_before_a_function"):
        other = b"void unrelated(void)\n{\n}"  # any declaration, any function of type `int`
    assert patched(name, other) == other


def test_each_case_is_whole() -> None:
    """Each name has its three files, and only the `no_*` ones want no change."""
    names = {path.stem for path in CORPUS.iterdir() if path.suffix in (".cocci", ".c", ".res")}
    assert names == set(CASES)
    for name in names:
        same = (CORPUS / f"{name}.c").read_bytes() == (CORPUS / f"{name}.res").read_bytes()
        assert same == name.startswith("no_"), name
