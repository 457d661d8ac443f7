# SPDX-License-Identifier: GPL-2.0-or-later
"""--macro-file: how it is read, and its errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.errors import RuleError, UsageError
from qemu_xen_codemod.rule.fault import faults_of
from qemu_xen_codemod.rule.macro_file import read_macro_files


def read(tmp_path: Path, *texts: str) -> dict[str, str]:
    paths = []
    for number, text in enumerate(texts):
        paths.append(tmp_path / f"{number}.h")
        paths[-1].write_text(text)
    return {name.decode(): kind.value for name, kind in read_macro_files(paths).items()}


@pytest.mark.parametrize(
    ("text", "place", "what", "help"),
    [
        ("\n#define A\nint a; int b;\n", (3, 1), "this is not a #define", "and nothing else"),
        ("/* ä */ struct s;\n", (1, 9), "this is not a #define", "#define each(x) for (;;)"),
        ("#ifdef A\n", (1, 1), "this is not a #define", "#define lines"),
        ("  #define\n", (1, 3), "this #define has no name", "#define lines"),
        ("#define 3\n", (1, 1), "this #define has no name", "#define lines"),
        (
            "#define A for (;;)\n#define A f();\n",
            (2, 1),
            "A is an iterator above, and a statement here",
            "keep one definition",
        ),
    ],
)
def test_a_fault_has_its_place_and_help(
    tmp_path: Path, text: str, place: tuple[int, int], what: str, help: str
) -> None:
    """One for each line."""
    with pytest.raises(RuleError) as raised:
        read(tmp_path, text)
    assert raised.value.place is not None
    assert (raised.value.place.line, raised.value.place.column) == place
    assert raised.value.what == what
    assert help in raised.value.help


def test_all_faults_are_told(tmp_path: Path) -> None:
    """From all files."""
    with pytest.raises(RuleError) as raised:
        read(tmp_path, "x\n", "#define A\ny z\n#if 1\n")
    assert len(faults_of(raised.value)) == 3


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A folder, or nothing at all."""
    for path in (tmp_path, tmp_path / "none.h"):
        with pytest.raises(UsageError, match="cannot be read"):
            read_macro_files([path])


def test_bodies_and_words_of_spatch_tell_the_kind(tmp_path: Path) -> None:
    """A file for spatch is accepted as it is; the later file wins."""
    first = (
        "// ours\n#define NOTHING\n#define each(x, y) \\\n  for (x = y; x; x++)\n"
        "#define CHECK(x) MACROSTATEMENT\n#define walk(x) YACFE_ITERATOR\n"
        "#define again(x) each(x, 1)\n"
        "#define any(x) x\n#define both f();\n"
    )
    assert read(tmp_path, first, "#define both 1\n") == {
        "NOTHING": "attribute",
        "each": "iterator",
        "CHECK": "statement",
        "walk": "iterator",
        "again": "iterator",
        "both": "expression",
    }
