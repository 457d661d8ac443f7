"""CompiledRule x SourceFile -> EditableMatches: all places that match, macros' bodies included."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import TypeVar, assert_never

from tree_sitter import Node

from qemu_xen_codemod.c.flow import flow_of
from qemu_xen_codemod.c.fragments import Fragment, fragments
from qemu_xen_codemod.c.node_kinds import COMMA_LISTS, DECLARING, SPECIFIERS
from qemu_xen_codemod.c.nodes import descendants
from qemu_xen_codemod.c.source import MOST_BYTES, MOST_LEVELS, SourceFile
from qemu_xen_codemod.c.types import Headers
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.edit.moves import OffsetMap
from qemu_xen_codemod.smpl.compile.isomorphisms import whole_tests
from qemu_xen_codemod.smpl.compile.other_forms import OtherForms
from qemu_xen_codemod.smpl.compile.pattern import (
    Dots,
    MetavariableUse,
    Nest,
    Pattern,
    PatternKind,
    PatternNode,
    holds_expression,
    kinds_of,
    leaves_of,
    may_be_missing,
    nodes_in,
    operand_in_row,
    positions_under,
)
from qemu_xen_codemod.smpl.compile.prototype import function_name
from qemu_xen_codemod.smpl.compile.semantic_patch import CompiledRule
from qemu_xen_codemod.smpl.match.candidates import anchor_words, candidates, word_pattern
from qemu_xen_codemod.smpl.match.choice import counting
from qemu_xen_codemod.smpl.match.declarers import declarers_read_otherwise, match_statement
from qemu_xen_codemod.smpl.match.environments import Environment, Environments
from qemu_xen_codemod.smpl.match.expression_types import FileTypes
from qemu_xen_codemod.smpl.match.fresh_names import FreshNames, fresh_of, identity
from qemu_xen_codemod.smpl.match.holder import has_own_point
from qemu_xen_codemod.smpl.match.isomorphisms.other_forms import other_forms
from qemu_xen_codemod.smpl.match.iterators import match_if, match_while
from qemu_xen_codemod.smpl.match.jumps import JUMPS, LOOPS, as_loop, match_jump
from qemu_xen_codemod.smpl.match.lists import match_comma_list, match_field_list
from qemu_xen_codemod.smpl.match.matcher import (
    Form,
    Matcher,
    TooManySteps,
    match_children,
    matches_at,
)
from qemu_xen_codemod.smpl.match.missing_return import ends_without_return
from qemu_xen_codemod.smpl.match.operands import match_array, match_binary, match_for
from qemu_xen_codemod.smpl.match.overlooked_code import arms_read_otherwise, untyped_functions_in
from qemu_xen_codemod.smpl.match.places import Places
from qemu_xen_codemod.smpl.match.results import EditableMatch, Refusal
from qemu_xen_codemod.smpl.match.specifiers import match_specifier
from qemu_xen_codemod.smpl.match.state import MatchState, States
from qemu_xen_codemod.smpl.match.statement_sequence import StatementSequence, match_block
from qemu_xen_codemod.smpl.match.type_use import match_bare_type
from qemu_xen_codemod.smpl.match.types_before_names import (
    match_declaring,
    match_pointer,
    match_sized,
)
from qemu_xen_codemod.smpl.match.unread_words import unread_words
from qemu_xen_codemod.smpl.read.virtual import Defined

TOO_MANY_STEPS = "the pattern needs too many steps to be matched here"
_TOO_LARGE = f"the file has more than {MOST_BYTES:,} bytes and is not searched"
_TOO_DEEP = f"code is nested here in more than {MOST_LEVELS:,} levels; the file is not searched"
AnyMatcher = TypeVar("AnyMatcher", bound=Matcher)
#: More ends of one beginning are not looked for: it is refused.
_MOST_ENDS = 1000


class Search:
    """Runs the rules of one semantic patch, in order, and hands on what they bind."""

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
        found: list[EditableMatch] = []
        refused: list[Refusal] = []
        seen: set[tuple[object, ...]] = set()
        bound: list[tuple[Environment, MatchState]] = []
        pieces = list(fragments_for(smpl, source))
        whole = Fragment(Span(0, len(source.data)), is_macro=False, source=source)
        for piece in (whole, *pieces):
            if (view := piece.source) is None:
                continue
            matcher, sequence = make_matcher(smpl.forms, view, self.headers, Matcher)
            attempt = Attempt(smpl, view, piece.place, matcher, sequence)
            for env in environments:
                matcher.places = Places(source, env.avoided)
                for node, state in attempt.states(MatchState(env.bound)):
                    bound.append((env, state))
                    key = identity(smpl, state)
                    if key not in seen:
                        seen.add(key)
                        one = EditableMatch(
                            smpl.name, state, view, node, piece.is_macro, self.headers
                        )
                        found.append(one)
                if smpl.is_told and view is source:
                    refused.extend(arms_read_otherwise(smpl, source, sequence, env.bound))
            refused.extend(attempt.refused)
            # The two hold each other, and all files that the types were told by.
            matcher.sequences = None
        if smpl.pattern.kind is PatternKind.EXPRESSION:
            found = [one for one, _ in counting(smpl.pattern, [(one, one.state) for one in found])]
        if smpl.fresh:
            found, bound = self.fresh_names.given(smpl, source, found, bound)
        if smpl.is_told:
            refused.extend(untyped_functions_in(smpl, source))
            refused.extend(declarers_read_otherwise(smpl, source))
            known = [*(one.span for one in found), *(one.span for one in refused)]
            refused.extend(unread_words(smpl, source, pieces, known))
        self.environments.note(smpl, bound)
        return found, refused

    def move(self, before: SourceFile, after: SourceFile, moves: OffsetMap) -> None:
        """The file was edited between two rules."""
        self.environments.move(before, after, moves)

    def find_prototypes(
        self, smpl: CompiledRule, source: SourceFile, changed: Sequence[EditableMatch]
    ) -> Iterator[tuple[CompiledRule, EditableMatch] | Refusal]:
        """The prototypes of the changed functions with the rule that fits, or that none does."""
        name = function_name(smpl.pattern.nodes[0])
        assert name is not None
        declared = name.metavariable.name if isinstance(name, MetavariableUse) else None
        envs = {
            one.state.env[declared].text if declared else name.text: one.state.env
            for one in reversed(changed)
        }
        matcher, _ = make_matcher(smpl.forms, source, self.headers, Matcher)
        for node, named in prototypes_in(source, frozenset(envs)):
            binding = matcher.binding(named.start_byte, named.end_byte)
            fresh = fresh_of(smpl, envs[source.text(named)])
            start = MatchState({**fresh, declared: binding} if declared else fresh)
            for rule in smpl.prototypes:
                matcher.begin()
                state = next(matcher.match(rule.pattern.nodes[0], node, start), None)
                if state is not None:
                    yield rule, EditableMatch(smpl.name, state, source, node, headers=self.headers)
                    break
            else:
                why = "this prototype of a function that is changed is written otherwise"
                yield Refusal(Span(node.start_byte, node.end_byte), why)


def unsearched(source: SourceFile) -> list[Refusal]:
    """Why a file is not searched; nothing for all that people write."""
    if len(source.data) > MOST_BYTES:
        return [Refusal(Span(0, len(source.data)), _TOO_LARGE)]
    return [Refusal(source.too_deep, _TOO_DEEP)] if source.too_deep is not None else []


def _touches(node: Node, place: Span) -> bool:
    """Whether a place is in a node, or right behind it."""
    return node.start_byte <= place.start <= node.end_byte


def fragments_for(smpl: CompiledRule, source: SourceFile) -> Iterator[Fragment]:
    """The fragments of the file in which the rule's pattern may stand."""
    pattern = smpl.pattern
    first = pattern.nodes[0]
    match pattern.kind:
        case PatternKind.EXPRESSION | PatternKind.TYPE:
            may_stand = True
        case PatternKind.STATEMENTS:
            may_stand = first.kind != "declaration" and not isinstance(first, Dots | Nest)
        case PatternKind.TOPLEVEL:
            may_stand = False
        case _:
            assert_never(pattern.kind)
    if len(pattern.nodes) == 1 and may_stand:
        words = anchor_words(smpl.needed, first, source)
        if words is None or words:
            yield from fragments(source, None if words is None else word_pattern(words))


