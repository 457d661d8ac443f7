# SPDX-License-Identifier: GPL-2.0-or-later
"""Which nodes of the code before a change and of the code after it correspond.

Nodes that share a context token of the patch do; removed and added ones are paired by similarity.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import assert_never

from qemu_xen_codemod.smpl.compile.pattern import (
    AnyInclude,
    AnyType,
    BareExpression,
    Conjunction,
    Define,
    Disjunction,
    Dots,
    Inner,
    MetavariableUse,
    Nest,
    PatternNode,
    PatternToken,
    items_of,
    leaves_of,
    nodes_under,
)
from qemu_xen_codemod.smpl.read.body_items import BodyToken, LineMark, first_start


def _items_key(node: PatternNode) -> set[int]:
    """The context items of a node, by their offset in the patch."""
    return {
        first_start(item)
        for item in items_of(node)
        if not isinstance(item, BodyToken) or item.mark is LineMark.CONTEXT
    }


def shares_context(node: PatternNode, other: PatternNode) -> bool:
    return bool(_items_key(node) & _items_key(other))


def are_connected(old: Sequence[PatternNode], new: Sequence[PatternNode]) -> bool:
    keys = {key for node in old for key in _items_key(node)}
    return any(key in keys for other in new for key in _items_key(other))


def segments(
    before: Sequence[PatternNode], after: Sequence[PatternNode]
) -> list[tuple[list[PatternNode], list[PatternNode], PatternNode | None, PatternNode | None]]:
    """Runs of elements in order: connected ones, which share context, and those between them.

    Each run comes with the matched elements before and after it.
    """
    segments: list[tuple[list[PatternNode], list[PatternNode], int, int]] = []
    old_keys, new_keys = list(map(_items_key, before)), list(map(_items_key, after))
    i = j = 0
    while i < len(before) or j < len(after):
        start_i = i
        next_pair = next(
            (
                (a, b)
                for a in range(i, len(before))
                for b in range(j, len(after))
                if old_keys[a] & new_keys[b]
            ),
            None,
        )
        a, b = next_pair if next_pair else (len(before), len(after))
        if a > i or b > j:
            segments.append((list(before[i:a]), list(after[j:b]), start_i - 1, a))
        if not next_pair:
            break
        i, j = a + 1, b + 1
        grown = True
        while grown:
            grown = False
            for index in range(len(after) - 1, j - 1, -1):
                if any(keys & new_keys[index] for keys in old_keys[a:i]):
                    j, grown = index + 1, True
                    break
            for index in range(len(before) - 1, i - 1, -1):
                if any(keys & old_keys[index] for keys in new_keys[b:j]):
                    i, grown = index + 1, True
                    break
        segments.append((list(before[a:i]), list(after[b:j]), a - 1, i))
    return [
        (
            old,
            new,
            before[previous] if previous >= 0 else None,
            before[following] if following < len(before) else None,
        )
        for old, new, previous, following in segments
    ]


def texts_of(node: PatternNode) -> tuple[bytes, ...]:
    """The texts of a node's tokens."""
    return tuple(_text(leaf) for leaf in leaves_of(node))


def _text(leaf: PatternNode) -> bytes:
    match leaf:
        case (
            PatternToken()
            | MetavariableUse()
            | Inner()
            | AnyType()
            | BareExpression()
            | AnyInclude()
            | Define()
        ):
            return leaf.text
        case Dots() | Disjunction() | Conjunction() | Nest():
            return leaf.item.name
        case _:
            assert_never(leaf)


def same_text(node: PatternNode, other: PatternNode) -> bool:
    """Whether all tokens are the same, none of them a disjunction or nest (they may differ)."""
    if node.kind == "comment" or texts_of(node) != texts_of(other):
        return False
    return not any(isinstance(leaf, Disjunction | Conjunction | Nest) for leaf in leaves_of(node))


def are_similar(node: PatternNode, other: PatternNode) -> bool:
    """Whether to edit inside: they share context, or at least a third of their tokens."""
    return shares_context(node, other) or _similarity(_counted(node), _counted(other)) > 0


