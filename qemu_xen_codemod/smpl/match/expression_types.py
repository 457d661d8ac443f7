# SPDX-License-Identifier: GPL-2.0-or-later
"""Typed metavariables: whether an expression has the type that a declaration requires.

If the file does not show the type of an expression, the expression does not match.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property

from tree_sitter import Node

from qemu_xen_codemod.c.ctype import CType, builtin, typed
from qemu_xen_codemod.c.in_sight import Headers
from qemu_xen_codemod.c.lexer import code_tokens
from qemu_xen_codemod.c.nodes import descendants
from qemu_xen_codemod.c.outside import Outside
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.types import TypeScope
from qemu_xen_codemod.c.words import TYPE_WORDS
from qemu_xen_codemod.smpl.match.state import Binding, MatchState
from qemu_xen_codemod.smpl.read.metavariable import ANY_POINTER, WantedType

_TYPE_NAME = re.compile(rb"[a-z]\w*_t\Z")


class FileTypes:
    """The types of expressions in one file, as far as its text shows them."""

    def __init__(
        self, source: SourceFile, headers: Headers | None = None, outside: Outside | None = None
    ) -> None:
        self.source = source
        self.outside = outside
        self.scope = TypeScope(headers, outside)

    def of(self, node: Node) -> CType | None:
        """The type of an expression or of a declared name, None when it is not known."""
        return self.scope.type_of(self.source, node)

    def fits(self, ctype: CType, wanted: WantedType) -> bool:
        """Whether a type is the wanted one, with known typedefs resolved."""
        if wanted is ANY_POINTER:
            return self.scope.resolved(self.source, ctype).is_pointer
        base = b" ".join(wanted.base)
        if TYPE_WORDS.issuperset(wanted.base):
            base = builtin(base)
        return self.scope.same(self.source, ctype, CType(base, (b"*",) * wanted.depth))

    def pointed_type(self, ctype: CType, depth: int) -> CType | None:
        """The type that T is bound to when `T *E` (depth 1) has this type."""
        if len(ctype.derived) < depth:
            ctype = self.scope.resolved(self.source, ctype)
        if ctype.derived[:depth] != (b"*",) * depth:
            return None
        pointed = replace(ctype, derived=ctype.derived[depth:])
        return pointed.with_levels(ctype.levels[depth:])

    def bound(self, wanted: WantedType, node: Node, state: MatchState) -> MatchState | None:
        """The state with the metavariable of a type bound, None for a node of another type."""
        ctype = self.of(node)
        if ctype is None:
            return None
        states = (self._bound(wanted_type, ctype, state) for wanted_type in wanted.types)
        return next((match_state for match_state in states if match_state is not None), None)

    def _bound(self, wanted: WantedType, ctype: CType, state: MatchState) -> MatchState | None:
        """The same for one of the accepted types."""
        if wanted.is_array:
            element = ctype.followed() if ctype.is_array else None
            if element is None:
                return None
            ctype = element
        if wanted.qualifiers:
            unqualified = self._without(wanted, ctype)
            if unqualified is None:
                return None
            ctype = unqualified
        inner = wanted.metavariable or wanted.tag
        if inner is not None and inner.inherited and inner.name not in state.env:
            # The other rule matched without binding it.
            return None
        if wanted.tag is not None:
            tag = self.tag(ctype, wanted)
            is_fit = tag is not None and wanted.tag.allows(tag)
            return state.bind(wanted.tag.name, Binding((tag,), tag)) if is_fit and tag else None
        if wanted.metavariable is None:
            return state if self.fits(ctype, wanted) else None
        pointed = self.pointed_type(ctype, wanted.depth)
        text = pointed.text if pointed is not None else None
        if text is None:
            return None
        bound = Binding(tuple(token.text for token in code_tokens(text)), text)
        if not wanted.metavariable.allows(*bound.tokens):
            return None
        old = state.env.get(wanted.metavariable.name)
        if old is not None and self.are_same(old, bound):
            return state
        return state.bind(wanted.metavariable.name, bound)

    def _without(self, wanted: WantedType, ctype: CType) -> CType | None:
        """The type without the required qualifiers, None if it lacks them."""
        for meant in (ctype, self.scope.resolved(self.source, ctype)):
            levels = list(meant.levels)
            if len(levels) <= wanted.depth or meant.derived[
                wanted.depth : wanted.depth + 1
            ] not in (
                (),
                (b"*",),
            ):
                continue
            if wanted.qualifiers.issubset(levels[wanted.depth].split()):
                # As in Coccinelle, other qualifiers are dropped, too.
                levels[wanted.depth] = b""
                return meant.with_levels(tuple(levels))
        return None

    def is_named_by(self, binding: Binding, other: Binding) -> bool:
        """Whether code names a bound type in another way, as `unsigned` and `unsigned int`. As in
        Coccinelle, known typedefs are resolved only in the type of an expression. A struct's
        definition is no name.
        """
        if b"{" in other.tokens:
            return False
        first, second = _type_of(binding), _type_of(other)
        if _are_equal(first, second):
            return True
        return (
            first is not None
            and binding.span is None
            and _are_equal(self.scope.resolved(self.source, first), second)
        )

    def are_same(self, binding: Binding, other: Binding) -> bool:
        """Whether two types are the same, with known typedefs resolved."""
        if binding.tokens == other.tokens:
            return True
        first, second = _type_of(binding), _type_of(other)
        if first is None or second is None:
            return False
        return _are_equal(*(self.scope.resolved(self.source, ctype) for ctype in (first, second)))

    def tag(self, ctype: CType, wanted: WantedType) -> bytes | None:
        """The tag of a type, or of the type that it points to, if it is of the wanted kind."""
        ctype = self.scope.resolved(self.source, ctype)
        kind, _, tag = ctype.base.partition(b" ")
        if (
            ctype.returns is not None
            or ctype.derived != (b"*",) * wanted.depth
            or kind != wanted.base[0]
        ):
            return None
        return tag

    def is_type_name(self, node: Node) -> bool:
        """Whether an identifier in `sizeof(name)` is a type, which C's grammar does not show."""
        name = self.source.text(node)
        if self.scope.type_of(self.source, node) is not None:
            return False
        return name in self._type_names or _TYPE_NAME.match(name) is not None

    @cached_property
    def _type_names(self) -> frozenset[bytes]:
        """The names that occur in the file where only a type can."""
        source = self.outside.source if self.outside is not None else self.source
        every = descendants(source.root)
        return frozenset(source.text(node) for node in every if node.type == "type_identifier")


def _type_of(binding: Binding) -> CType | None:
    """The type that a type metavariable is bound to."""
    return typed(b" ".join(binding.tokens))


def _are_equal(first: CType | None, second: CType | None) -> bool:
    """Whether both are known and the same, with the same qualifiers."""
    return first is not None and first == second and first.levels == second.levels
