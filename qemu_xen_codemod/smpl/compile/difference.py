# SPDX-License-Identifier: GPL-2.0-or-later
"""Pattern before x pattern after -> Operations: the smallest edit.

Both trees are walked together. What is the same in both is left alone, so a patch that renames a
function inside a long statement touches only the name. Statements that share a context token are
the same statement; between such pairs, removed and added statements are paired by similarity.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import takewhile
from typing import assert_never

from qemu_xen_codemod.c.node_kinds import COMMA_LISTS, DECLARING, STATEMENT_NODES, TYPES
from qemu_xen_codemod.smpl.compile.added_code import Template, TemplateMaker
from qemu_xen_codemod.smpl.compile.alignment import (
    are_connected,
    are_similar,
    pair_by_similarity,
    paired_elements,
    same_text,
    segments,
    shares_context,
    texts_of,
)
from qemu_xen_codemod.smpl.compile.member_type import with_members
from qemu_xen_codemod.smpl.compile.operations import (
    Insert,
    Operation,
    Remove,
    Replace,
    Retype,
    Slots,
)
from qemu_xen_codemod.smpl.compile.pattern import (
    AnyType,
    BareExpression,
    Conjunction,
    Disjunction,
    Dots,
    Nest,
    Pattern,
    PatternKind,
    PatternNode,
    items_of,
    stands_for,
)
from qemu_xen_codemod.smpl.compile.pattern_marks import is_unmarked
from qemu_xen_codemod.smpl.compile.pattern_shapes import has_bare_expression, is_designated
from qemu_xen_codemod.smpl.compile.precedence import binds_differently
from qemu_xen_codemod.smpl.compile.repeated_lines import RepeatedLines
from qemu_xen_codemod.smpl.read.body_items import first_start
from qemu_xen_codemod.smpl.read.metavariable import MetaKind
from qemu_xen_codemod.smpl.read.smpl_text import SmplText

#: Lists whose elements are statements, declarations or fields.
_LINE_LISTS = frozenset(
    ("compound_statement", "field_declaration_list", "case_statement", "translation_unit")
)
_DECLARATIONS = ("declaration", "field_declaration")


def compare_patterns(
    text: SmplText, before: Pattern, after: Pattern | None
) -> tuple[Operation, ...]:
    """The operations that turn the code before into the code after. Raises RuleError."""
    templates = TemplateMaker(text, before.nodes, after.nodes if after else ())
    comparer = _Comparer(text, templates)
    comparer.patterns(before, after)
    comparer.repeated.check_all_put(after)
    return tuple(comparer.operations)


class _Comparer:
    def __init__(self, text: SmplText, templates: TemplateMaker) -> None:
        self.text = text
        self.templates = templates
        self.operations: list[Operation] = []
        self.repeated = RepeatedLines(text)

    def patterns(self, before: Pattern, after: Pattern | None) -> None:
        added = after.nodes if after else ()
        match before.kind:
            case PatternKind.STATEMENTS | PatternKind.TOPLEVEL:
                self.lists(before.nodes, added)
            case PatternKind.TYPE if added and not isinstance(before.nodes[0], Disjunction):
                old, new = before.nodes[0], added[0]
                if with_members(old) and with_members(new) and shares_context(old, new):
                    self.nodes(old, new)
                elif not same_text(old, new):
                    template = self.templates.make(added, False)
                    self.operations.append(Retype(before.nodes[0], template))
            case PatternKind.EXPRESSION | PatternKind.TYPE:
                self._whole(before, added)
            case _:
                assert_never(before.kind)

    def _whole(self, before: Pattern, added: Sequence[PatternNode]) -> None:
        """Expressions, and types in a disjunction: the new one replaces the old one."""
        if len(added) == 1:
            self.nodes(before.nodes[0], added[0])
        elif not is_unmarked(before):
            where = first_start(next(iter(items_of(before.nodes[0]))))
            raise self.text.error(
                where,
                "an expression is removed and not replaced",
                "remove the whole statement, or add what replaces it on a `+` line",
            )

    def nodes(self, before: PatternNode, after: PatternNode) -> None:
        if (
            isinstance(before, Disjunction | Conjunction)
            and isinstance(after, Disjunction | Conjunction)
            and before.item == after.item
        ):
            for branch, added in zip(before.branches, after.branches, strict=True):
                self.patterns(branch, added)
            return
        if isinstance(before, Nest) and isinstance(after, Nest) and before.item == after.item:
            self.patterns(before.inner, after.inner)
            return
        if same_text(before, after):
            return
        if isinstance(before, BareExpression) and isinstance(after, BareExpression):
            self.nodes(before.expression, after.expression)
            return
        if self._label(before, after):
            return
        if before.kind == after.kind in COMMA_LISTS:
            self._slots(before, after)
        elif before.kind == after.kind in _LINE_LISTS:
            self.lists(before.children, after.children)
        elif not (before.children and self._inside(before, after)):
            self.operations.append(Replace((before,), self.templates.make((after,), False)))

    def _inside(self, before: PatternNode, after: PatternNode) -> bool:
        """Change parts of a node, if they correspond. Returns whether they do."""
        if before.kind == "init_declarator" and same_text(before.children[0], after):
            # Attributes may come before the `=`.
            self.operations.append(Replace(before.children[1:], self.templates.make((), False)))
            return True
        if before.kind != after.kind:
            is_kept = before.kind in STATEMENT_NODES and shares_context(before, after)
            return is_kept and self._head(before, after)
        is_similar = are_similar(before, after)
        if (
            _is_same_operation(before, after)
            and not _exchanges_parts(before, after)
            and (is_similar or before.kind == "assignment_expression")
        ):
            for child, other in zip(before.children, after.children, strict=True):
                self.nodes(child, other)
            return True
        if is_similar and before.kind in DECLARING:
            return self._declaration(before, after)
        return is_similar and before.kind in STATEMENT_NODES and self._head(before, after)

    def _declaration(self, before: PatternNode, after: PatternNode) -> bool:
        """Change the specifiers and the other parts of a declaration each by themselves."""
        number = _number_of_specifiers(before), _number_of_specifiers(after)
        old, new = before.children[number[0] :], after.children[number[1] :]
        if not all(number) or [node.kind for node in old] != [node.kind for node in new]:
            return False
        self._specifiers(before.children[: number[0]], after.children[: number[1]])
        for child, other in zip(old, new, strict=True):
            self.nodes(child, other)
        return True

    def _head(self, before: PatternNode, after: PatternNode) -> bool:
        """Change only the head of a statement whose body stays, or remove its `else`."""
        old, new = before.children, after.children
        first = _same_number(old, new)
        if len(old) == 4 and first == len(new) == 3:
            self.operations.append(Remove(old[first:]))
            return True
        shorter = min(len(old), len(new))
        last = min(_same_number(old[::-1], new[::-1]), shorter - first)
        if not last:
            return False
        if first + last == shorter:
            # What is next to it marks the place.
            first, last = (first - 1, last) if first else (first, last - 1)
        added = new[first : len(new) - last]
        changed = old[first : len(old) - last]
        self.operations.append(Replace(changed, self.templates.make(added, False)))
        return True

    def _label(self, before: PatternNode, after: PatternNode) -> bool:
        """Remove the label of a statement that stays. Returns whether that is the change."""
        if before.kind != "labeled_statement":
            return False
        *label, statement = before.children
        if not shares_context(statement, after):
            return False
        if any(shares_context(node, after) for node in label):
            return False
        self.operations.append(Remove(tuple(label)))
        self.nodes(statement, after)
        return True

    def _specifiers(self, before: Sequence[PatternNode], after: Sequence[PatternNode]) -> None:
        """Change the specifiers of a declaration one by one: code may have others between them, or
        have them in another order.
        """
        matcher = SequenceMatcher(None, [*map(texts_of, before)], [*map(texts_of, after)], False)
        #: The specifiers in place of each one.
        new = [[node] for node in before]
        for tag, start, end, first, last in matcher.get_opcodes():
            added = after[first:last]
            if tag == "equal":
                for at, node in zip(range(start, end), added, strict=True):
                    new[at][-1] = node
            elif tag == "insert" and start < len(before):
                new[start][:0] = added
            elif tag == "insert":
                new[-1] += added
            else:
                new[start:end] = [[*added], *([] for _ in range(start + 1, end))]
        for node, here in zip(before, new, strict=True):
            if len(here) != 1 or not same_text(node, here[0]):
                self.operations.append(Replace((node,), self.templates.make(here, False)))

    # Argument lists

    def _slots(self, before: PatternNode, after: PatternNode) -> None:
        old = [child for child in before.children[1:-1] if child.text != b","]
        new = [child for child in after.children[1:-1] if child.text != b","]
        places = paired_elements(old, new, is_designated=is_designated(before))
        elements = tuple(
            self.templates.make((element,), False) if place is None else place
            for element, place in zip(new, places, strict=True)
        )
        if list(elements) != old:
            self.operations.append(Slots(before, elements))
        for element, place in zip(new, places, strict=True):
            if place is not None:
                self.nodes(place, element)

    # Statement lists

    def lists(self, before: Sequence[PatternNode], after: Sequence[PatternNode]) -> None:
        for old, new, previous, following in segments(before, after):
            if old and new and are_connected(old, new):
                if len(old) == len(new) == 1:
                    self.nodes(old[0], new[0])
                else:
                    self._check_whole([*old, *new])
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
        if (
            len(old) == len(new) == 1
            and isinstance(old[0], BareExpression)
            and isinstance(new[0], BareExpression)
        ):
            self.nodes(old[0], new[0])
            return
        self._check_whole([*old, *new])
        if len(old) == 1 and old[0].kind in _DECLARATIONS and new and self.repeated.are_in(new):
            template = self.templates.make_lines(new)
            self.operations.append(Insert(old[0], True, False, template, True, is_apart=True))
        # Removed dots are removed together with their neighbours, in one piece.
        pairs = (
            []
            if any(isinstance(node, Dots | Nest) for node in old)
            else pair_by_similarity(old, new)
        )
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

    def _check_whole(self, nodes: Sequence[PatternNode]) -> None:
        """An expression among statements is edited only inside: any code may be around it."""
        for node in nodes:
            if has_bare_expression(node):
                raise self.text.outside(
                    first_start(next(iter(items_of(node)))),
                    "code added next to an expression without `;`, or the whole expression removed",
                    "write the whole statement, with its `;`",
                )

    def _insert(
        self,
        added: Sequence[PatternNode],
        previous: PatternNode | None,
        following: PatternNode | None,
    ) -> None:
        template = self.templates.make_lines(added)
        is_repeated = self.repeated.are_in(added)
        if isinstance(following, Nest):
            operation = self._before_nest(template, previous, following)
        elif (
            previous is not None and not isinstance(previous, Dots | Nest) and previous.text != b"{"
        ):
            operation = Insert(previous, True, False, template)
        elif previous is not None and isinstance(following, Dots) and previous.text == b"{":
            # The dots may match nothing, or begin with an `#if`.
            operation = Insert(previous, True, True, template)
        elif following is not None:
            operation = Insert(following, False, following.text == b"}", template)
        elif previous is not None:
            operation = Insert(previous, True, previous.text == b"{", template)
        else:
            return
        if isinstance(operation.anchor, Dots):
            raise self.text.outside(
                operation.anchor.item.start,
                "added code with nothing but dots beside it",
                "write the statement above or below which it belongs",
            )
        self._check_whole([operation.anchor])
        self.operations.append(replace(operation, is_repeated=is_repeated))

    def _before_nest(self, template: Template, previous: PatternNode | None, nest: Nest) -> Insert:
        """A nest has no place of its own: added code goes below the code before the nest."""
        if previous is None or isinstance(previous, Dots | Nest):
            raise self.text.outside(
                nest.item.start, "added code before a nest that nothing precedes"
            )
        return Insert(previous, True, previous.text == b"{", template)


def _same_number(before: Sequence[PatternNode], after: Sequence[PatternNode]) -> int:
    """How many parts are the same from the beginning on."""
    pairs = zip(before, after, strict=False)
    return sum(1 for _ in takewhile(lambda pair: same_text(*pair), pairs))


def _number_of_specifiers(node: PatternNode) -> int:
    """How many specifiers and types come before the declarators of a declaration."""
    if node.kind not in DECLARING:
        return 0
    return sum(1 for _ in takewhile(_is_specifier, node.children))


def _is_specifier(node: PatternNode) -> bool:
    if isinstance(node, AnyType) or stands_for(node, MetaKind.TYPE):
        return True
    return node.kind in TYPES or node.kind in ("storage_class_specifier", "type_qualifier")


def _exchanges_parts(before: PatternNode, after: PatternNode) -> bool:
    """Whether code that stays moves from one part of a node to another."""
    return any(
        shares_context(child, other)
        for at, child in enumerate(before.children)
        for to, other in enumerate(after.children)
        if at != to
    )


def _is_same_operation(before: PatternNode, after: PatternNode) -> bool:
    """Whether the parts of two nodes correspond: the operands of `a == b` and of `a == b || c` do
    not.
    """
    if len(before.children) != len(after.children):
        return False
    operators = [node.children[1].text for node in (before, after) if len(node.children) == 3]
    is_operation = before.kind == "binary_expression" and len(operators) == 2
    if not is_operation or operators[0] == operators[1]:
        return True
    are_joined = any(operator in (b"&&", b"||") for operator in operators)
    return not are_joined and (
        shares_context(before, after) or not binds_differently(before, after)
    )
