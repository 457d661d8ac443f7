"""SemanticPatch x SourceFile -> Patched: all rules of a patch on one file, one after the other.

Each rule sees the file as the rules before it left it. Matches whose edits are not safe, or go
against those of an earlier match, are refused with their places; the others are done.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from qemu_xen_codemod.c.flow import first_of
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.types import Headers
from qemu_xen_codemod.edit.apply import apply_edits
from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.edit.moves import OffsetMap
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.errors import EditError
from qemu_xen_codemod.smpl.binding import Binding, State
from qemu_xen_codemod.smpl.candidates import candidates
from qemu_xen_codemod.smpl.declarators import join_removals
from qemu_xen_codemod.smpl.file_matcher import make_matcher
from qemu_xen_codemod.smpl.item import Dots
from qemu_xen_codemod.smpl.match import Match, Matcher, Refusal, matches_at
from qemu_xen_codemod.smpl.pattern import Pattern
from qemu_xen_codemod.smpl.rewrite import Rewriter, Unsafe
from qemu_xen_codemod.smpl.safety import check_edits
from qemu_xen_codemod.smpl.semantic_patch import SemanticPatch, SmplRule
from qemu_xen_codemod.smpl.sequence import StatementSequence

_Env = Mapping[str, Binding]
#: So many ends of one beginning are looked for, where `when any` allows several.
_MOST_ENDS = 64


@dataclass(frozen=True, slots=True)
class Patched:
    """A file after a semantic patch."""

    data: bytes
    #: In the file as the match's rule found it, in order.
    matches: tuple[Match, ...]
    refusals: tuple[Refusal, ...]
    #: From offsets in the file before to offsets in `data`.
    moves: OffsetMap


def apply_semantic_patch(
    patch: SemanticPatch,
    source: SourceFile,
    style: Style,
    rule: str = "",
    headers: Headers | None = None,
) -> Patched:
    """Run the patch's rules over a file. `rule` names the asking rule in messages; `headers` gives
    the file of a quoted include path, for the types of typed metavariables.
    """
    moves = OffsetMap()
    matches: list[Match] = []
    refusals: list[Refusal] = []
    exported: dict[str, list[_Env]] = {}
    for smpl in patch.rules:
        found = _find(smpl, source, exported, headers)
        matches.extend(_as_match(smpl, state) for state in found)
        if smpl.operations and found:
            edits, refused = _make_edits(smpl, source, found, style, rule)
            refusals.extend(refused)
            applied = apply_edits(source.data, join_removals(source, edits), style)
            moves = moves.then(applied.moves)
            source = SourceFile(source.path, applied.data)
    return Patched(source.data, tuple(matches), tuple(refusals), moves)


def find_matches(
    patch: SemanticPatch, source: SourceFile, headers: Headers | None = None
) -> tuple[Match, ...]:
    """The places where the patch's rules match; nothing is edited."""
    exported: dict[str, list[_Env]] = {}
    return tuple(
        _as_match(smpl, state)
        for smpl in patch.rules
        for state in _find(smpl, source, exported, headers)
    )


def _find(
    smpl: SmplRule,
    source: SourceFile,
    exported: dict[str, list[_Env]],
    headers: Headers | None,
) -> list[State]:
    """The rule's matches; their bindings are added to `exported`."""
    if smpl.depends and not smpl.depends.holds(exported.keys()):
        return []
    if not smpl.may_match(source.data):
        return []
    matcher, sequence = make_matcher(source, smpl.removed, headers)
    found: list[State] = []
    seen: set[tuple[object, ...]] = set()
    for env in _inherited(smpl, exported):
        for state in _match_all(smpl.pattern, source, matcher, sequence, State(env)):
            key = tuple(sorted({(r.span.start, r.span.end) for r in state.records()}))
            if key not in seen:
                seen.add(key)
                found.append(state)
    if found and smpl.name:
        exported[smpl.name] = [
            {
                name: Binding(bound.tokens, bound.text)
                for name, bound in state.env.items()
                if name in smpl.metavariables
            }
            for state in found
        ]
    return found


