# SPDX-License-Identifier: GPL-2.0-or-later
"""Environments: the bindings of earlier rules, and those with which a rule begins.

As in Coccinelle, the bindings of two rules belong together where one inherits from the other: a
rule that takes `v` of the first and `w` of the second sees only those that matched together, and
`depends on` asks about the rules that matched with the inherited values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from typing import assert_never

from qemu_xen_codemod.c.declared import flat
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.edit.moves import OffsetMap
from qemu_xen_codemod.smpl.compile.semantic_patch import CompiledRule
from qemu_xen_codemod.smpl.match.state import Binding, MatchState, place_binding
from qemu_xen_codemod.smpl.read.depends import FileIn, RuleEverMatched, RuleMatched, rules_of
from qemu_xen_codemod.smpl.read.formula import holds
from qemu_xen_codemod.smpl.read.metavariable import MetaKind
from qemu_xen_codemod.smpl.read.virtual import VIRTUAL, Defined

#: A rule and one of its metavariables.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class JointMatch:
    """One combination of matches of some rules."""

    bound: Mapping[Key, Binding] = field(default_factory=dict)
    #: For each of these rules, whether it has matched.
    matched: Mapping[str, bool] = field(default_factory=dict)

    def joined(self, other: JointMatch) -> JointMatch | None:
        """Both together, None if they contradict each other."""
        if any(
            self.bound[key].tokens != binding.tokens
            for key, binding in other.bound.items()
            if key in self.bound
        ):
            return None
        if any(
            self.matched[rule] != has_matched
            for rule, has_matched in other.matched.items()
            if rule in self.matched
        ):
            return None
        return JointMatch({**self.bound, **other.bound}, {**self.matched, **other.matched})

    @property
    def identity(self) -> object:
        bound = frozenset((key, binding.tokens) for key, binding in self.bound.items())
        return bound, frozenset(self.matched.items())


@dataclass(frozen=True, slots=True)
class Environment:
    """The bindings that a rule inherits, with which its search begins."""

    bound: Mapping[str, Binding]
    #: The places that positions must avoid, by the rule and name of the avoided position.
    avoided: Mapping[Key, frozenset[Span]]
    joint_matches: tuple[JointMatch, ...]


class Environments:
    """The bindings of the rules of one semantic patch in one file so far."""

    def __init__(self, defined: Defined) -> None:
        named = {
            (VIRTUAL, name): Binding((word,), word) for name, word in defined.identifiers.items()
        }
        #: By named rule that was searched for, in order: the combinations in which it matched.
        #: Includes the virtual rules that are set.
        self._joint_matches: dict[str, list[JointMatch]] = {
            VIRTUAL: [JointMatch(named, {VIRTUAL: True})]
        }
        for name in sorted(defined.rules):
            self._joint_matches[name] = [JointMatch({}, {name: True})]
        #: The rules that each of them refers to.
        self._origins: dict[str, frozenset[str]] = {}

    @property
    def matched(self) -> frozenset[str]:
        """The named rules that have matched in the file."""
        return frozenset(
            name for name, joint_matches in self._joint_matches.items() if joint_matches
        )

    def beginnings(self, smpl: CompiledRule, path: str) -> list[Environment]:
        """The environments with which to search for a rule in the file at this path in the tree;
        none if the rule does not run.
        """
        wanted = {
            (metavariable.inherited or "", metavariable.name): metavariable.name
            for metavariable in smpl.inherited
        }
        avoided = {
            key for metavariable in smpl.metavariables.values() for key in metavariable.avoids
        }
        joint_matches = self._joined(smpl, {*wanted, *avoided})
        depends = smpl.header.depends
        groups: dict[object, list[JointMatch]] = {}
        for joint_match in joint_matches:
            if depends is not None and not holds(depends, partial(self._has, joint_match, path)):
                continue
            env = {key: binding for key, binding in joint_match.bound.items() if key in wanted}
            identity = frozenset((key, binding.tokens) for key, binding in env.items())
            groups.setdefault(identity, []).append(joint_match)
        environments = []
        for group in groups.values():
            bound = {wanted[key]: value for key, value in group[0].bound.items() if key in wanted}
            if all(
                metavariable.name in bound or metavariable.name not in smpl.needs
                for metavariable in smpl.inherited
            ):
                places = {key: frozenset(_places(group, key)) for key in avoided}
                environments.append(Environment(bound, places, tuple(group)))
        return environments

    def _has(
        self, joint_match: JointMatch, path: str, condition: RuleMatched | RuleEverMatched | FileIn
    ) -> bool:
        match condition:
            case RuleMatched():
                return joint_match.matched.get(condition.name, False)
            case RuleEverMatched():
                return bool(self._joint_matches.get(condition.name))
            case FileIn():
                return condition.holds(path)
            case _:
                assert_never(condition)

    def _joined(self, smpl: CompiledRule, keys: set[Key]) -> list[JointMatch]:
        """The combinations in which the rules that this one refers to have matched."""
        rules = self._referenced_rules(smpl)
        ordered = [name for name in self._joint_matches if name in rules]
        joint_matches = [JointMatch()]
        for at, name in enumerate(ordered):
            later = {
                key
                for other in ordered[at + 1 :]
                for joint_match in self._joint_matches[other]
                for key in joint_match.bound
            }
            combined: dict[object, JointMatch] = {}
            for joint_match in joint_matches:
                joined = [joint_match.joined(item) for item in self._joint_matches[name]]
                for element in [match for match in joined if match is not None] or [
                    JointMatch(joint_match.bound, {**joint_match.matched, name: False})
                ]:
                    bound = {k: b for k, b in element.bound.items() if k in keys or k in later}
                    kept = JointMatch(bound, element.matched)
                    combined.setdefault(kept.identity, kept)
            joint_matches = list(combined.values())
        return joint_matches

    def _referenced_rules(self, smpl: CompiledRule) -> set[str]:
        depends = smpl.header.depends
        todo = [matched.name for matched in rules_of(depends)] if depends is not None else []
        todo += [
            metavariable.inherited for metavariable in smpl.inherited if metavariable.inherited
        ]
        todo += [
            rule for metavariable in smpl.metavariables.values() for rule, _ in metavariable.avoids
        ]
        seen: set[str] = set()
        while todo:
            name = todo.pop()
            if name not in seen:
                seen.add(name)
                todo += self._origins.get(name, ())
        return seen

    def note(self, smpl: CompiledRule, matches: Sequence[tuple[Environment, MatchState]]) -> None:
        """Record the bindings of a rule, for later rules."""
        if not smpl.name:
            return
        self._origins[smpl.name] = frozenset(self._referenced_rules(smpl))
        joint_matches: dict[object, JointMatch] = {}
        for env, state in matches:
            for bound in _exported(smpl, state):
                for joint_match in env.joint_matches:
                    match = JointMatch(
                        {**joint_match.bound, **bound}, {**joint_match.matched, smpl.name: True}
                    )
                    joint_matches.setdefault(match.identity, match)
        self._joint_matches[smpl.name] = list(joint_matches.values())

    def move(self, before: SourceFile, after: SourceFile, moves: OffsetMap) -> None:
        """Adapt places to an edit of the file: those in edited declarations are dropped, as in
        Coccinelle, others are moved.
        """
        for name, joint_matches in self._joint_matches.items():
            self._joint_matches[name] = [
                _moved(joint_match, before, after, moves) for joint_match in joint_matches
            ]


def _places(joint_matches: Sequence[JointMatch], key: Key) -> Iterator[Span]:
    for joint_match in joint_matches:
        bound = joint_match.bound.get(key)
        if bound is not None and bound.span is not None:
            yield bound.span


def _exported(smpl: CompiledRule, state: MatchState) -> Iterator[dict[Key, Binding]]:
    """The bindings of a match, without inherited ones: one set for each place of a position that
    has several.
    """
    own_metavariables = {
        name: metavariable
        for name, metavariable in smpl.metavariables.items()
        if metavariable.inherited is None
    }
    texts = {
        (smpl.name, name): Binding(bound.tokens, bound.text)
        for name, bound in state.env.items()
        if name in own_metavariables and own_metavariables[name].kind is not MetaKind.POSITION
    }
    places: dict[Key, dict[Span, None]] = {}
    for record in state.records():
        for position in record.positions:
            if position.name in own_metavariables:
                places.setdefault((smpl.name, position.name), {})[record.span] = None
    for combined in product(*places.values()):
        placed = {key: place_binding(span) for key, span in zip(places, combined, strict=True)}
        yield {**texts, **placed}


def _moved(
    joint_match: JointMatch, before: SourceFile, after: SourceFile, moves: OffsetMap
) -> JointMatch:
    bound = dict(joint_match.bound)
    for key, binding in joint_match.bound.items():
        if binding.span is None:
            continue
        span = _span_after(binding.span, before, after, moves)
        if span is None:
            del bound[key]
        else:
            bound[key] = place_binding(span)
    return JointMatch(bound, joint_match.matched)


def _span_after(span: Span, before: SourceFile, after: SourceFile, moves: OffsetMap) -> Span | None:
    for node in flat(before.root.children):
        if node.start_byte <= span.start and span.end <= node.end_byte:
            start = moves.new(node.start_byte)
            size = node.end_byte - node.start_byte
            text = before.data[node.start_byte : node.end_byte]
            if start is None or after.data[start : start + size] != text:
                return None
            shift = start - node.start_byte
            return Span(span.start + shift, span.end + shift)
    return None
