# SPDX-License-Identifier: GPL-2.0-or-later
"""Names in files that are not parsed."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.plan import make_plan
from qemu_xen_codemod.rule.pack import Library, Pack
from qemu_xen_codemod.step.workspace import FilesInMemory

PACK = Pack("test", libraries=(Library("libxc", None, "xc_", ("xc_version", "xc_open")),))


def told(**files: bytes) -> list[str]:
    data = {name.replace("_", "."): text for name, text in files.items()}
    return list(make_plan(FilesInMemory(data), PACK, ()).notes)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a_py", b"print('nothing')\n"),
        ("a_py", b"# xc_version is not called\n"),
        ("notes_rst", b"Call xc_version() first.\n"),
        ("README_md", b"xc_version()\n"),
        ("a_py", b"xc_VERSION(1)\n"),
        ("a_c", b"int xc_version(void);\n"),
        ("a_yml", b"id: a\npatch: |\n  - xc_version()\nexamples: [{before: xc_version()}]\n"),
        ("a_bin", b"\0xc_versions\0"),
        ("a_bin", b"\0xc_other\0"),
    ],
)
def test_nothing_is_named(name: str, text: bytes) -> None:
    """Documents, comments, constants, and files that are parsed."""
    assert told(**{name: text}) == []


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        (
            "a_py",
            b"lib = CDLL('x')\nlib.xc_version(1)\n",
            "a.py:2: xc_version: not read: it is not C",
        ),
        ("a_py", b"getattr(lib, 'xc_version')\n", "a.py:1: xc_version: not read: it is not C"),
        ("a_yml", b"id: a\nrun: xc_version(1)\n", "a.yml:2: xc_version: not read: it is not C"),
        ("a_rs", b"fn xc_fork(h: u32);\n", "a.rs:1: xc_fork: not read: it is not C"),
        (
            "configure",
            b"int main(void) { xc_open(0); }\n",
            "configure:1: xc_open: not read: it is not C",
        ),
        ("a_o", b"\x7fELF\0xc_version\0", "a.o: xc_version: not read: it is not text"),
    ],
)
def test_a_name_is_told_with_its_place(name: str, text: bytes, line: str) -> None:
    """Scripts, other languages, and binaries."""
    assert told(**{name: text}) == [line]


def test_a_name_is_told_once_a_file() -> None:
    """And of many places the first five."""
    assert told(a_py=b"xc_open()\nxc_open()\n") == ["a.py:1: xc_open: not read: it is not C"]
    files = {f"{letter}.py": b"xc_open()\n" for letter in "abcdefg"}
    notes = make_plan(FilesInMemory(files), PACK, ()).notes
    assert len(notes) == 6
    assert notes[-1] == "2 more files that are not read contain such names; --format json lists all"


def test_many_names_of_one_file_are_one_note() -> None:
    """All of them are in the data."""
    plan = make_plan(FilesInMemory({"a.py": b"xc_open()\nxc_version()\n"}), PACK, ())
    assert plan.notes == ("a.py:1: xc_open and 1 more: not read: it is not C",)
    assert [(not_read.line, not_read.symbol) for not_read in plan.unread] == [
        (1, "xc_open"),
        (2, "xc_version"),
    ]
