# SPDX-License-Identifier: GPL-2.0-or-later
"""FreshNames: the names given to the fresh identifiers of matches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.smpl.compile.pattern_marks import is_all_minus
from qemu_xen_codemod.smpl.compile.semantic_patch import CompiledRule
from qemu_xen_codemod.smpl.match.environments import Environment
from qemu_xen_codemod.smpl.match.results import EditableMatch
from qemu_xen_codemod.smpl.match.state import Binding, MatchState
from qemu_xen_codemod.smpl.read.fresh_name import NameOf
from qemu_xen_codemod.smpl.read.metavariable import Metavariable


class FreshNames:
    """Numbers the fresh identifiers of one file, as Coccinelle does."""

    def __init__(self) -> None:
        self._next = 0

    def given(
        self,
        smpl: CompiledRule,
        source: SourceFile,
        matches: Sequence[EditableMatch],
        bound: Sequence[tuple[Environment, MatchState]],
    ) -> tuple[list[EditableMatch], list[tuple[Environment, MatchState]]]:
        """The matches and bindings, with names for the fresh identifiers of each match."""
        names: dict[object, dict[str, Binding]] = {}
        for match in sorted(matches, key=lambda item: item.span.start):
            words = self._names(smpl, source, match)
            names[identity(smpl, match.state)] = {name: Binding((w,), w) for name, w in words}

        def with_names(state: MatchState) -> MatchState:
            return replace(state, env={**state.env, **names[identity(smpl, state)]})

        kept = [
            (env, match_state) for env, match_state in bound if identity(smpl, match_state) in names
        ]
        return (
            [replace(match, state=with_names(match.state)) for match in matches],
            [(env, with_names(state)) for env, state in kept],
        )

    def _names(
        self, smpl: CompiledRule, source: SourceFile, match: EditableMatch
    ) -> Iterator[tuple[str, bytes]]:
        for metavariable in smpl.fresh:
            word = self._name(metavariable, source, match.state.env)
            if word is not None:
                yield metavariable.name, word

    def _name(
        self, metavariable: Metavariable, source: SourceFile, env: Mapping[str, Binding]
    ) -> bytes | None:
        """A name; None where part of it is not bound."""
        assert metavariable.fresh is not None
        parts: list[bytes] = []
        for part in metavariable.fresh.parts:
            if not isinstance(part, NameOf):
                parts.append(part)
            elif part.name in env:
                parts.append(env[part.name].text)
            else:
                return None
        word = b"".join(parts)
        if not metavariable.fresh.is_numbered:
            return word
        while (numbered := word + b"%d" % self._next) in source.words:
            self._next += 1
        self._next += 1
        return numbered


def fresh_of(smpl: CompiledRule, env: Mapping[str, Binding]) -> dict[str, Binding]:
    """The bindings of the fresh identifiers of a rule."""
    return {
        metavariable.name: env[metavariable.name]
        for metavariable in smpl.fresh
        if metavariable.name in env
    }


def identity(smpl: CompiledRule, state: MatchState) -> tuple[object, ...]:
    """The key of a match: its places, those in `-` lines, and the bindings that its added code
    uses.
    """
    records = list(state.records())
    places = sorted({(record.span.start, record.span.end) for record in records})
    gone = sorted(
        {(record.span.start, record.span.end) for record in records if is_all_minus(record.node)}
    )
    named = [name for name in smpl.metavariables if name.encode() in smpl.added]
    named += (
        part.name
        for metavariable in smpl.fresh
        if metavariable.fresh is not None
        for part in metavariable.fresh.names
    )
    return (
        *places,
        None,
        *gone,
        *((name, state.env[name].tokens) for name in named if name in state.env),
    )
