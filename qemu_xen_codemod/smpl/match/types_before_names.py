"""Declarations, parameters, casts and function headers: where a type stands before a declarator.

In C's grammar the `*` of `char *p` belongs to the declarator; a type metavariable takes it
nevertheless, so that `T p;` matches with T = `char *`. Storage classes and qualifiers that the
pattern does not name may stand in the code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from tree_sitter import Node

from qemu_xen_codemod.c.node_kinds import POINTERS, TYPES
from qemu_xen_codemod.c.nodes import code_children
from qemu_xen_codemod.smpl.compile.isomorphisms import CodeForm, initialiser_form
from qemu_xen_codemod.smpl.compile.pattern import (
    AnyType,
    Dots,
    Fate,
    MetavariableUse,
    PatternNode,
    is_all_minus,
    is_context,
    leaves_of,
    nodes_under,
    stands_for,
)
from qemu_xen_codemod.smpl.match.matcher import Matcher
from qemu_xen_codemod.smpl.match.state import Binding, MatchState, States
from qemu_xen_codemod.smpl.read.metavariable import MetaKind

_Part = TypeVar("_Part")
_NAMING = ("declaration", "field_declaration")
_BRACKETS = "the type that it changes has brackets behind the name"
_MAY_BE_MORE = {
    "storage_class_specifier": CodeForm.OPTIONAL_STORAGE,
    "type_qualifier": CodeForm.OPTIONAL_QUALIFIER,
}


def match_declaring(
    matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState
) -> States:
    """The children of a declaring node."""
    nodes = code_children(node)
    if _is_any_type(pattern) and any(one.type == "abstract_function_declarator" for one in nodes):
        (use,) = pattern.children
        assert isinstance(use, MetavariableUse)
        for one in matcher.bind(use, node.start_byte, node.end_byte, state):
            yield one.record(pattern, node.start_byte, node.end_byte)
        return
    forms = [one.value for one in _forms_of(pattern, nodes)]
    for one in _match_parts(matcher, pattern, nodes, state):
        for form in forms:
            one = one.record(pattern, node.start_byte, node.end_byte, isomorphism=form)
        yield one


def _is_any_type(pattern: PatternNode) -> bool:
    """Whether it is a type metavariable alone, as in a cast."""
    is_alone = pattern.kind == "type_descriptor" and len(pattern.children) == 1
    return is_alone and stands_for(pattern.children[0], MetaKind.TYPE)


def match_pointer(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    """`*p`, also when the code says `*const p`."""
    nodes = code_children(node)
    nodes = _without_more(matcher, pattern, nodes)
    if len(nodes) == len(pattern.children):
        yield from matcher.each(pattern.children, nodes, state)


def match_sized(matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState) -> States:
    """`unsigned T`, where T is all words behind the sign."""
    nodes = code_children(node)
    wanted = pattern.children
    if len(wanted) == 2 and stands_for(wanted[1], MetaKind.TYPE) and len(nodes) > 1:
        for one in matcher.match(wanted[0], nodes[0], state):
            yield from matcher.bind(wanted[1], nodes[1].start_byte, nodes[-1].end_byte, one)
    elif len(nodes) == len(wanted):
        yield from matcher.each(wanted, nodes, state)


def match_one_of_several(
    matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState
) -> States:
    """`int i;` on `int a, b;`: each declarator for itself stands for the whole pattern.

    The whole pattern may go, or something inside the declarator change; a change of the type would
    be one of all names, and Coccinelle does not match then.
    """
    form = CodeForm.SEVERAL_DECLARATORS
    declarators = node.children_by_field_name("declarator") if node.type in _NAMING else []
    if len(declarators) < 2 or not matcher.isomorphisms.looks_for(form):
        return
    is_replaced = False
    if pattern.fate is not Fate.REMOVED and not _keeps_type(pattern):
        is_replaced = is_all_minus(pattern)
        if not is_replaced:
            return
    parts = [part for one in pattern.children for part in nodes_under(one)]
    is_array = any(one.kind == "array_declarator" and not is_context(one) for one in parts)
    if is_array and pattern.fate is not Fate.REMOVED and not is_replaced:
        # As in Coccinelle, which takes the size for a part of the type.
        return
    is_any = any(isinstance(one, Dots) and one.fate is Fate.REPLACED for one in parts)
    shared = [one for one in code_children(node) if one.end_byte <= declarators[0].start_byte]
    for declarator in declarators:
        nodes = [*shared, declarator, node.children[-1]]
        for one in _match_parts(matcher, pattern, nodes, state):
            if is_replaced:
                one = one.with_doubt("the declaration that it replaces declares other names, too")
            if is_any:
                one = one.with_doubt("the declaration whose value is replaced has other names, too")
            start, end = declarator.start_byte, declarator.end_byte
            yield one.record(pattern, start, end, isomorphism=form.value)


def _keeps_type(pattern: PatternNode) -> bool:
    if any(child.text == b"," for child in pattern.children):
        return False
    *head, _, end = pattern.children
    return all(is_context(one) for one in (*head, end))


def _match_parts(
    matcher: Matcher, pattern: PatternNode, nodes: Sequence[Node], state: MatchState
) -> States:
    wanted = _qualifiers_first(pattern.children, [one.kind for one in pattern.children])
    #: Where a type begins with the qualifiers that stand right before it.
    starts = _type_starts(nodes)
    nodes = _without_more(matcher, pattern, nodes)
    nodes = _qualifiers_first(nodes, [one.type for one in nodes])
    untyped = next((at for at, one in enumerate(wanted) if isinstance(one, AnyType)), None)
    if untyped is not None:
        first = next((at for at, one in enumerate(nodes) if _is_declarator(one)), None)
        if first is not None and untyped < first:
            inner, _ = _strip(nodes[first], None)
            assert inner is not None
            rest = [inner, *nodes[first + 1 :]]
            for before in matcher.each(wanted[:untyped], nodes[:untyped], state):
                yield from _rest(matcher, wanted[untyped + 1 :], rest, before)
        return
    uses = [(at, one) for at, one in enumerate(wanted) if stands_for(one, MetaKind.TYPE)]
    if not uses:
        if len(nodes) == len(wanted):
            yield from matcher.each(wanted, _without_initialiser(matcher, pattern, nodes), state)
        return
    typed, use = uses[0]
    if typed >= len(nodes) or nodes[typed].type not in TYPES:
        return
    behind, found = wanted[typed + 1 :], nodes[typed:]
    start = starts.get(nodes[typed].id, nodes[typed].start_byte)
    for before in matcher.each(wanted[:typed], nodes[:typed], state):
        yield from _with_type(matcher, pattern, use, behind, found, start, before)
        if pattern.kind in _NAMING:
            for one in _with_brackets(matcher, pattern, use, behind, found, start, before):
                yield one if _is_safe(pattern, use) else one.with_doubt(_BRACKETS)


def _qualifiers_first(found: Sequence[_Part], kinds: Sequence[str]) -> list[_Part]:
    """`char const *p` as `const char *p`: what stands before the declarators in one order."""
    ends = [at for at, kind in enumerate(kinds) if kind in TYPES]
    end = ends[0] + 1 if ends else 0
    while end < len(kinds) and kinds[end] == "type_qualifier":
        end += 1
    order = sorted(range(end), key=lambda at: (kinds[at] in TYPES, kinds[at] == "type_qualifier"))
    return [found[at] for at in order] + list(found[end:])


def _type_starts(nodes: Sequence[Node]) -> dict[int, int]:
    starts: dict[int, int] = {}
    begin: int | None = None
    for node in nodes:
        if node.type == "type_qualifier":
            begin = node.start_byte if begin is None else begin
        elif node.type in TYPES:
            if begin is not None:
                starts[node.id] = begin
        else:
            begin = None
    return starts


def _without_more(matcher: Matcher, pattern: PatternNode, nodes: Sequence[Node]) -> list[Node]:
    """The nodes without storage classes and qualifiers that the pattern does not have."""
    named = _named(pattern)
    optional = [kind for kind, form in _MAY_BE_MORE.items() if matcher.isomorphisms.looks_for(form)]
    return [one for one in nodes if one.type not in optional or one.text in named]


def _named(pattern: PatternNode) -> set[bytes]:
    """The storage classes and qualifiers that a pattern has."""
    named = [one for one in pattern.children if one.kind in _MAY_BE_MORE]
    return {leaf.text for one in named for leaf in leaves_of(one)}


def _forms_of(pattern: PatternNode, nodes: Sequence[Node]) -> Iterator[CodeForm]:
    """The isomorphisms by which a declaration's nodes are more than those of the pattern."""
    named = _named(pattern)
    more = {one.type for one in nodes if one.type in _MAY_BE_MORE and one.text not in named}
    yield from (form for kind, form in _MAY_BE_MORE.items() if kind in more)
    kinds = [one.kind for one in pattern.children]
    is_set = any(one.type == "init_declarator" for one in nodes)
    if is_set and pattern.kind == "declaration" and "init_declarator" not in kinds:
        yield initialiser_form(named)


