# SPDX-License-Identifier: GPL-2.0-or-later
"""SemanticPatch x SourceFile -> RuleExplanations: where rules match, and where they nearly do.

The patch runs as usual. The places where a rule may begin are then tried once more with a matcher
that records how far it got.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tree_sitter import Node

from qemu_xen_codemod.c.fragments import Fragment
from qemu_xen_codemod.c.in_sight import Headers
from qemu_xen_codemod.c.nodes import descendants
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.apply import CodeDiffers
from qemu_xen_codemod.edit.edit import Change, Span
from qemu_xen_codemod.edit.moves import OffsetMap
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.errors import Place
from qemu_xen_codemod.smpl.change.match_edits import apply_matches
from qemu_xen_codemod.smpl.compile.semantic_patch import SemanticPatch
from qemu_xen_codemod.smpl.compile.words import WordGroup
from qemu_xen_codemod.smpl.engine import Patched, RuleRun, apply_semantic_patch
from qemu_xen_codemod.smpl.match.attempt import TOO_MANY_STEPS, Attempt
from qemu_xen_codemod.smpl.match.candidates import anchor_words, word_pattern
from qemu_xen_codemod.smpl.match.file_matcher import make_matcher
from qemu_xen_codemod.smpl.match.matcher import TooManySteps
from qemu_xen_codemod.smpl.match.obstacle import obstacle_of, pattern_span, short
from qemu_xen_codemod.smpl.match.places import Places
from qemu_xen_codemod.smpl.match.results import EditableMatch
from qemu_xen_codemod.smpl.match.rule_search import (
    fragments_for,
    may_stand_in_fragment,
    outside_of,
    unsearched,
)
from qemu_xen_codemod.smpl.match.state import Binding, MatchState
from qemu_xen_codemod.smpl.match.trace import TracedMatcher
from qemu_xen_codemod.smpl.read.depends import dependency_text, holds_for
from qemu_xen_codemod.smpl.read.metavariable import MetaKind

#: How many environments of earlier rules are tried.
_MOST_ENVIRONMENTS = 100


@dataclass(frozen=True, slots=True)
class Bound:
    """The code that a metavariable is bound to."""

    name: str
    text: str
    #: Where it was bound; None when another rule bound it.
    line: int | None


@dataclass(frozen=True, slots=True)
class Matched:
    """A place where the rule matches."""

    place: Place
    bound: tuple[Bound, ...]
    #: The file with only this match changed; None where nothing is changed.
    change: Change | None
    #: Why it is not changed; "" when it is, or when the rule only matches.
    refused: str = ""
    #: Why the step of a rule has nothing to do here; "" when it has.
    passed_over: str = ""
    #: The isomorphisms by which it matches, by name.
    isomorphisms: tuple[str, ...] = ()
    #: In the file as the rule saw it; None for a refusal that belongs to no match.
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A place where the rule begins to match."""

    place: Place
    bound: tuple[Bound, ...]
    #: Where the match stopped, in the rule and in the code.
    in_rule: Place | None
    in_code: Place
    why: str
    #: How many tokens of the pattern had matched.
    reached: int = 0
    #: Whether the code there is of the same kind as the rule's.
    is_alike: bool = True
    #: Whether a part of the rule's code differs, not the whole.
    is_inside: bool = True


@dataclass(frozen=True, slots=True)
class RuleExplanation:
    """What one rule of a semantic patch does to a file, and why it does no more."""

    #: "" for an anonymous rule.
    name: str
    #: Where its code begins.
    place: Place
    #: Why it was not searched for; "" when it was.
    why_not: str = ""
    matched: tuple[Matched, ...] = ()
    #: The longest partial match first.
    near: tuple[NearMiss, ...] = ()
    #: The code that is not searched, a sentence for each part.
    unseen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeToExplain:
    """A file, or one line of it, that a user asks about."""

    #: The current code.
    source: SourceFile
    #: The code as the user has it.
    before: SourceFile
    #: From `before` to `source`.
    moves: OffsetMap
    #: The line of `before` to explain; None for all of it.
    line: int | None = None


