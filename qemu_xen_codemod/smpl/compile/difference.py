# SPDX-License-Identifier: GPL-2.0-or-later
"""Pattern before x pattern after -> Operations: the smallest edit.

Both trees are walked together. What is the same in both is left alone, so a patch that renames a
function inside a long statement touches only the name. Statements that share a context token are
the same statement; between such pairs, removed and added statements are paired by similarity.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import assert_never

from qemu_xen_codemod.c.node_kinds import COMMA_LISTS
from qemu_xen_codemod.smpl.compile.added_code import Template, TemplateMaker
from qemu_xen_codemod.smpl.compile.alignment import (
    are_connected,
    are_similar,
    pair_by_similarity,
    paired_elements,
    same_text,
    segments,
    shares_context,
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
    BareExpression,
    Conjunction,
    Disjunction,
    Dots,
    Nest,
    Pattern,
    PatternKind,
    PatternNode,
    items_of,
    nodes_in,
)
from qemu_xen_codemod.smpl.compile.pattern_marks import is_unmarked
from qemu_xen_codemod.smpl.compile.pattern_shapes import has_bare_expression, is_designated
from qemu_xen_codemod.smpl.compile.precedence import binds_differently
from qemu_xen_codemod.smpl.compile.repeated_lines import RepeatedLines
from qemu_xen_codemod.smpl.read.body_items import first_start
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
    lists = (node for node in nodes_in(before) if node.kind == "field_declaration_list")
    members = (child for node in lists for child in node.children if isinstance(child, Dots))
    comparer = _Comparer(text, templates, members)
    comparer.patterns(before, after)
    comparer.repeated.check_all_put(after)
    return tuple(comparer.operations)


class _Comparer:
    def __init__(self, text: SmplText, templates: TemplateMaker, members: Iterable[Dots]) -> None:
        self.text = text
        self.templates = templates
        #: The dots among the members of a struct.
        self.members = frozenset(members)
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
        if before.kind != after.kind or not before.children or not after.children:
            self.operations.append(Replace((before,), self.templates.make((after,), False)))
        elif before.kind in COMMA_LISTS:
            self._slots(before, after)
        elif before.kind in _LINE_LISTS:
            self.lists(before.children, after.children)
        elif (
            _is_same_operation(before, after)
            and not _exchanges_parts(before, after)
            and (are_similar(before, after) or before.kind == "assignment_expression")
        ):
            for child, other in zip(before.children, after.children, strict=True):
                self.nodes(child, other)
        else:
            self.operations.append(Replace((before,), self.templates.make((after,), False)))

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
        elif previous is not None and following in self.members:
            # The dots may match nothing.
            operation = Insert(previous, True, True, template)
        elif following is not None:
            operation = Insert(following, False, following.text == b"}", template)
        elif previous is not None:
            operation = Insert(previous, True, previous.text == b"{", template)
        else:
            return
        self._check_whole([operation.anchor])
        self.operations.append(replace(operation, is_repeated=is_repeated))

    def _before_nest(self, template: Template, previous: PatternNode | None, nest: Nest) -> Insert:
        """A nest has no place of its own: added code goes below the code before the nest."""
        if previous is None or isinstance(previous, Dots | Nest):
            raise self.text.outside(
                nest.item.start, "added code before a nest that nothing precedes"
            )
        return Insert(previous, True, previous.text == b"{", template)


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