def _without_initialiser(
    matcher: Matcher, pattern: PatternNode, nodes: Sequence[Node]
) -> Sequence[Node]:
    """`T x;` with a metavariable x stands for `T x = ...;` as well."""
    if pattern.kind != "declaration" or not is_context(pattern.children[-2]):
        return nodes
    if not any(stands_for(leaf, MetaKind.IDENTIFIER) for leaf in leaves_of(pattern.children[-2])):
        return nodes
    if any(one.kind == "init_declarator" for one in pattern.children):
        return nodes
    if not matcher.isomorphisms.looks_for(initialiser_form(_named(pattern))):
        return nodes
    return [one.children[0] if one.type == "init_declarator" else one for one in nodes]


def _is_declarator(node: Node) -> bool:
    return node.type.endswith("declarator") or node.type == "identifier"


def _with_type(
    matcher: Matcher,
    pattern: PatternNode,
    use: MetavariableUse,
    wanted: Sequence[PatternNode],
    nodes: Sequence[Node],
    start: int,
    state: MatchState,
) -> States:
    """`T declarator ...`: the `use` of T, from `start`, with as many stars as fit."""
    kind, rest = nodes[0], list(nodes[1:])
    if not wanted:
        if rest and rest[0].type == "abstract_pointer_declarator" and len(rest) == 1:
            _, end = _strip(rest[0], None)
            yield from matcher.bind(use, start, end, state)
        elif not rest:
            yield from matcher.bind(use, start, kind.end_byte, state)
        return
    if not rest:
        return
    for count in range(_depth(rest[0]), -1, -1):
        inner, end = _strip(rest[0], count)
        if inner is None:
            # All stars of a type without a name: nothing is left for the pattern's own.
            continue
        stop = end if count else kind.end_byte
        for bound in matcher.bind(use, start, stop, state):
            for one in _declarator(matcher, pattern, wanted, rest[0], inner, bound):
                yield from _rest(matcher, wanted[1:], rest[1:], one)