def _inherited(smpl: SmplRule, exported: Mapping[str, list[_Env]]) -> list[_Env]:
    """The environments to start from: each combination of what the rules inherited from bound."""
    wanted: dict[str, list[str]] = {}
    for one in smpl.metavariables.values():
        if one.inherited:
            wanted.setdefault(one.inherited, []).append(one.name)
    combined: list[dict[str, Binding]] = [{}]
    for origin, names in wanted.items():
        more: list[dict[str, Binding]] = []
        for env in exported.get(origin, []):
            if all(name in env for name in names):
                part = {name: env[name] for name in names}
                more.extend({**one, **part} for one in combined)
        combined = more
    unique: dict[tuple[tuple[str, tuple[bytes, ...]], ...], _Env] = {}
    for one_env in combined:
        key = tuple(sorted((name, bound.tokens) for name, bound in one_env.items()))
        unique.setdefault(key, one_env)
    return list(unique.values())


def _match_all(
    pattern: Pattern,
    source: SourceFile,
    matcher: Matcher,
    sequence: StatementSequence,
    start: State,
) -> Iterator[State]:
    first = pattern.nodes[0]
    if isinstance(first.item, Dots):
        for node in candidates(source, Pattern("toplevel", (first,))):
            body = node.child_by_field_name("body") if node.type == "function_definition" else None
            if body is not None:
                begin = first_of(body)
                yield from islice(sequence.run(pattern.nodes, begin, start, None), 1)
        return
    many = _finds_several(pattern)
    reached = 0
    for node in candidates(source, pattern):
        several_names = len(node.children_by_field_name("declarator")) > 1
        most = _MOST_ENDS if many or several_names else 1
        if pattern.kind in ("expression", "type"):
            if node.end_byte <= reached and node.type != first.kind:
                # Another form of what an outer node matched already.
                continue
            for state in islice(matches_at(matcher, pattern, node, start), 1):
                reached = max(reached, node.end_byte)
                yield state
        elif pattern.kind == "toplevel":
            yield from islice(_neighbours(pattern, matcher, node, start), most)
        else:
            yield from islice(sequence.at(pattern.nodes, node, start), most)


def _finds_several(pattern: Pattern) -> bool:
    """Whether one beginning can have several ends: `when any`."""
    return any(
        isinstance(leaf.item, Dots) and leaf.item.any
        for node in pattern.nodes
        for leaf in node.leaves()
    )


def _neighbours(
    pattern: Pattern, matcher: Matcher, node: object, start: State
) -> Iterator[State]:
    """Top-level elements one after the other."""
    from tree_sitter import Node

    nodes: list[Node] = []
    at = node if isinstance(node, Node) else None
    while at is not None and len(nodes) < len(pattern.nodes):
        if at.type not in ("comment", ";"):
            nodes.append(at)
        at = at.next_sibling
    if len(nodes) == len(pattern.nodes):
        yield from matcher.each(pattern.nodes, nodes, start)


def _as_match(smpl: SmplRule, state: State) -> Match:
    spans = [record.span for record in state.records()]
    span = Span(min(one.start for one in spans), max(one.end for one in spans))
    return Match(span, smpl.name, {name: bound.text for name, bound in state.env.items()})


def _make_edits(
    smpl: SmplRule, source: SourceFile, found: Sequence[State], style: Style, rule: str
) -> tuple[list[Edit], list[Refusal]]:
    """The edits of all matches that go together, and those refused."""
    rewriter = Rewriter(source, style, rule or smpl.name)
    edits: list[Edit] = []
    refusals: list[Refusal] = []
    done: list[tuple[Span, list[Edit]]] = []
    for state in found:
        span = _as_match(smpl, state).span
        if state.doubt:
            refusals.append(Refusal(span, state.doubt))
            continue
        try:
            own = rewriter.edits(smpl.operations, state)
            check_edits(source, span, own)
        except Unsafe as unsafe:
            refusals.append(Refusal(unsafe.span, unsafe.why))
            continue
        done.append((span, own))
    together = [edit for _, own in done for edit in own]
    try:
        apply_edits(source.data, together, style)
        return together, refusals
    except EditError:
        pass
    for at, (span, own) in enumerate(done):
        try:
            apply_edits(source.data, [*edits, *own], style)
        except EditError:
            other = next((s for s, e in done[:at] if _clash(source, e, own, style)), span)
            why = "its edits overlap those of another match"
            refusals.append(Refusal(span, why, source.place(other.start)))
        else:
            edits.extend(own)
    return edits, refusals


def _clash(
    source: SourceFile, first: Sequence[Edit], second: Sequence[Edit], style: Style
) -> bool:
    try:
        apply_edits(source.data, [*first, *second], style)
    except EditError:
        return True
    return False
