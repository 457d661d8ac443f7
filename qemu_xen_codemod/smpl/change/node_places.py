# SPDX-License-Identifier: GPL-2.0-or-later
"""NodePlaces: the places of a pattern's nodes in a file, for one match."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qemu_xen_codemod.edit.edit import Piece, Span
from qemu_xen_codemod.errors import Place
from qemu_xen_codemod.smpl.compile.pattern import Dots, MetavariableUse, PatternNode, leaves_of
from qemu_xen_codemod.smpl.match.state import Binding, MatchedNode, MatchState

#: A function pointer: a declared name would have to go after its star.
_FUNCTION_POINTER = re.compile(rb"^\w[^()]*\(\*+\)\(")


class Unsafe(Exception):
    """An edit cannot be made safely at this span."""

    def __init__(self, span: Span, why: str, other: Place | None = None) -> None:
        super().__init__(why)
        self.span = span
        self.why = why
        #: The place that it conflicts with.
        self.other = other


@dataclass(frozen=True, slots=True)
class _Instance:
    """One place of a statement of the pattern, with the bindings that hold in it."""

    span: Span
    env: Mapping[str, Binding]


class NodePlaces:
    """The places that the records of one match give."""

    def __init__(self, state: MatchState, size: int) -> None:
        self._env = state.env
        self._records: dict[PatternNode, list[MatchedNode]] = {}
        self._by_name: dict[str, list[MatchedNode]] = {}
        self._instances = [_Instance(Span(0, size), state.env)]
        for record in state.records():
            self._records.setdefault(record.node, []).append(record)
            if isinstance(record.node, MetavariableUse):
                self._by_name.setdefault(record.node.metavariable.name, []).append(record)
            if record.env is not None:
                self._instances.append(_Instance(record.span, record.env))

    def spans_of(self, node: PatternNode) -> list[Span]:
        """The places that a node matched, each once."""
        return list(dict.fromkeys(record.span for record in self._records.get(node, [])))

    def regions(self, nodes: Sequence[PatternNode], data: bytes) -> Iterator[Span]:
        """The spans of adjacent nodes in the file's bytes, each place once."""
        for first in self.spans_of(nodes[0]):
            end = first.end
            for node in nodes[1:]:
                ends = [span.end for span in self.spans_of(node) if span.start >= end]
                if ends:
                    end = min(ends)
            # Directives end with their newline.
            size = len(data[first.start : end].rstrip(b"\r\n"))
            yield Span(first.start, first.start + size)

    def is_in(self, node: PatternNode) -> bool:
        """Whether any part of the node matched."""
        return any(leaf in self._records for leaf in leaves_of(node))

    def _is_ambiguous(self, name: str) -> bool:
        """Whether the paths of the match bind a metavariable to different code."""
        bindings = {
            instance.env[name].tokens for instance in self._instances if name in instance.env
        }
        return len(bindings) > 1

    def copied(self, node: PatternNode, around: Span) -> tuple[Piece, ...]:
        """The code that a node of added code copies: its match within the innermost statement of
        the pattern around a span, or the text that its metavariable is bound to. Raises Unsafe.
        """
        holding = [instance for instance in self._instances if instance.span.contains(around)]
        instance = min(holding, key=lambda item: item.span.end - item.span.start)
        name = node.metavariable.name if isinstance(node, MetavariableUse) else None
        same = (element.env for element in holding if element.span == instance.span)
        if name and len({env[name].tokens for env in same if name in env}) > 1:
            # The paths to this place bind it to different code.
            raise Unsafe(around, f"{name} matches different code on different paths")
        binding = (instance.env.get(name) or self._env.get(name)) if name else None
        if binding is not None and binding.span is None and binding.tokens[-1:] == (b"]",):
            # `char [4] x` is not C, although spatch writes it.
            raise Unsafe(around, f"{name} matches an array type")
        if binding is not None and _FUNCTION_POINTER.search(b"".join(binding.tokens)):
            raise Unsafe(around, f"{name} matches a function pointer type")
        for record in (*self._records.get(node, []), *self._by_name.get(name or "", [])):
            if instance.span.contains(record.span):
                return (record.span,)
        if name and name not in instance.env and self._is_ambiguous(name):
            raise Unsafe(around, f"{name} matches different code on different paths")
        if binding is not None:
            return (binding.span if binding.span is not None else binding.text,)
        for span in self.spans_of(node):
            return (span,)
        if isinstance(node, Dots):
            return ()
        raise Unsafe(around, "the added code uses a metavariable that is not bound in this match")
