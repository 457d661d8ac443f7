# SPDX-License-Identifier: GPL-2.0-or-later
"""Marks are tokens: those that decide on brackets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qemu_xen_codemod.c.lexer import Kind, tokens
from qemu_xen_codemod.c.marks import Marks

_WORDS = rb"""a| |1|f(|)|{|}|[|]|=|/|*|/*|*/|//|"|'|"s"|L"s"|'c'|\|#|##|$|@""".split(b"|")
_LINE_ENDS = [b"\n", b"\r\n", b"\\\n", b"\\\r\n", b"\n#if X\n", b"\n #else /* a\n b */ c\n"]
_TEXTS = st.lists(st.sampled_from([*_WORDS, *_LINE_ENDS, b"\xff"]), max_size=40).map(b"".join)
_BRACKETS = frozenset((b"(", b")", b"[", b"]", b"{", b"}"))


@given(_TEXTS)
def test_marks_are_the_tokens_that_decide_on_brackets(data: bytes) -> None:
    """Brackets, comments, literals and directives end where the lexer says."""
    marks = Marks(data)
    found = [marks.token(index) for index in range(len(marks.starts))]
    expected = [
        token
        for token in tokens(data)
        if token.text in _BRACKETS
        or token.kind in (Kind.COMMENT, Kind.STRING, Kind.CHARACTER, Kind.DIRECTIVE)
    ]
    assert [(mark.kind, mark.end) for mark in found] == [
        (token.kind, token.end) for token in expected
    ]


@given(_TEXTS, st.integers(0, 60))
def test_tokens_from_an_offset_are_those_of_the_file(data: bytes, offset: int) -> None:
    """None is cut, whatever contains the offset."""
    whole = [token for token in tokens(data) if token.start >= offset]
    assert list(Marks(data).tokens_from(offset)) == whole
