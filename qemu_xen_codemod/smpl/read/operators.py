# SPDX-License-Identifier: GPL-2.0-or-later
"""`binary operator b = {+, -};` -> metavariables for the operator between two operands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.smpl.read.constraint import Finds
from qemu_xen_codemod.smpl.read.formula import conditions_of
from qemu_xen_codemod.smpl.read.metavariable import MetaKind, Metavariable
from qemu_xen_codemod.smpl.read.smpl_text import SmplText

#: The operators that a metavariable of each kind may stand for.
OPERATORS: Mapping[MetaKind, frozenset[bytes]] = {
    MetaKind.BINARY_OPERATOR: frozenset(b"|| && | ^ & == != < > <= >= << >> + - * / %".split()),
    MetaKind.ASSIGNMENT_OPERATOR: frozenset(b"= += -= *= /= %= &= |= ^= <<= >>=".split()),
}
_FIRST_WORDS = {kind.value.split()[0]: kind for kind in OPERATORS}


def operator_kind(text: SmplText, tokens: Sequence[Token]) -> MetaKind | None:
    """The kind of an operator declaration, None for other declarations."""
    kind = _FIRST_WORDS.get(tokens[0].text.decode("utf-8", "replace"))
    if kind is not None and (len(tokens) < 2 or tokens[1].text != b"operator"):
        first = tokens[0].text.decode()
        raise text.error(tokens[0].end - 1, f"`{first}` must be followed by `operator`")
    return kind


def check_operators(text: SmplText, metavariable: Metavariable, tokens: Sequence[Token]) -> None:
    """Raises RuleError if a constraint lists something that is not an operator of the kind.

    `tokens` are the tokens of the declaration.
    """
    conditions = (
        conditions_of(metavariable.constraint) if metavariable.constraint is not None else ()
    )
    listed = {
        word
        for condition in conditions
        if not isinstance(condition, Finds)
        for word in condition.words
    } - OPERATORS.get(metavariable.kind, frozenset())
    for token in tokens:
        if token.kind is Kind.PUNCTUATION and token.text in listed:
            raise text.error(
                token.start, f"{token.text.decode()} is not a {metavariable.kind.value}"
            )