class Attempt:
    """The search for one pattern in one file."""

    def __init__(
        self,
        smpl: CompiledRule,
        source: SourceFile,
        place: Span,
        matcher: Matcher,
        sequence: StatementSequence,
    ) -> None:
        self.pattern = smpl.pattern
        self.needed = smpl.needed
        self.source = source
        #: What stands outside is not looked at.
        self.place = place
        self.matcher = matcher
        self.sequence = sequence
        self.refused: list[Refusal] = []

    def states(self, start: MatchState) -> Iterator[tuple[Node, MatchState]]:
        """The matches with these bindings and where each begins, in the file's order."""
        reached = 0
        is_expression = self._is_expression
        known = positions_under(self.pattern.nodes[0])
        places = [start.env[name].span for name in known if name in start.env]
        for node in self.beginnings():
            if not all(place and _touches(node, place) for place in places):
                # An inherited position stands elsewhere.
                continue
            if is_expression and node.end_byte <= reached and node.type not in self._kinds:
                # Another form of what an outer node matched already.
                continue
            if is_expression and not self.place.contains(Span(node.start_byte, node.end_byte)):
                continue
            self.matcher.begin()
            try:
                states = self._all_at(node, start)
                if is_expression and self._is_test_around(node, start, states):
                    # As in Coccinelle: what the rule writes out goes before the test around it.
                    states = []
            except (TooManySteps, RecursionError):
                span = Span(node.start_byte, node.end_byte)
                self.refused.append(Refusal(span, TOO_MANY_STEPS))
                continue
            if states:
                reached = max(reached, node.end_byte)
            yield from ((node, state) for state in states)

    def _all_at(self, node: Node, start: MatchState) -> list[MatchState]:
        """The matches that begin at a node. Raises TooManySteps."""
        if not self._may_have_several(node):
            return list(islice(self.at(node, start), 1))
        states = list(islice(self.at(node, start), _MOST_ENDS + 1))
        if len(states) > _MOST_ENDS:
            raise TooManySteps
        return states

    def _is_test_around(self, node: Node, start: MatchState, states: list[MatchState]) -> bool:
        """Whether the matches are of a test as such, and the pattern stands written out inside."""
        if not states or not all(map(self._is_whole_test, states)):
            return False
        for inner in descendants(node):
            if inner.type in self._kinds and inner.id != node.id:
                found = next(self.at(inner, start), None)
                if found is not None and not self._is_whole_test(found):
                    return True
        return False

    def _is_whole_test(self, state: MatchState) -> bool:
        root = self.pattern.nodes[0]
        last = next((one for one in state.newest_first() if one.node is root), None)
        return last is not None and last.isomorphism in whole_tests()

    @cached_property
    def _kinds(self) -> frozenset[str]:
        """What the pattern's first node, or one of its branches, may be."""
        return frozenset(kinds_of(self.pattern.nodes[0]))

    def beginnings(self, nodes: Sequence[Node] | None = None) -> Iterator[Node]:
        """Where the pattern may begin: of the file's nodes, or of these."""
        first = self.pattern.nodes[0]
        if not isinstance(first, Dots | Nest):
            if self.pattern.kind is PatternKind.STATEMENTS and may_be_missing(first):
                found = candidates(self.needed, self.source, self.pattern, nodes)
                yield from (node for node in found if node.type == first.kind)
                yield from ends_without_return(self.source)
            elif holds_expression(first):
                found = candidates(self.needed, self.source, self.pattern, nodes)
                yield from (node for node in found if has_own_point(node))
            else:
                yield from candidates(self.needed, self.source, self.pattern, nodes)
            return
        functions = Pattern(PatternKind.TOPLEVEL, (first,))
        for node in candidates(self.needed, self.source, functions, nodes):
            if node.type == "function_definition" and node.child_by_field_name("body"):
                yield node

    def at(self, node: Node, start: MatchState) -> States:
        """The matches that begin at a node."""
        pattern = self.pattern
        if isinstance(pattern.nodes[0], Dots | Nest):
            body = node.child_by_field_name("body")
            assert body is not None
            yield from self.sequence.run(
                pattern.nodes, flow_of(self.source).first_of(body), start, None
            )
            return
        match pattern.kind:
            case PatternKind.TYPE:
                yield from match_bare_type(self.matcher, pattern.nodes[0], node, start)
            case PatternKind.EXPRESSION:
                yield from matches_at(self.matcher, pattern, node, start)
            case PatternKind.TOPLEVEL:
                yield from self._neighbours(node, start)
            case PatternKind.STATEMENTS:
                if may_be_missing(pattern.nodes[0]) and node.type == "compound_statement":
                    point = flow_of(self.source).end(node)
                    yield from self.sequence.run(pattern.nodes, point, start, None)
                else:
                    yield from self.sequence.at(pattern.nodes, node, start)
            case _:
                assert_never(pattern.kind)

    @property
    def _is_expression(self) -> bool:
        return self.pattern.kind in (PatternKind.EXPRESSION, PatternKind.TYPE)

    def _may_have_several(self, node: Node) -> bool:
        """Whether more than one match may begin here: a declaration has several names."""
        if self._has_several_ends:
            return True
        return not self._is_expression and len(node.children_by_field_name("declarator")) > 1

    @cached_property
    def _has_several_ends(self) -> bool:
        """Whether more than one match may begin anywhere: with several elements of a list between
        dots, several ends for `when any`, or an expression at several places of a part.
        """
        if any(self._has_several_in(root) for root in self.pattern.nodes):
            return True
        nodes = list(nodes_in(self.pattern))
        if any(holds_expression(one) or operand_in_row(one) is not None for one in nodes):
            return True
        if any(isinstance(one, Nest) and not one.item.statements for one in nodes):
            return True
        leaves = (leaf for root in self.pattern.nodes for leaf in leaves_of(root))
        dots = [leaf.item.whens for leaf in leaves if isinstance(leaf, Dots | Nest)]
        return not self._is_expression and any(one.any or one.exists for one in dots)

    def _has_several_in(self, node: PatternNode) -> bool:
        """Whether a list in the node has something with dots at both sides."""
        if node.kind in COMMA_LISTS or node.kind == "field_declaration_list":
            dots = [isinstance(one, Dots) for one in node.children if one.text != b","]
            if dots.count(True) > 1 and dots[1:-1].count(False):
                return True
        return any(self._has_several_in(child) for child in node.children)

    def _neighbours(self, node: Node, start: MatchState) -> States:
        """Top-level elements one after the other."""
        nodes: list[Node] = []
        at: Node | None = node
        while at is not None and len(nodes) < len(self.pattern.nodes):
            if at.type not in ("comment", ";"):
                nodes.append(at)
            at = at.next_sibling
        if len(nodes) == len(self.pattern.nodes):
            yield from self.matcher.each(self.pattern.nodes, nodes, start)


