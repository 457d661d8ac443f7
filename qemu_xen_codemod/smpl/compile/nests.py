# SPDX-License-Identifier: GPL-2.0-or-later
"""What a nest, `<... P ...>`, may contain, and where nests and dots may be; the rest is refused by
name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from qemu_xen_codemod.smpl.read.body_items import (
    BodyToken,
    DisjunctionItem,
    DotsItem,
    Item,
    LineMark,
    NestItem,
    first_start,
    is_marked,
    marks_in,
    tokens_in,
)
from qemu_xen_codemod.smpl.read.metavariable import NAME_KINDS, Metavariable
from qemu_xen_codemod.smpl.read.smpl_text import SmplText


def check_nests(
    text: SmplText, items: Sequence[Item], declared: Mapping[bytes, Metavariable]
) -> None:
    """Raises RuleError at a nest of statements that is not supported."""
    code = [item for item in items if not is_marked(item, LineMark.PLUS)]
    if isinstance(code[0], NestItem) and code[0].statements:
        raise text.outside(
            code[0].start,
            "a nest that begins a pattern of statements",
            "write the function around it: `f(...) { <... P ...> }`",
        )
    for nest in _nests_in(items):
        shown = "<+... ...+>" if nest.is_needed else "<... ...>"
        if any(True for _ in _nests_in(nest.items)):
            raise text.outside(nest.start, f"a nest in a nest ({shown})")
        code = [item for item in nest.items if not is_marked(item, LineMark.PLUS)]
        if isinstance(code[0], DotsItem) or isinstance(code[-1], DotsItem):
            raise text.outside(nest.start, f"... at the beginning or end of a nest ({shown})")
        for name in sorted(_shared_between_nests(nest, items, declared)):
            raise text.outside(
                nest.start,
                "a metavariable of a nest that is also used elsewhere and not bound there "
                f"({name})",
                "match it outside of nests too, or use another name in each nest",
            )
    _check_beside(text, items)
    _check_branches(text, items)


def _check_beside(text: SmplText, items: Sequence[Item]) -> None:
    """Dots and nests of statements have code between them, as in Coccinelle."""
    code = [item for item in items if not is_marked(item, LineMark.PLUS)]
    for item, after in pairwise(code):
        both = (item, after)
        if all(isinstance(one, DotsItem | NestItem) and one.statements for one in both) and any(
            isinstance(one, NestItem) for one in both
        ):
            help = "write one nest, which passes any code"
            raise text.outside(first_start(after), "a nest beside ... or another nest", help)


def nest_names(items: Sequence[Item], declared: Mapping[bytes, Metavariable]) -> frozenset[str]:
    """The metavariables that each place of a nest binds anew."""
    bound = _bound_outside(items)
    return frozenset(
        declared[word].name
        for nest in _nests_in(items)
        for word in _words_in(nest.items) - bound
        if word in declared
    )


def with_needed_nest(items: Sequence[Item]) -> tuple[Item, ...]:
    """The items of a rule that no other rule asks about. A match without edits is dropped, so if
    all edits are in one nest, its code has to occur, and only files with its words are searched.
    """
    changing = [item for item in items if not marks_in([item]) <= {LineMark.CONTEXT}]
    match changing:
        case [NestItem(statements=True) as nest]:
            return tuple(replace(item, is_needed=True) if item is nest else item for item in items)
        case _:
            return tuple(items)


def _check_branches(text: SmplText, items: Sequence[Item]) -> None:
    """In a branch, a nest must be in braces, and code must follow dots to end them."""
    for item in items:
        branches = item.branches if isinstance(item, DisjunctionItem) else ()
        for branch in branches:
            _check_beside(text, branch)
            code = [item for item in branch if not is_marked(item, LineMark.PLUS)]
            if code and isinstance(last := code[-1], DotsItem) and last.statements:
                help = "write the code after the disjunction into each branch"
                raise text.outside(last.start, "... at the end of a branch of a disjunction", help)
            depth = 0
            for inner in branch:
                if isinstance(inner, NestItem) and inner.statements and depth == 0:
                    help = "write the braces too: `{ <... P ...> }`"
                    raise text.outside(inner.start, "a nest as a branch of a disjunction", help)
                if isinstance(inner, BodyToken) and inner.mark is not LineMark.PLUS:
                    depth += (inner.token.text == b"{") - (inner.token.text == b"}")
            _check_branches(text, branch)


def _nests_in(items: Sequence[Item]) -> Iterator[NestItem]:
    """The nests of statements, including those inside disjunctions."""
    for item in items:
        if isinstance(item, NestItem) and item.statements:
            yield item
        elif isinstance(item, DisjunctionItem):
            for branch in item.branches:
                yield from _nests_in(branch)


def _shared_between_nests(
    nest: NestItem, items: Sequence[Item], declared: Mapping[bytes, Metavariable]
) -> set[str]:
    """The nest's metavariables that also occur elsewhere, but are not bound there."""
    bound = _bound_outside(items)
    here = tokens_in(nest.items)
    other_words = {token.token.text for token in _tokens_beside(nest, items) if token not in here}
    return {
        declared[word].name
        for word in _words_in(nest.items) - bound
        if word in declared
        and word in other_words
        and not declared[word].inherited
        and declared[word].kind not in NAME_KINDS
    }


def _tokens_beside(nest: NestItem, items: Sequence[Item]) -> Iterator[BodyToken]:
    """The tokens that match together with the nest, so not those of other branches."""
    for item in items:
        branches = item.branches if isinstance(item, DisjunctionItem) else ()
        containing = [
            branch for branch in branches if any(inner is nest for inner in _nests_in(branch))
        ]
        if containing:
            yield from _tokens_beside(nest, containing[0])
        else:
            yield from tokens_in([item])


def _bound_outside(items: Sequence[Item]) -> set[bytes]:
    """The words that are matched outside nests and `when` clauses."""
    words: set[bytes] = set()
    for item in items:
        if isinstance(item, BodyToken):
            words |= set() if item.mark is LineMark.PLUS else {item.token.text}
        elif isinstance(item, NestItem) and not item.statements:
            words |= _bound_outside(item.items)
        elif isinstance(item, DisjunctionItem):
            words |= {word for branch in item.branches for word in _bound_outside(branch)}
    return words


def _words_in(items: Sequence[Item]) -> set[bytes]:
    return {token.token.text for token in tokens_in(items) if token.mark is not LineMark.PLUS}
