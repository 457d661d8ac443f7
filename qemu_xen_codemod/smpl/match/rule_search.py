# SPDX-License-Identifier: GPL-2.0-or-later
"""CompiledRule x SourceFile -> EditableMatches: all places that match, also in macro bodies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import assert_never

from qemu_xen_codemod.c.fragments import Fragment, fragments
from qemu_xen_codemod.c.in_sight import Headers
from qemu_xen_codemod.c.outside import Outside
from qemu_xen_codemod.c.source import MOST_BYTES, MOST_LEVELS, SourceFile
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.edit.moves import OffsetMap
from qemu_xen_codemod.smpl.compile.pattern import (
    Dots,
    MetavariableUse,
    Nest,
    Pattern,
    PatternKind,
)
from qemu_xen_codemod.smpl.compile.prototype import function_name
from qemu_xen_codemod.smpl.compile.semantic_patch import CompiledRule
from qemu_xen_codemod.smpl.match.attempt import Attempt
from qemu_xen_codemod.smpl.match.candidates import word_pattern, words_of_all
from qemu_xen_codemod.smpl.match.declarers import misparsed_declarers
from qemu_xen_codemod.smpl.match.environments import Environment, Environments
from qemu_xen_codemod.smpl.match.file_matcher import make_matcher
from qemu_xen_codemod.smpl.match.fresh_names import FreshNames, fresh_of, identity
from qemu_xen_codemod.smpl.match.matcher import (
    Matcher,
)
from qemu_xen_codemod.smpl.match.overlapping_matches import winning_matches
from qemu_xen_codemod.smpl.match.overlooked_code import (
    branches_read_in_sequence,
    untyped_functions_in,
)
from qemu_xen_codemod.smpl.match.places import Places
from qemu_xen_codemod.smpl.match.prototypes import matched_parameters, prototypes_in, states_with
from qemu_xen_codemod.smpl.match.results import EditableMatch, Refusal
from qemu_xen_codemod.smpl.match.state import Binding, MatchState
from qemu_xen_codemod.smpl.match.unread_words import unread_words
from qemu_xen_codemod.smpl.read.virtual import Defined

_TOO_LARGE = f"the file has more than {MOST_BYTES:,} bytes and is not searched"
_TOO_DEEP = f"code here is nested in more than {MOST_LEVELS:,} levels; the file is not searched"


class Search:
    """Runs the rules of one semantic patch in order, and passes on their bindings."""

    def __init__(self, headers: Headers | None = None, defined: Defined | None = None) -> None:
        self.headers = headers
        self.environments = Environments(defined or Defined())
        self.fresh_names = FreshNames()

    def find(
        self, smpl: CompiledRule, source: SourceFile
    ) -> tuple[list[EditableMatch], list[Refusal]]:
        """The rule's matches in the file, and the places where the search was given up."""
        environments = self.environments.beginnings(smpl, source.path)
        if not environments or not smpl.may_match(source.data):
            self.environments.note(smpl, ())
            return [], []
        if left_out := unsearched(source):
            return [], left_out
        matches: list[EditableMatch] = []
        refused: list[Refusal] = []
        seen: set[tuple[object, ...]] = set()
        bound: list[tuple[Environment, MatchState]] = []
        pieces = list(fragments_for(smpl, source))
        whole = Fragment(Span(0, len(source.data)), is_macro=False, source=source)
        for piece in (whole, *pieces):
            if (view := piece.source) is None:
                continue
            outside = outside_of(piece, source)
            matcher, sequence = make_matcher(smpl.needed, view, self.headers, Matcher, outside)
            attempt = Attempt(smpl, view, piece.place, matcher, sequence)
            places = Places(source, {})
            for env in environments:
                matcher.places = places = places.avoiding(env.avoided)
                for node, state in attempt.states(MatchState(env.bound)):
                    bound.append((env, state))
                    key = identity(smpl, state)
                    if key not in seen:
                        seen.add(key)
                        macro = piece.place if piece.is_macro else None
                        matches.append(
                            EditableMatch(smpl.name, state, view, node, macro, self.headers)
                        )
                if smpl.has_effect and view is source:
                    refused.extend(branches_read_in_sequence(smpl, source, sequence, env.bound))
            refused.extend(attempt.refused)
            # They refer to each other, and keep all files that types came from in memory.
            matcher.sequences = None
        if smpl.pattern.kind is PatternKind.EXPRESSION:
            matches = [
                match
                for match, _ in winning_matches(
                    smpl.pattern, [(match, match.state) for match in matches]
                )
            ]
        if smpl.fresh:
            matches, bound = self.fresh_names.given(smpl, source, matches, bound)
        if smpl.has_effect:
            refused.extend(untyped_functions_in(smpl, source))
            refused.extend(misparsed_declarers(smpl, source))
            covered = [*(match.span for match in matches), *(refusal.span for refusal in refused)]
            refused.extend(unread_words(smpl, source, pieces, covered))
        self.environments.note(smpl, bound)
        return matches, refused

    def move(self, before: SourceFile, after: SourceFile, moves: OffsetMap) -> None:
        """Adapt the bindings to an edit of the file between two rules."""
        self.environments.move(before, after, moves)

    def find_prototypes(
        self, smpl: CompiledRule, source: SourceFile, changed: Sequence[EditableMatch]
    ) -> Iterator[tuple[CompiledRule, EditableMatch] | Refusal]:
        """The prototypes of the changed functions, with the rule that fits or a refusal."""
        name = function_name(smpl.pattern.nodes[0])
        assert name is not None
        declared = name.metavariable.name if isinstance(name, MetavariableUse) else None
        #: By the function's name and the parameters that the pattern names.
        envs: dict[bytes, dict[frozenset[int], Mapping[str, Binding]]] = {}
        for match in reversed(changed):
            env = match.state.env
            named = envs.setdefault(env[declared].text if declared else name.text, {})
            named[matched_parameters(match.start, match.state)] = env
        matcher, _ = make_matcher(smpl.needed, source, self.headers, Matcher)
        for node, identifier in prototypes_in(source, frozenset(envs)):
            binding = matcher.binding(identifier.start_byte, identifier.end_byte)
            own = {declared: binding} if declared else {}
            wanted = {
                parameters: MatchState({**fresh_of(smpl, env), **own})
                for parameters, env in envs[source.text(identifier)].items()
            }
            for rule in smpl.prototypes:
                states = list(states_with(matcher, rule.pattern.nodes[0], node, wanted))
                if len(states) == len(wanted):
                    for state in states:
                        match = EditableMatch(smpl.name, state, source, node, headers=self.headers)
                        yield rule, match
                    break
            else:
                why = "this prototype of a changed function has a different form; change it by hand"
                yield Refusal(Span(node.start_byte, node.end_byte), why)


