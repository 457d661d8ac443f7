# SPDX-License-Identifier: GPL-2.0-or-later
"""The cost of an edit of one line in a long file."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.c import marks
from qemu_xen_codemod.c.lexer import Token, tokens
from qemu_xen_codemod.edit.apply import apply_edits
from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.edit.line_index import LineIndex
from qemu_xen_codemod.edit.style import Style

_FUNCTION = b"int f(int a)\n{\n    return g(a,\n             a);\n}\n"
_FILE = _FUNCTION * 200


def edit_in_the_middle() -> Edit:
    start = _FILE.index(b"g(a", len(_FILE) // 2)
    return Edit(Span(start, start + 1), (b"longer",))


def test_only_lines_near_the_edit_are_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The edited line, the one that follows its bracket, and those beside them."""
    lines: set[int] = set()
    within = LineIndex.within

    def counted(line_index: LineIndex, line: int) -> Token | None:
        lines.add(line)
        return within(line_index, line)

    monkeypatch.setattr(LineIndex, "within", counted)
    apply_edits(_FILE, [edit_in_the_middle()], Style())
    assert len(lines) <= 4


def test_the_file_is_not_tokenised(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its brackets are found without the words between them."""
    read = 0

    def counted(data: bytes, start: int = 0, end: int | None = None):  # type: ignore[no-untyped-def]
        nonlocal read
        for token in tokens(data, start, end):
            read += 1
            yield token

    monkeypatch.setattr(marks, "tokens", counted)
    apply_edits(_FILE, [edit_in_the_middle()], Style())
    # Two texts, each with 200 functions whose words before the `{` are read.
    assert read < sum(1 for _ in tokens(_FILE)) / 2
