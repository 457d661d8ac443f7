# SPDX-License-Identifier: GPL-2.0-or-later
"""Binder: binds metavariables to code of a file, and records where leaves matched."""

from __future__ import annotations

from tree_sitter import Node

from qemu_xen_codemod.c.complex_types import begins_complex
from qemu_xen_codemod.c.shadows import Shadows
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.smpl.compile.pattern import MetavariableUse, PatternNode, positions_of
from qemu_xen_codemod.smpl.match.expression_types import FileTypes
from qemu_xen_codemod.smpl.match.node_uses import NodeUses
from qemu_xen_codemod.smpl.match.places import Places
from qemu_xen_codemod.smpl.match.state import Binding, MatchState, States, place_binding
from qemu_xen_codemod.smpl.read.metavariable import MetaKind

#: Metavariables whose code may name variables.
_NAMING_VARIABLES = frozenset(
    (MetaKind.EXPRESSION, MetaKind.IDEXPRESSION, MetaKind.EXPRESSION_LIST)
)


class Binder:
    """Binds and records in one file."""

    def __init__(self, source: SourceFile, types: FileTypes) -> None:
        self.source = source
        self.shadows = Shadows(source)
        self.types = types
        self.uses = NodeUses(source, types)
        #: The places that positions may have; None for a rule without positions.
        self.places: Places | None = None

    def typed_state(
        self, pattern: MetavariableUse, node: Node, state: MatchState
    ) -> MatchState | None:
        """The state with the metavariable's type bound, None when the node has another type."""
        wanted = pattern.metavariable.wanted
        if wanted is None:
            return state
        return self.types.bound(wanted, node, state)

    def bind(self, pattern: MetavariableUse, start: int, end: int, state: MatchState) -> States:
        """The metavariable bound to the bytes from start to end."""
        declared = pattern.metavariable
        if declared.inherited and declared.name not in state.env:
            # The other rule matched with a branch that does not bind it.
            return
        if declared.kind is MetaKind.TYPE:
            if begins_complex(self.source, start):
                return
            end = self.uses.type_end(start, end)
        if declared.kind is MetaKind.DECLARATION:
            end = self.uses.declaration_end(end)
        names = self.shadows.declared_in(start, end) if declared.kind in _NAMING_VARIABLES else None
        binding = self.binding(start, end, names)
        if not declared.allows(*binding.tokens):
            return
        may_differ = declared.kind is MetaKind.TYPE and not declared.inherited
        old = state.env.get(declared.name) if may_differ else None
        is_same = old is not None and self.types.is_named_by(old, binding)
        bound = state if is_same else state.bind(declared.name, binding)
        if bound is not None:
            yield from self.placed(pattern, start, end, bound)

    def placed(
        self,
        pattern: PatternNode,
        start: int,
        end: int,
        state: MatchState,
        isomorphism: str = "",
    ) -> States:
        """The leaf recorded at these bytes, if its positions may be there."""
        span = Span(start, end)
        for position in positions_of(pattern):
            if position.inherited and position.name not in state.env:
                return
            if self.places is not None and not self.places.allows(position, span):
                return
            bound = state.bind(position.name, place_binding(span))
            if bound is None:
                return
            state = bound
        yield state.record(pattern, start, end, isomorphism=isomorphism)

    def around(
        self, leaves: tuple[PatternNode, PatternNode], nodes: tuple[Node, Node], state: MatchState
    ) -> States:
        """Two brackets, recorded where they are."""
        opening, closing = nodes
        for match_state in self.placed(leaves[0], opening.start_byte, opening.end_byte, state):
            yield from self.placed(leaves[1], closing.start_byte, closing.end_byte, match_state)

    def binding(self, start: int, end: int, declared: tuple[int, ...] | None = None) -> Binding:
        """The binding of a metavariable to the file's bytes from start to end."""
        texts = self.source.texts_in(start, end)
        return Binding(texts, self.source.data[start:end], Span(start, end), declared)

    def bind_nothing(self, pattern: MetavariableUse, state: MatchState) -> States:
        """A list metavariable bound to no text."""
        bound = state.bind(pattern.metavariable.name, Binding((), b""))
        if bound is not None:
            yield bound