@dataclass(frozen=True, slots=True)
class _Counted:
    """A node and the features that it is compared by."""

    node: PatternNode
    #: The number of occurrences of each token.
    counts: Counter[bytes]
    has_block: bool

    @property
    def look(self) -> Hashable:
        """A key that is equal for nodes that are equally similar to any other node."""
        if self.has_block:
            return self.node
        return self.node.kind, frozenset(self.counts.items())


def _counted(node: PatternNode) -> _Counted:
    has_block = any(below.kind == "compound_statement" for below in nodes_under(node))
    return _Counted(node, Counter(texts_of(node)), has_block)


def _similarity(counted: _Counted, other: _Counted) -> int:
    if counted.node.kind != other.node.kind:
        return 0
    common = sum(min(count, other.counts[text]) for text, count in counted.counts.items())
    if 3 * common < max(counted.counts.total(), other.counts.total()):
        return 0
    if counted.has_block and _loses_statements(counted.node, other.node):
        # Its comments would stay in a block that has become a different one.
        return 0
    return common


def _loses_statements(node: PatternNode, other: PatternNode) -> bool:
    """Whether a block in `node` has statements without a counterpart in the other's."""
    if node.kind == other.kind == "compound_statement":
        old, new = node.children[1:-1], other.children[1:-1]
        return len(pair_by_similarity(old, new)) < len(old)
    if len(node.children) != len(other.children):
        return False
    return any(_loses_statements(*pair) for pair in zip(node.children, other.children, strict=True))


def pair_by_similarity(
    old: Sequence[PatternNode], new: Sequence[PatternNode]
) -> list[tuple[int, int]]:
    """Indices of the removed and added statements that correspond, in order: the best pairing."""
    similarities = _similarities(old, new)
    #: The best total similarity from each pair of indices on.
    best = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        row, below, scores = best[i], best[i + 1], similarities[i]
        for j in reversed(range(len(new))):
            pair = scores[j] + below[j + 1] if scores[j] else 0
            row[j] = max(below[j], pair, row[j + 1])
    pairs = []
    i = j = 0
    # Of equally good pairings, prefer to skip the old statement, then to pair, then to skip the
    # new one. As in Coccinelle, the last of several removed statements and the first of several
    # added ones form a pair.
    while i < len(old) and j < len(new):
        if best[i + 1][j] == best[i][j]:
            i += 1
        elif similarities[i][j] and similarities[i][j] + best[i + 1][j + 1] == best[i][j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        else:
            j += 1
    return pairs


def _similarities(old: Sequence[PatternNode], new: Sequence[PatternNode]) -> list[Sequence[int]]:
    """How similar each old statement is to each new one; equal looks are compared once."""
    added = list(map(_counted, new))
    looks = [counted.look for counted in added]
    distinct = dict(zip(looks, added, strict=True))
    rows: dict[Hashable, Sequence[int]] = {}
    similarities = []
    for counted in map(_counted, old):
        if counted.look not in rows:
            score_of = {look: _similarity(counted, other) for look, other in distinct.items()}
            rows[counted.look] = [score_of[look] for look in looks]
        similarities.append(rows[counted.look])
    return similarities


def paired_elements(
    old: Sequence[PatternNode], new: Sequence[PatternNode], *, is_designated: bool
) -> list[PatternNode | None]:
    """For each new element of a list, the old one that stays in its place; None for new text."""
    unused = list(old)
    chosen: list[PatternNode | None] = [None] * len(new)

    def choose(at: int, node: PatternNode | None) -> None:
        if node is not None:
            unused.remove(node)
            chosen[at] = node

    for at, element in enumerate(new):
        choose(at, next((node for node in unused if shares_context(node, element)), None))
    for at, element in enumerate(new):
        if chosen[at] is None:
            choose(at, next((node for node in unused if same_text(node, element)), None))
    for at, element in enumerate(new):
        place = old[at] if at < len(old) else None
        if chosen[at] is None and place in unused and not is_designated:
            choose(at, place if _is_same_shape(place, element) else None)
    return chosen


def _is_same_shape(node: PatternNode | None, other: PatternNode) -> bool:
    return (
        node is not None
        and node.kind == other.kind
        and bool(node.children)
        and (node.kind == "parameter_declaration" or len(node.children) == len(other.children))
        and are_similar(node, other)
    )