_FORMS: dict[str, Form] = {
    **dict.fromkeys(COMMA_LISTS, match_comma_list),
    **dict.fromkeys(DECLARING, match_declaring),
    "pointer_declarator": match_pointer,
    "abstract_pointer_declarator": match_pointer,
    "sized_type_specifier": match_sized,
    "compound_statement": match_block,
    "binary_expression": match_binary,
    "array_declarator": match_array,
    "field_declaration_list": match_field_list,
    **dict.fromkeys(SPECIFIERS, match_specifier),
    **dict.fromkeys(LOOPS, as_loop(match_children)),
    "while_statement": as_loop(match_while),
    "if_statement": match_if,
    "expression_statement": match_statement,
    "for_statement": as_loop(match_for),
    **dict.fromkeys(JUMPS, match_jump),
}


def make_matcher(
    forms: OtherForms, source: SourceFile, headers: Headers | None, kind: type[AnyMatcher]
) -> tuple[AnyMatcher, StatementSequence]:
    """What matches single nodes of the file, and what matches statements in a row."""
    matcher = kind(source, FileTypes(source, headers), _FORMS, other_forms, forms)
    sequence = StatementSequence(matcher)
    matcher.sequences = sequence
    return matcher, sequence


def prototypes_in(source: SourceFile, names: frozenset[bytes]) -> Iterator[tuple[Node, Node]]:
    """The file's declarations of functions of these names, each with the name's node."""
    todo = [source.root]
    while todo:
        node = todo.pop()
        if node.type == "function_declarator":
            name = node.child_by_field_name("declarator")
            owner = node.parent
            while owner is not None and owner.type == "pointer_declarator":
                owner = owner.parent
            if name is None or owner is None or owner.type != "declaration":
                continue
            if source.text(name) in names:
                yield owner, name
        elif node.type not in ("compound_statement", "initializer_list"):
            todo.extend(node.children)
