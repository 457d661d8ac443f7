"""Pattern before x pattern after -> Operations: the least that has to be edited.

Both trees are walked together; what is the same in both is left alone, so that a patch that renames
a function inside a long statement touches the name only. Statements that share a context token are
the same statement; between such pairs, removed and added statements are paired by likeness.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qemu_xen_codemod.smpl.item import BodyToken, Mark, first_start
from qemu_xen_codemod.smpl.node_kinds import COMMA_LISTS
from qemu_xen_codemod.smpl.pattern import Pattern, PatternNode
from qemu_xen_codemod.smpl.template import Template, TemplateMaker
from qemu_xen_codemod.smpl.text import SmplText


@dataclass(frozen=True, eq=False, slots=True)
class Replace:
    """Put the template in place of what these neighbouring nodes matched."""

    nodes: tuple[PatternNode, ...]
    template: Template


@dataclass(frozen=True, eq=False, slots=True)
class Remove:
    """Remove the statements that these neighbouring nodes matched."""

    nodes: tuple[PatternNode, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Insert:
    """Put lines above or below what a node matched."""

    anchor: PatternNode
    below: bool
    #: One level deeper than the anchor: it is a block's brace.
    deeper: bool
    template: Template


@dataclass(frozen=True, eq=False, slots=True)
class Slots:
    """Give a bracketed list of arguments, parameters or initialisers these elements."""

    #: The list's node.
    listed: PatternNode
    #: A matched node is kept (or moved) with its layout; a template is new text.
    elements: tuple[PatternNode | Template, ...]


Operation = Replace | Remove | Insert | Slots

#: Lists whose elements are statements, declarations or fields.
_LINE_LISTS = frozenset(
    ("compound_statement", "field_declaration_list", "case_statement", "translation_unit")
)


def compare_patterns(
    text: SmplText, before: Pattern, after: Pattern | None
) -> tuple[Operation, ...]:
    """The operations that make the code after from the code before. Raises RuleError."""
    comparer = _Comparer(text, TemplateMaker(text, before.nodes))
    comparer.patterns(before, after)
    return tuple(comparer.operations)


class _Comparer:
    def __init__(self, text: SmplText, templates: TemplateMaker) -> None:
        self.text = text
        self.templates = templates
        self.operations: list[Operation] = []

    def patterns(self, before: Pattern, after: Pattern | None) -> None:
        added = after.nodes if after else ()
        if before.kind in ("statements", "toplevel"):
            self.lists(before.nodes, added, is_root=True)
        elif len(added) == 1:
            self.nodes(before.nodes[0], added[0])
        elif not before.is_context():
            where = first_start(next(iter(before.nodes[0].items())))
            raise self.text.error(
                where,
                "an expression is removed and nothing put in its place",
                "remove the whole statement, or add what replaces it on a `+` line",
            )

    def nodes(self, before: PatternNode, after: PatternNode) -> None:
        if before.kind == "disjunction" and after.kind == "disjunction":
            if before.item is not None and before.item == after.item:
                for branch, added in zip(before.branches, after.branches, strict=True):
                    self.patterns(branch, added)
                return
        if _same_text(before, after):
            return
        if self._label(before, after):
            return
        if before.kind != after.kind or not before.children or not after.children:
            self.operations.append(Replace((before,), self.templates.make((after,), False)))
        elif before.kind in COMMA_LISTS:
            self._slots(before, after)
        elif before.kind in _LINE_LISTS:
            self.lists(before.children, after.children, is_root=False)
        elif len(before.children) == len(after.children) and _alike(before, after):
            for one, other in zip(before.children, after.children, strict=True):
                self.nodes(one, other)
        else:
            self.operations.append(Replace((before,), self.templates.make((after,), False)))

    def _label(self, before: PatternNode, after: PatternNode) -> bool:
        """Take the label off a statement that stays: True when that is the change."""
        if before.kind != "labeled_statement":
            return False
        *label, statement = before.children
        if not _shares_context(statement, after):
            return False
        if any(_shares_context(one, after) for one in label):
            return False
        self.operations.append(Remove(tuple(label)))
        self.nodes(statement, after)
        return True

    # Argument lists

    def _slots(self, before: PatternNode, after: PatternNode) -> None:
        old = [child for child in before.children[1:-1] if child.text != b","]
        new = [child for child in after.children[1:-1] if child.text != b","]
        unused = list(old)
        chosen: list[PatternNode | Template | None] = [None] * len(new)
        inner: list[tuple[PatternNode, PatternNode]] = []
        for at, element in enumerate(new):
            kept = next((one for one in unused if _shares_context(one, element)), None)
            if kept is not None:
                unused.remove(kept)
                chosen[at] = kept
                inner.append((kept, element))
        for at, element in enumerate(new):
            same = next((one for one in unused if _same_text(one, element)), None)
            if chosen[at] is None and same is not None:
                unused.remove(same)
                chosen[at] = same
        for at, element in enumerate(new):
            if chosen[at] is not None:
                continue
            place = old[at] if at < len(old) else None
            if (
                place is not None
                and place in unused
                and place.kind == element.kind
                and place.children
                and len(place.children) == len(element.children)
                and _alike(place, element)
            ):
                unused.remove(place)
                chosen[at] = place
                inner.append((place, element))
            else:
                chosen[at] = self.templates.make((element,), False)
        elements = tuple(one for one in chosen if one is not None)
        if list(elements) != old:
            self.operations.append(Slots(before, elements))
        for kept, element in inner:
            self.nodes(kept, element)

    # Statement lists

    def lists(
        self, before: Sequence[PatternNode], after: Sequence[PatternNode], *, is_root: bool
    ) -> None:
        for old, new, previous, following in _segments(before, after):
            if old and new and _are_connected(old, new):
                if len(old) == len(new) == 1:
                    self.nodes(old[0], new[0])
                else:
                    self.operations.append(Replace(tuple(old), self.templates.make(new, True)))
            else:
                self._unconnected(old, new, previous, following)

    def _unconnected(
        self,
        old: Sequence[PatternNode],
        new: Sequence[PatternNode],
        previous: PatternNode | None,
        following: PatternNode | None,
    ) -> None:
        # Removed dots go with what stands beside them, in one piece.
        pairs = [] if any(one.kind == "dots" for one in old) else _pair_by_likeness(old, new)
        if old and new and not pairs:
            self.operations.append(Replace(tuple(old), self.templates.make(new, True)))
            return
        done_old = done_new = 0
        for at_old, at_new in [*pairs, (len(old), len(new))]:
            if gone := old[done_old:at_old]:
                self.operations.append(Remove(tuple(gone)))
            if added := new[done_new:at_new]:
                below = old[done_old - 1] if done_old else previous
                above = old[at_old] if at_old < len(old) else following
                self._insert(added, below, above)
            if at_old < len(old):
                self.nodes(old[at_old], new[at_new])
            done_old, done_new = at_old + 1, at_new + 1

    def _insert(
        self,
        added: Sequence[PatternNode],
        previous: PatternNode | None,
        following: PatternNode | None,
    ) -> None:
        template = self.templates.make(added, True)
        if previous is not None and previous.kind != "dots" and previous.text != b"{":
            self.operations.append(Insert(previous, True, False, template))
        elif following is not None and following.text != b"}":
            self.operations.append(Insert(following, False, False, template))
        elif following is not None:
            self.operations.append(Insert(following, False, True, template))
        elif previous is not None:
            self.operations.append(Insert(previous, True, previous.text == b"{", template))


def _items_key(node: PatternNode) -> set[int]:
    """The context items of a node, by their place in the patch."""
    return {
        first_start(item)
        for item in node.items()
        if not isinstance(item, BodyToken) or item.mark is Mark.CONTEXT
    }


def _shares_context(one: PatternNode, other: PatternNode) -> bool:
    return bool(_items_key(one) & _items_key(other))


def _are_connected(old: Sequence[PatternNode], new: Sequence[PatternNode]) -> bool:
    return any(_shares_context(one, other) for one in old for other in new)


def _segments(
    before: Sequence[PatternNode], after: Sequence[PatternNode]
) -> list[
    tuple[list[PatternNode], list[PatternNode], PatternNode | None, PatternNode | None]
]:
    """Runs of elements in order: connected ones (they share context), and what stands between.

    Each with the matched elements before and after it.
    """
    segments: list[tuple[list[PatternNode], list[PatternNode], int, int]] = []
    i = j = 0
    while i < len(before) or j < len(after):
        start_i, start_j = i, j
        found = next(
            (
                (a, b)
                for a in range(i, len(before))
                for b in range(j, len(after))
                if _shares_context(before[a], after[b])
            ),
            None,
        )
        a, b = found if found else (len(before), len(after))
        if a > i or b > j:
            segments.append((list(before[i:a]), list(after[j:b]), start_i - 1, a))
        if not found:
            break
        i, j = a + 1, b + 1
        grown = True
        while grown:
            grown = False
            for more in range(len(after) - 1, j - 1, -1):
                if any(_shares_context(one, after[more]) for one in before[a:i]):
                    j, grown = more + 1, True
                    break
            for more in range(len(before) - 1, i - 1, -1):
                if any(_shares_context(before[more], one) for one in after[b:j]):
                    i, grown = more + 1, True
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


def _texts(node: PatternNode) -> list[bytes]:
    return [
        leaf.text if isinstance(leaf.item, BodyToken) else getattr(leaf.item, "name", b"")
        for leaf in node.leaves()
    ]


def _same_text(one: PatternNode, other: PatternNode) -> bool:
    """The same tokens, none of them a disjunction (whose branches may differ)."""
    if one.kind == "comment" or _texts(one) != _texts(other):
        return False
    return not any(leaf.kind == "disjunction" for leaf in one.leaves())


def _alike(one: PatternNode, other: PatternNode) -> bool:
    """Whether it pays to edit inside: they share context, or at least a third of their tokens."""
    return _shares_context(one, other) or _likeness(one, other) > 0


def _likeness(one: PatternNode, other: PatternNode) -> int:
    if one.kind != other.kind:
        return 0
    first, second = _texts(one), _texts(other)
    common = sum(min(first.count(text), second.count(text)) for text in set(first))
    return common if 3 * common >= max(len(first), len(second)) else 0


def _pair_by_likeness(
    old: Sequence[PatternNode], new: Sequence[PatternNode]
) -> list[tuple[int, int]]:
    """Which removed statement each added one replaces: the order-keeping pairs that are most alike."""
    best: dict[tuple[int, int], tuple[int, list[tuple[int, int]]]] = {}

    def solve(i: int, j: int) -> tuple[int, list[tuple[int, int]]]:
        if i == len(old) or j == len(new):
            return 0, []
        if (i, j) not in best:
            options = [solve(i + 1, j), solve(i, j + 1)]
            score = _likeness(old[i], new[j])
            if score:
                rest = solve(i + 1, j + 1)
                options.append((score + rest[0], [(i, j), *rest[1]]))
            best[i, j] = max(options, key=lambda option: option[0])
        return best[i, j]

    return solve(0, 0)[1]
