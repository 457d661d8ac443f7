# SPDX-License-Identifier: GPL-2.0-or-later
"""Attributes of a pattern, `int x __aligned;`, which C's grammar does not know.

A slice is parsed without them. Each is then attached to its owner, the declaration, parameter,
type, struct or function around it, which then matches only code with the same attribute. An
attribute stays, or is removed with its owner.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from qemu_xen_codemod.c.attribute_place import is_behind_name
from qemu_xen_codemod.c.node_kinds import SPECIFIERS
from qemu_xen_codemod.smpl.compile.added_code import Template
from qemu_xen_codemod.smpl.compile.operations import (
    Insert,
    Operation,
    Remove,
    Replace,
    Retype,
    Slots,
)
from qemu_xen_codemod.smpl.compile.pattern import (
    Attribute,
    Inner,
    Pattern,
    PatternNode,
    items_of,
    nodes_in,
    nodes_under,
    patterns_in,
)
from qemu_xen_codemod.smpl.compile.pattern_builder import NotParsed
from qemu_xen_codemod.smpl.read.body_items import (
    BodyToken,
    DotsItem,
    Item,
    LineMark,
    first_start,
    tokens_in,
)
from qemu_xen_codemod.smpl.read.metavariable import MetaKind, Metavariable
from qemu_xen_codemod.smpl.read.smpl_text import SmplText

#: The nodes that an attribute may belong to.
_OWNERS = frozenset(
    ("declaration", "field_declaration", "parameter_declaration", "function_definition")
) | {"type_descriptor", *SPECIFIERS}
#: Owners that can be removed together with their attributes.
_WHOLE = frozenset(("declaration", "field_declaration", "function_definition", *SPECIFIERS))


@dataclass(frozen=True, slots=True)
class _Written:
    """An attribute in a slice."""

    #: Its name and the tokens in its parentheses.
    items: tuple[BodyToken, ...]
    #: Whether its parentheses contain `...`.
    is_any: bool
    before: Item | None
    after: Item | None

    @property
    def start(self) -> int:
        return self.items[0].token.start


def split_attributes(
    items: Sequence[Item], metavariables: Mapping[bytes, Metavariable]
) -> tuple[list[Item], list[_Written]]:
    """The items of a slice without its attributes, and the attributes. Raises NotParsed."""
    kept: list[Item] = []
    attributes: list[_Written] = []
    at = 0
    while at < len(items):
        end = _end_of(items, at, metavariables)
        if end == at:
            kept.append(items[at])
            at += 1
            continue
        attribute_tokens = [item for item in items[at:end] if isinstance(item, BodyToken)]
        is_any = end - at == 4 and isinstance(items[at + 2], DotsItem)
        if len(attribute_tokens) < end - at and not is_any:
            raise NotParsed(
                first_start(items[at]), "an attribute that contains `...` or a disjunction"
            )
        after = next((item for item in items[end:] if not _is_name(item, metavariables)), None)
        attributes.append(
            _Written(tuple(attribute_tokens), is_any, kept[-1] if kept else None, after)
        )
        at = end
    return kept, attributes


def _is_name(item: Item, metavariables: Mapping[bytes, Metavariable]) -> bool:
    declared = metavariables.get(item.token.text) if isinstance(item, BodyToken) else None
    return declared is not None and declared.kind is MetaKind.ATTRIBUTE_NAME


def _end_of(items: Sequence[Item], at: int, metavariables: Mapping[bytes, Metavariable]) -> int:
    """The index after the attribute at `at`; `at` itself if there is none."""
    if not _is_name(items[at], metavariables):
        return at
    texts = [item.token.text if isinstance(item, BodyToken) else b"" for item in items[at + 1 :]]
    if texts[:1] != [b"("] or texts[1:2] == [b"*"]:
        return at + 1
    depth = 0
    for end, text in enumerate(texts, at + 2):
        depth += (text == b"(") - (text == b")")
        if depth == 0:
            return end
    return at + 1


def with_attributes(
    nodes: Sequence[PatternNode], attributes: Sequence[_Written]
) -> list[PatternNode]:
    """The nodes of a pattern, each attribute attached to its owner. Raises NotParsed."""
    made = list(nodes)
    for written in attributes:
        owners = [node for root in made for node in nodes_under(root) if _is_owner(node, written)]
        owner = min(owners, key=lambda node: len(list(items_of(node))), default=None)
        if not isinstance(owner, Inner):
            raise NotParsed(written.start, "an attribute that belongs to no declaration or type")
        new = replace(owner, attributes=(*owner.attributes, _attribute(owner, written)))
        made = [_exchanged(root, owner, new) for root in made]
    return made


def _is_owner(node: PatternNode, written: _Written) -> bool:
    if node.kind not in _OWNERS or not isinstance(node, Inner):
        return False
    starts = [first_start(item) for item in items_of(node)]
    is_inside = bool(starts) and starts[0] < written.start < starts[-1]
    is_first = written.after is not None and starts[:1] == [first_start(written.after)]
    is_last = written.before is not None and starts[-1:] == [first_start(written.before)]
    if node.kind in SPECIFIERS:
        # Only after the members; elsewhere it belongs to the declared name.
        return (
            is_inside
            and isinstance(written.before, BodyToken)
            and written.before.token.text == b"}"
        )
    return is_inside or is_first or is_last


def _attribute(owner: Inner, written: _Written) -> Attribute:
    following = [
        item.token.text if isinstance(item, BodyToken) else b"..."
        for item in items_of(owner)
        if first_start(item) > written.start
    ]
    if owner.attributes or owner.kind == "type_descriptor" or not is_behind_name(following):
        raise NotParsed(written.start, "an attribute after a name that has others too")
    is_kept = {token.mark for token in written.items} in ({LineMark.CONTEXT}, {LineMark.STAR})
    texts = tuple(token.token.text for token in written.items)
    return Attribute(texts[:1] if written.is_any else texts, written.is_any, written.start, is_kept)


def _exchanged(node: PatternNode, old: Inner, new: Inner) -> PatternNode:
    if node is old:
        return new
    if not isinstance(node, Inner):
        return node
    children = tuple(_exchanged(child, old, new) for child in node.children)
    is_same = all(child is other for child, other in zip(children, node.children, strict=True))
    return node if is_same else replace(node, children=children)


def check_attributes(
    text: SmplText,
    items: Sequence[Item],
    metavariables: Mapping[bytes, Metavariable],
    pattern: Pattern,
    operations: Iterable[Operation],
) -> None:
    """Raises RuleError where an attribute neither stays nor is removed with its owner."""
    for token in tokens_in(items):
        if token.mark is LineMark.PLUS and _is_name(token, metavariables):
            raise text.outside(token.token.start, "an attribute in a + line")
    changed = {
        node
        for operation in operations
        for root in _changed(operation)
        for node in _all_under(root)
    }
    for node in nodes_in(pattern):
        for attribute in node.attributes if isinstance(node, Inner) else ():
            goes_whole = node in changed and node.kind in _WHOLE
            if attribute.is_kept and node in changed:
                raise text.outside(
                    attribute.start, "an attribute that stays in code that is replaced"
                )
            if not attribute.is_kept and not goes_whole:
                raise text.outside(
                    attribute.start, "an attribute that is removed without its declaration or type"
                )


def _all_under(root: PatternNode) -> Iterator[PatternNode]:
    for node in nodes_under(root):
        yield node
        for inner in patterns_in(node):
            yield from nodes_in(inner)


def _changed(operation: Operation) -> tuple[PatternNode, ...]:
    match operation:
        case Replace() | Remove():
            return operation.nodes
        case Retype():
            return (operation.node,)
        case Slots():
            kept = [element for element in operation.elements if not isinstance(element, Template)]
            return tuple(child for child in operation.listed.children if child not in kept)
        case Insert():
            return ()