def explain_patch(
    patch: SemanticPatch, code: CodeToExplain, style: Style, headers: Headers | None = None
) -> tuple[Patched, tuple[RuleExplanation, ...]]:
    """What the patch does, and an explanation for each of its rules.

    Raises CodeDiffers.
    """
    explanations: list[RuleExplanation] = []

    def watch(run: RuleRun) -> None:
        explanations.append(_RuleExplainer(patch, run, code, style).explanation())

    patched = apply_semantic_patch(patch, code.source, style, headers=headers, watch=watch)
    return patched, tuple(explanations)


class _RuleExplainer:
    """Explains one rule for one file."""

    def __init__(
        self, patch: SemanticPatch, run: RuleRun, code: CodeToExplain, style: Style
    ) -> None:
        self.patch, self.run, self.before = patch, run, code.before
        self.smpl, self.source = run.smpl, run.source
        self.style = style
        self.line = code.line
        self.code = code
        self.moves = code.moves.then(run.moves)

    def explanation(self) -> RuleExplanation:
        spans = (pattern_span(node) for node in self.smpl.pattern.nodes)
        begin = min((span.start for span in spans if span.end), default=0)
        explained = RuleExplanation(self.smpl.name, self.patch.text.place(begin))
        if why_not := self.why_not():
            return replace(explained, why_not=why_not)
        matched = tuple(self.matches())
        explained = replace(explained, unseen=tuple(self.unseen()))
        if self.line is not None and matched:
            return replace(explained, matched=matched)
        matched_spans = [match.span for match in self.run.found] if self.line is None else []
        return replace(explained, matched=matched, near=tuple(self.near_misses(matched_spans)))

    # Rules that are not searched for

    def why_not(self) -> str:
        smpl, search = self.smpl, self.run.search
        matched = search.environments.matched - {smpl.name}
        depends = smpl.header.depends
        if depends is not None and not holds_for(depends, matched, self.source.path):
            return f"it depends on {dependency_text(depends, matched, self.source.path)}"
        missing = [group for group in smpl.words if not self.has_word_of(group)]
        if missing:
            words = sorted(missing[0].texts, key=lambda word: (len(word), word))
            shown = ", ".join(word.decode("utf-8", "replace") for word in words[:5])
            rest = f" or {len(words) - 5} others" if len(words) > 5 else ""
            which = "the word" if len(words) == 1 else "any of the words"
            return f"the file does not have {which} {shown}{rest}, which the rule needs"
        if left_out := unsearched(self.source):
            return left_out[0].why
        if not search.environments.beginnings(smpl, self.source.path):
            origins = {
                metavariable.inherited for metavariable in smpl.inherited if metavariable.inherited
            }
            if not origins and depends is not None:
                return f"it depends on {dependency_text(depends, matched, self.source.path)}"
            return f"{' and '.join(sorted(origins))} matched nothing here to continue with"
        return ""

    def has_word_of(self, group: WordGroup) -> bool:
        data = self.source.data
        if group.are_known and b"$" not in data:
            return not group.words.isdisjoint(self.source.words)
        return group.may_be_in(data)

    # Matches

    def matches(self) -> Iterator[Matched]:
        refusals = list(self.run.refusals)
        for match in self.run.found:
            span = self.in_user_file(match.span)
            patched = self.run.moves.old_span(match.span)
            own_refusals = [refusal for refusal in refusals if refusal.span == patched]
            refusals = [refusal for refusal in refusals if refusal not in own_refusals]
            if self.touches(span):
                change, why = self.change_of(match)
                if own_refusals:
                    other = own_refusals[0].other
                    why = own_refusals[0].why + (f" ({other})" if other else "")
                bound = self.bound(match.state.env)
                place = self.before.place(span.start)
                shown = None if why else change
                by = match.state.isomorphisms()
                yield Matched(place, bound, shown, why, isomorphisms=by, span=match.span)
        for refusal in refusals:
            span = self.code.moves.old_span(refusal.span)
            if self.touches(span):
                yield Matched(self.before.place(span.start), (), None, refusal.why)

    def change_of(self, match: EditableMatch) -> tuple[Change | None, str]:
        """The file with only this match changed, or why it cannot be."""
        if not self.smpl.is_change:
            return None, ""
        try:
            applied, refused = apply_matches(
                [(self.smpl, match)], self.source, self.style, self.smpl.name
            )
        except CodeDiffers as error:
            return None, error.what
        if refused:
            return None, refused[0][1].why
        if applied.data == self.source.data:
            return None, ""
        return Change(self.source.path, self.source.data, applied.data), ""

    # Code that is not searched

    def unseen(self) -> Iterator[str]:
        source = self.source
        for span in source.dead:
            if self.is_relevant(span):
                yield f"{self.lines(span)} never compiled, and not searched (`#if 0`)"
        for span in source.unparsed:
            if self.is_relevant(span):
                code = short(source.text(span))
                yield f"{self.lines(span)} not read as C: `{code}`"
        if self.line is not None:
            start = self.before.line_starts[self.line - 1]
            directive = self.before.directive_at(start)
            is_macro = directive is not None and b"define" in directive.text[:12]
            if is_macro and not may_stand_in_fragment(self.smpl.pattern):
                yield (
                    "a macro's body is not searched for a declaration, for dots with code after"
                    " them, or for code at file level"
                )

    def is_relevant(self, span: Span) -> bool:
        """Whether a span of the file is on the requested line, or holds a word of the rule."""
        if self.line is not None:
            return self.touches(self.in_user_file(span))
        words = anchor_words(self.smpl.needed, self.smpl.pattern.nodes[0], self.source)
        return (
            bool(words)
            and word_pattern(words or frozenset()).search(self.source.text(span)) is not None
        )

    def lines(self, span: Span) -> str:
        text = self.source.text(span)
        start = span.start + len(text) - len(text.lstrip())
        before = self.in_user_file(Span(start, max(start, span.start + len(text.rstrip()))))
        first = self.before.line_of(before.start)
        last = self.before.line_of(max(before.end - 1, before.start))
        return f"line {first} is" if first == last else f"lines {first} to {last} are"

    # Near misses

    def near_misses(self, matched_spans: Sequence[Span]) -> Iterator[NearMiss]:
        """The places where the rule nearly matches, the longest partial match first."""
        best: dict[int, NearMiss] = {}
        for attempt in self.attempts(matched_spans):
            # Of nodes that have nothing in common with the rule, the innermost is reported.
            old = best.get(attempt.place.line)
            rank = (attempt.reached, attempt.is_alike, attempt.is_inside)
            before = (old.reached, old.is_alike, old.is_inside) if old else (-1, False, False)
            if rank > before or rank == before == (0, False, False):
                best[attempt.place.line] = attempt
        misses = sorted(best.values(), key=lambda item: (-item.reached, item.place.line))
        furthest = misses[0].reached if misses else 0
        if self.line is not None:
            yield from misses[:1]
            return
        is_anchored = anchor_words(self.smpl.needed, self.smpl.pattern.nodes[0], self.source)
        for miss in misses:
            if miss.reached or (not furthest and (miss.is_alike or is_anchored is not None)):
                yield miss

    def attempts(self, matched_spans: Sequence[Span]) -> Iterator[NearMiss]:
        pattern, source = self.smpl.pattern, self.source
        whole = Fragment(Span(0, len(source.data)), is_macro=False, source=source)
        environments = self.run.search.environments.beginnings(self.smpl, self.source.path)
        for piece in (whole, *fragments_for(self.smpl, source)):
            if piece.source is None:
                continue
            headers, outside = self.run.search.headers, outside_of(piece, source)
            matcher, sequence = make_matcher(
                self.smpl.needed, piece.source, headers, TracedMatcher, outside
            )
            matcher.leave_out(pattern)
            attempt = Attempt(self.smpl, piece.source, piece.place, matcher, sequence)
            nodes = [*attempt.beginnings.all]
            if self.line is not None:
                nodes += attempt.beginnings.among(self.nodes_on_line(piece.source))
            for node in dict.fromkeys(nodes):
                span = Span(node.start_byte, node.end_byte)
                if not piece.place.contains(span) or any(
                    span.overlaps(matched) for matched in matched_spans
                ):
                    continue
                for env in environments[:_MOST_ENVIRONMENTS]:
                    matcher.places = Places(source, env.avoided)
                    yield from self.attempt(attempt, matcher, node, MatchState(env.bound))
            matcher.sequences = None

    def attempt(
        self, attempt: Attempt, matcher: TracedMatcher, node: Node, start: MatchState
    ) -> Iterator[NearMiss]:
        """How far the match from a node gets; nothing where the rule matches."""
        matcher.begin()
        begin = self.before.place(self.moves.old(node.start_byte))
        try:
            if any(True for _ in attempt.at(node, start)):
                return
        except (TooManySteps, RecursionError):
            yield NearMiss(begin, (), None, begin, TOO_MANY_STEPS)
            return
        stop = matcher.furthest
        if stop is None or (not matcher.reached and _is_callee(node)):
            return
        obstacle = obstacle_of(stop, matcher, self.patch.text)
        records = [record.span for record in stop.state.records()]
        if records:
            begin = self.before.place(self.moves.old(min(span.start for span in records)))
        if any(map(self.touches, map(self.in_user_file, (*records, obstacle.code_span)))) or (
            begin.line == self.line
        ):
            in_rule = self.patch.text.place(obstacle.rule_span.start)
            in_code = self.current_place(obstacle.code_span.start)
            bound = self.bound(stop.state.env)
            is_inside = stop.pattern is not self.smpl.pattern.nodes[0]
            ranked = (matcher.reached, stop.is_alike, is_inside)
            yield NearMiss(begin, bound, in_rule, in_code, obstacle.why, *ranked)

    def nodes_on_line(self, source: SourceFile) -> list[Node]:
        return [
            node
            for node in descendants(source.root)
            if self.before.line_of(self.moves.old(node.start_byte)) == self.line
        ]

    # Places

    def in_user_file(self, span: Span) -> Span:
        """The place in the user's file of a span of the file as the earlier rules left it."""
        return self.moves.old_span(span)

    def touches(self, span: Span) -> bool:
        """Whether a span of the user's file is on the requested line."""
        if self.line is None:
            return True
        first, last = self.before.line_of(span.start), self.before.line_of(max(span.end - 1, 0))
        return first <= self.line <= max(first, last)

    def current_place(self, offset: int) -> Place:
        """A place with its line number in the user's file, and its current text."""
        now = self.source.place(offset)
        return replace(now, line=self.before.line_of(self.moves.old(offset)))

    def bound(self, env: Mapping[str, Binding]) -> tuple[Bound, ...]:
        return tuple(self.bound_of(name, binding) for name, binding in env.items())

    def bound_of(self, name: str, binding: Binding) -> Bound:
        line = self.current_place(binding.span.start).line if binding.span is not None else None
        declared = self.smpl.metavariables.get(name)
        if declared is not None and declared.kind is MetaKind.POSITION:
            return Bound(name, f"at line {line}" if line is not None else "elsewhere", line)
        return Bound(name, short(binding.text), line)


def _is_callee(node: Node) -> bool:
    """Whether a node is the name of a called function: the call is reported instead."""
    outer = node.parent
    return (
        outer is not None
        and outer.type == "call_expression"
        and outer.child_by_field_name("function") == node
    )