def unsearched(source: SourceFile) -> list[Refusal]:
    """Why a file is not searched; empty for all files that people write."""
    if len(source.data) > MOST_BYTES:
        return [Refusal(Span(0, len(source.data)), _TOO_LARGE)]
    return [Refusal(source.too_deep, _TOO_DEEP)] if source.too_deep is not None else []


def fragments_for(smpl: CompiledRule, source: SourceFile) -> Iterator[Fragment]:
    """The fragments of the file that may contain the rule's pattern."""
    pattern = smpl.pattern
    if may_stand_in_fragment(pattern):
        words = words_of_all(smpl.needed, pattern.nodes, source)
        if words is None or words:
            places = None if words is None else word_pattern(words)
            yield from fragments(source, places, types=pattern.kind is PatternKind.TYPE)


def may_stand_in_fragment(pattern: Pattern) -> bool:
    """Whether code in a fragment is searched for: no declarations, no dots at the beginning, and
    nothing at file level.
    """
    first = pattern.nodes[0]
    match pattern.kind:
        case PatternKind.EXPRESSION | PatternKind.TYPE:
            return True
        case PatternKind.STATEMENTS:
            return first.kind != "declaration" and not isinstance(first, Dots | Nest)
        case PatternKind.TOPLEVEL:
            return False
        case _:
            assert_never(pattern.kind)


def outside_of(piece: Fragment, source: SourceFile) -> Outside | None:
    """The declarations visible from a fragment of the file; None for the file itself."""
    if piece.source is source:
        return None
    return Outside(source, None if piece.is_macro else piece.place, piece.parameters)