def _is_safe(pattern: PatternNode, use: MetavariableUse) -> bool:
    """Whether a type with brackets behind the name may stand for the pattern's T: nothing of the
    declaration changes, or all of it goes, and T is used nowhere else.
    """
    if use.metavariable.is_single and pattern.fate is Fate.REMOVED:
        return True
    parts = (pattern, *pattern.children, *leaves_of(pattern))
    return is_context(pattern) and not any(one.fate is Fate.REPLACED for one in parts)


def _with_brackets(
    matcher: Matcher,
    pattern: PatternNode,
    use: MetavariableUse,
    wanted: Sequence[PatternNode],
    nodes: Sequence[Node],
    start: int,
    state: MatchState,
) -> States:
    """`T name;` on `int name[3];`: T is `int [3]`."""
    if len(nodes) < 2 or not wanted:
        return
    for count in range(_depth(nodes[1]), -1, -1):
        inner, end = _strip(nodes[1], count)
        name = inner
        while name is not None and name.type == "array_declarator":
            name = name.child_by_field_name("declarator")
        if inner is None or name is None or name.id == inner.id:
            continue
        stop = end if count else nodes[0].end_byte
        base = matcher.binding(start, stop)
        brackets = matcher.binding(name.end_byte, inner.end_byte)
        bound = state.bind(
            use.metavariable.name,
            Binding((*base.tokens, *brackets.tokens), base.text + b" " + brackets.text),
        )
        if bound is None:
            continue
        recorded = bound.record(use, start, stop)
        for one in _declarator(matcher, pattern, wanted, nodes[1], name, recorded):
            yield from _rest(matcher, wanted[1:], nodes[2:], one)


def _declarator(
    matcher: Matcher,
    pattern: PatternNode,
    wanted: Sequence[PatternNode],
    node: Node,
    inner: Node,
    state: MatchState,
) -> States:
    """The first declarator, what is `inner` without the stars that are the type's."""
    first = wanted[0]
    if node.type != "init_declarator":
        yield from matcher.match(first, inner, state)
    elif first.kind == "init_declarator":
        children = [inner, *code_children(node)[1:]]
        if len(children) == len(first.children):
            for one in matcher.each(first.children, children, state):
                yield one.record(first, inner.start_byte, node.end_byte)
    elif (
        all(one.text == b";" for one in wanted[1:])
        and is_context(first)
        and matcher.isomorphisms.looks_for(initialiser_form(_named(pattern)))
    ):
        yield from matcher.match(first, inner, state)


def _rest(
    matcher: Matcher, wanted: Sequence[PatternNode], nodes: Sequence[Node], state: MatchState
) -> States:
    if len(wanted) == len(nodes):
        yield from matcher.each(wanted, nodes, state)


def _depth(declarator: Node) -> int:
    if declarator.type == "init_declarator":
        return _depth(declarator.children[0])
    inner = declarator.child_by_field_name("declarator")
    if declarator.type in POINTERS:
        return 1 + (_depth(inner) if inner is not None else 0)
    return 0


def _strip(declarator: Node, count: int | None) -> tuple[Node | None, int]:
    """The declarator inside `count` pointers (None: all), and where the last star ends."""
    if declarator.type == "init_declarator":
        return _strip(declarator.children[0], count)
    end = declarator.start_byte
    while declarator.type in POINTERS and count != 0:
        star = next(one for one in declarator.children if one.type == "*")
        end = star.end_byte
        inner = declarator.child_by_field_name("declarator")
        if inner is None:
            return None, end
        declarator = inner
        count = None if count is None else count - 1
    return declarator, end
