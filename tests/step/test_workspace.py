# SPDX-License-Identifier: GPL-2.0-or-later
"""What a workspace takes over from a rule's draft."""

from __future__ import annotations

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.edit.moves import OffsetMap
from qemu_xen_codemod.edit.splice import splice
from qemu_xen_codemod.step.draft import Draft
from qemu_xen_codemod.step.include import sees
from qemu_xen_codemod.step.workspace import FilesInMemory, Workspace

_BEFORE = b"int a;\n"


def _drafted(after: bytes) -> Draft:
    draft = Draft(Workspace(FilesInMemory({"a.c": _BEFORE})))
    spliced = splice(_BEFORE, [Edit(Span(4, 5), (after,))])
    draft.write("a.c", spliced.data, spliced.moves(len(_BEFORE)))
    return draft


def test_a_draft_that_is_dropped_leaves_the_file_as_it_was() -> None:
    """The file that it parsed is not in the workspace."""
    draft = _drafted(b"b")
    assert draft.source("a.c").data == b"int b;\n"
    assert draft.workspace.source("a.c").data == _BEFORE


def test_a_file_that_was_parsed_before_its_last_edit_is_parsed_again() -> None:
    """An outdated source is not taken over."""
    draft = _drafted(b"b")
    draft.source("a.c")
    spliced = splice(b"int b;\n", [Edit(Span(4, 5), (b"c",))])
    draft.write("a.c", spliced.data, spliced.moves(7))
    draft.commit()
    assert draft.workspace.source("a.c").data == b"int c;\n"


def test_what_a_draft_parsed_is_not_parsed_again() -> None:
    """After the commit, its source is the workspace's."""
    draft = _drafted(b"b")
    parsed: SourceFile = draft.source("a.c")
    draft.commit()
    assert draft.workspace.source("a.c") is parsed


def test_files_that_hold_a_word_are_those_that_hold_it_now() -> None:
    """A changed file is checked again, and a file that is read later is checked."""
    files = {"a.c": _BEFORE, "b.c": b"int b;\n", "c.c": b"int c;\n"}
    workspace = Workspace(FilesInMemory(files))
    assert workspace.holding(frozenset((b"a",))) == ("a.c",)
    assert workspace.holding(frozenset((b"b", b"d"))) == ("b.c",)
    draft = Draft(workspace)
    draft.write("a.c", b"int d;\n", OffsetMap())
    assert draft.holding(frozenset((b"b", b"d"))) == ("a.c", "b.c")
    assert workspace.holding(frozenset((b"b", b"d"))) == ("b.c",)
    draft.commit()
    assert workspace.holding(frozenset((b"b", b"d"))) == ("a.c", "b.c")
    assert workspace.holding(frozenset((b"a",))) == ()


def test_a_header_that_is_made_is_what_an_include_leads_to() -> None:
    """In the draft of the rule that creates it, and then in the workspace."""
    workspace = Workspace(FilesInMemory({"a.c": b'#include "new.h"\n', "h.h": b"int h;\n"}))
    before, draft = Draft(workspace), Draft(workspace)
    assert not sees("a.c", "h.h", draft)
    draft.create("include/new.h", b'#include "../h.h"\n')
    assert sees("a.c", "h.h", draft)
    assert not sees("a.c", "h.h", before)
    draft.commit()
    assert sees("a.c", "h.h", Draft(workspace))
