# SPDX-License-Identifier: GPL-2.0-or-later
"""The cost of distinguishing declared names from used names."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis.strategies import text

from qemu_xen_codemod.c.declarator import is_declarator, opening, openings
from qemu_xen_codemod.c.lexer import Token, code_tokens

_DEPTH = 2000


class Counted(list[Token]):
    """Tokens that count how often they are read."""

    looks = 0

    def __getitem__(self, at: Any) -> Any:
        self.looks += 1
        return super().__getitem__(at)


def test_nested_calls_are_not_read_to_their_ends() -> None:
    code = Counted(code_tokens(b"f(" * _DEPTH + b")" * _DEPTH))
    assert not any(is_declarator(code, at) for at in range(0, 2 * _DEPTH, 2))
    assert code.looks < _DEPTH * 300


def test_a_declarator_in_parentheses_may_have_parameters() -> None:
    code = list(code_tokens(b"int (*word(int a, int b))(int c);"))
    assert is_declarator(code, 3)


@given(text("()[]{}a,", max_size=12))
def test_all_brackets_are_found_as_one_by_one(written: str) -> None:
    """Also where they do not match."""
    code = list(code_tokens(written.encode()))
    assert openings(code) == [opening(code, at) for at in range(len(code))]
