# SPDX-License-Identifier: GPL-2.0-or-later
"""What a file's tokens say about names that no table lists: `xc_new_thing` may be a function of a
newer or older library, or of a fork's, and may be a type, a variable or a function of the tree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from qemu_xen_codemod.c.declarator import closing, is_declarator, opening
from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.c.macro import macros_of
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.usage import Use
from qemu_xen_codemod.c.words import OPERATOR, TAGGED

#: The neighbours of a name that is the whole of a macro.
_BEFORE_VALUE = frozenset((b"", b"=", b"&", b"(", b",", b"{", b"?", b":", b"return"))
_AFTER_VALUE = frozenset((b"", b";", b",", b")", b"}", b":"))


@dataclass(slots=True)
class Facts:
    """Names by their kind."""

    #: Functions with a body, macros and variables: the tree's own, wherever they are used.
    defined: set[bytes] = field(default_factory=set)
    #: Parameters and local variables: the file's own.
    declared: set[bytes] = field(default_factory=set)
    types: set[bytes] = field(default_factory=set)


def read_facts(source: SourceFile, names: frozenset[bytes]) -> Facts:
    facts = Facts()
    facts.defined |= {macro.name for macro in macros_of(source) if macro.name in names}
    code = source.code
    for name in names & source.word_places.keys():
        for at in source.word_places[name]:
            after = code[at + 1] if at + 1 < len(code) else None
            if after is not None and (after.text == b"*" or after.kind is Kind.WORD):
                facts.types.add(name)
            elif is_declarator(code, at):
                _note_declarator(code, at, facts)
    return facts


def is_function_used(use: Use) -> bool:
    """Whether the word is called, or used as a value like a function's name."""
    if use.after == b"(":
        return use.before not in OPERATOR
    is_value = use.before in _BEFORE_VALUE and use.after in _AFTER_VALUE
    return is_value and not use.word.endswith(b"_t")


def _note_declarator(code: Sequence[Token], at: int, facts: Facts) -> None:
    name = code[at].text
    after = code[at + 1].text if at + 1 < len(code) else b""
    if after == b"(":
        end = closing(code, at + 1)
        if end + 1 < len(code) and code[end + 1].text == b"{":
            facts.defined.add(name)
        return
    around = opening(code, at)
    while around >= 0 and code[around].text == b"(" and code[around + 1].text == b"*":
        # The parenthesis of `(*name)`.
        around = opening(code, around)
    if around < 0:
        facts.defined.add(name)
    elif not _is_struct(code, around):
        facts.declared.add(name)


def _is_struct(code: Sequence[Token], brace: int) -> bool:
    """Whether the brace opens the members of a struct or union."""
    before = {token.text for token in code[max(0, brace - 2) : brace]}
    return code[brace].text == b"{" and not before.isdisjoint(TAGGED)
