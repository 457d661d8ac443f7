"""What a workspace takes over from a rule's draft."""

from __future__ import annotations

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.edit.splice import splice
from qemu_xen_codemod.step.draft import Draft
from qemu_xen_codemod.step.workspace import FilesInMemory, Workspace

_BEFORE = b"int a;\n"


def _drafted(after: bytes) -> Draft:
    draft = Draft(Workspace(FilesInMemory({"a.c": _BEFORE})))
    spliced = splice(_BEFORE, [Edit(Span(4, 5), (after,))])
    draft.write("a.c", spliced.data, spliced.moves(len(_BEFORE)))
    return draft


def test_a_draft_that_is_dropped_leaves_the_file_as_it_was() -> None:
    """What it parsed is no file of the workspace."""
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
    """Committed, its source is the workspace's."""
    draft = _drafted(b"b")
    parsed: SourceFile = draft.source("a.c")
    draft.commit()
    assert draft.workspace.source("a.c") is parsed
