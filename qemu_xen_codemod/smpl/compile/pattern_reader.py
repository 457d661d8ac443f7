# SPDX-License-Identifier: GPL-2.0-or-later
"""PatternReader: the items of one body -> Patterns, for the code before and after the change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.smpl.compile.definition import check_definitions
from qemu_xen_codemod.smpl.compile.member_type import member_type_of
from qemu_xen_codemod.smpl.compile.pattern import BareExpression, Disjunction, Pattern, PatternKind
from qemu_xen_codemod.smpl.compile.pattern_builder import NotParsed
from qemu_xen_codemod.smpl.compile.slice import is_bare_type, parse_slice
from qemu_xen_codemod.smpl.compile.unparsed import construct_in, loop_macro_in
from qemu_xen_codemod.smpl.compile.unsupported import check_outside
from qemu_xen_codemod.smpl.read.body_items import (
    BodyToken,
    DisjunctionItem,
    DotsItem,
    Item,
    LineMark,
    NestItem,
    is_marked,
)
from qemu_xen_codemod.smpl.read.metavariable import MetaKind, Metavariable
from qemu_xen_codemod.smpl.read.smpl_text import SmplText

#: Stands for the statement after a label that is alone in a `when !=`.
_BEHIND = b"statement_behind_label"


def has_items(items: Sequence[Item], without: LineMark) -> bool:
    """Whether a slice has any items."""
    return any(not is_marked(item, without) for item in items)


class PatternReader:
    """Slices of one body -> Patterns. Each disjunction branch is parsed once for each side."""

    def __init__(self, text: SmplText, metavariables: Mapping[bytes, Metavariable]) -> None:
        self.text = text
        self.metavariables = metavariables

    def read(
        self, items: Sequence[Item], without: LineMark, kinds: Sequence[PatternKind]
    ) -> Pattern:
        if is_bare_type(items, self.metavariables):
            kinds = (PatternKind.TYPE,)
            if isinstance(items[0], DisjunctionItem) and items[0].is_conjunction:
                raise self.text.outside(items[0].start, "a conjunction of types")
            if isinstance(items[0], DisjunctionItem):
                branches = self.branches(items[0], without)
                return Pattern(PatternKind.TYPE, (Disjunction(items[0], branches),))
        if without is LineMark.PLUS:
            check_definitions(self.text, items)
            self.refuse_loop_macros(items)
        order = (*kinds, *PatternKind)
        try:
            pattern = parse_slice(
                items, without, self.metavariables, self.branches, tuple(dict.fromkeys(order))
            )
        except NotParsed as fault:
            if fault.construct:
                raise self.text.outside(fault.offset, fault.construct) from None
            raise self.not_parsed(items, without, fault.offset) from None
        if without is LineMark.PLUS:
            check_outside(self.text, pattern)
        return pattern

    def refuse_loop_macros(self, items: Sequence[Item]) -> None:
        matched = [item for item in items if not is_marked(item, LineMark.PLUS)]
        construct = loop_macro_in(matched, self.metavariables)
        if construct is not None:
            raise self.text.outside(construct.offset, construct.construct, construct.help)

    def not_parsed(self, items: Sequence[Item], without: LineMark, offset: int) -> RuleError:
        """The error for a slice that is not C; it names the construct where we know it."""
        kept = [item for item in items if not is_marked(item, without)]
        construct = construct_in(kept, self.metavariables)
        construct = construct or loop_macro_in(kept, self.metavariables)
        if construct is not None:
            return self.text.outside(construct.offset, construct.construct, construct.help)
        side = "before" if without is LineMark.PLUS else "after"
        return self.text.error(
            offset,
            f"the code {side} the change does not parse as C",
            "a pattern is an expression, statements or top-level declarations",
        )

    def branches(
        self, item: DisjunctionItem | DotsItem | NestItem, without: LineMark
    ) -> tuple[Pattern, ...]:
        """The patterns inside an item, in the order of `patterns_in`."""
        if isinstance(item, DotsItem):
            return self._forbidden(item)
        if isinstance(item, NestItem):
            inner = self._part(item.items, without, item.statements)
            if inner.kind not in (PatternKind.STATEMENTS, PatternKind.EXPRESSION):
                raise self.text.outside(item.start, "a nest of types or functions")
            return (inner, *self._forbidden(item))
        branches = [self._part(branch, without, item.statements) for branch in item.branches]
        self._check_parts(branches, item.start)
        return tuple(
            _among_statements(pattern) if item.statements else pattern for pattern in branches
        )

    def _check_parts(self, parts: Sequence[Pattern], where: int) -> None:
        if any(member_type_of(part) is not None for part in parts):
            what = "a struct with its members and without a `;` in a disjunction or a when clause"
            raise self.text.outside(where, what, "write a rule for each, or add the `;`")
        roots = [node for part in parts for node in part.nodes]
        if any(node.kind == "function_definition" for node in roots):
            raise self.text.outside(where, "a function in a disjunction", "write a rule for each")

    def _part(self, items: Sequence[Item], without: LineMark, statements: bool) -> Pattern:
        if has_items(items, without):
            return self.read(items, without, ())
        return Pattern(PatternKind.STATEMENTS if statements else PatternKind.EXPRESSION, ())

    def _forbidden(self, item: DotsItem | NestItem) -> tuple[Pattern, ...]:
        parts = [self._ruled_out(when.items) for when in item.whens.forbidden]
        self._check_parts(parts, item.start)
        return tuple(parts)

    def _ruled_out(self, items: Sequence[Item]) -> Pattern:
        """The code that a `when !=` forbids. `L:` is a label before any statement."""
        last = items[-1]
        if len(items) != 2 or not isinstance(last, BodyToken) or last.token.text != b":":
            return self.read(items, LineMark.PLUS, ())
        at = last.token.end
        after = replace(last, token=Token(Kind.WORD, at, at, _BEHIND))
        statement = Metavariable(_BEHIND.decode(), MetaKind.STATEMENT, at, is_single=True, uses=1)
        reader = PatternReader(self.text, {**self.metavariables, _BEHIND: statement})
        return reader.read((*items, after), LineMark.PLUS, (PatternKind.STATEMENTS,))


def _among_statements(branch: Pattern) -> Pattern:
    """A branch of a disjunction whose other branches are statements."""
    if branch.kind is not PatternKind.EXPRESSION or not branch.nodes:
        return branch
    return Pattern(PatternKind.STATEMENTS, (BareExpression(branch.nodes[0]),))
