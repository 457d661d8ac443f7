# SPDX-License-Identifier: GPL-2.0-or-later
"""Macros are read by the definitions that a file sees through its includes."""

from __future__ import annotations

from qemu_xen_codemod.c.macro_kind import MacroKind
from qemu_xen_codemod.edit.edit import Change
from qemu_xen_codemod.edit.moves import OffsetMap
from qemu_xen_codemod.step.workspace import FilesInMemory, Workspace

_USER = b'#include "all.h"\nvoid f(void) { }\n'


def workspace(**files: bytes) -> Workspace:
    """`a__b_h` is a/b.h."""
    named = {name.replace("__", "/").replace("_h", ".h"): data for name, data in files.items()}
    return Workspace(FilesInMemory({"hw/a.c": _USER, **named}))


def kind(files: Workspace, name: str) -> MacroKind | None:
    known = files.source("hw/a.c").macros
    assert known is not None
    return known(name.encode())


def test_a_header_that_is_not_included_says_nothing() -> None:
    """Two parts of a tree may use one name for different things."""
    assert kind(workspace(hw__all_h=b"", hw__other_h=b"#define each(x) for (;;)\n"), "each") is None


def test_headers_are_found_where_builds_look() -> None:
    """Next to the file, in include/, at the top, and otherwise by the end of the path."""
    for place in ("hw__all_h", "include__all_h", "all_h", "lib__deep__all_h"):
        files = workspace(**{place: b'#include "all.h"\n#include <sys/next.h>\n#define A\n'})
        assert kind(files, "A") is MacroKind.ATTRIBUTE


def test_includes_are_followed() -> None:
    """A macro may be in a header's header, in both kinds of includes, and occur again."""
    files = workspace(
        include__all_h=b'#include <sub/b.h>\n#include "c.h"\n',
        include__sub__b_h=b'#include "all.h"\n#define each(x) \\\n    for (;;)\n',
        include__c_h=b"#define var(x) INNER(x)\n#define INNER(x) struct s x\n",
    )
    assert kind(files, "each") is MacroKind.ITERATOR
    assert kind(files, "var") is MacroKind.DECLARATION


def test_a_header_that_a_rule_changed_is_read_again() -> None:
    """The definitions are those of the tree at that time."""
    files = workspace(hw__all_h=b"#define M f();\n")
    assert kind(files, "M") is MacroKind.STATEMENT
    files.write(Change("hw/all.h", b"#define M f();\n", b"#define M\n"), OffsetMap())
    files.write(Change("hw/a.c", _USER, _USER + b"\n"), OffsetMap())
    assert kind(files, "M") is MacroKind.ATTRIBUTE


def test_what_a_user_says_wins() -> None:
    """Over all headers."""
    files = {"hw/a.c": _USER, "all.h": b"#define M f();\n"}
    known = Workspace(FilesInMemory(files), {b"M": MacroKind.ITERATOR}).source("hw/a.c").macros
    assert known is not None
    assert known(b"M") is MacroKind.ITERATOR
