# SPDX-License-Identifier: GPL-2.0-or-later
"""The opposite of a condition, as `!X` of an isomorphism requires it: of `a == b` it is `a != b`,
of `a < b` it is `a >= b`, of `a && b` it is `!a || !b`, of `!a` it is `a`.
"""

from __future__ import annotations

from dataclasses import replace

from qemu_xen_codemod.smpl.compile.pattern import Dots, Fate, Inner, PatternNode, PatternToken
from qemu_xen_codemod.smpl.compile.pattern_marks import is_context, marks_of

_COMPARISONS = {
    b"==": b"!=",
    b"!=": b"==",
    b"<": b">=",
    b">=": b"<",
    b">": b"<=",
    b"<=": b">",
}
_JUNCTIONS = {b"&&": b"||", b"||": b"&&"}


class Opposite:
    """Builds the opposite of a node, and records the nodes that it replaces."""

    def __init__(self, negation: PatternToken, *, is_whole: bool) -> None:
        #: The `!` token of the isomorphism, as part of the pattern.
        self.negation = negation
        #: Whether the code around the opposite has one mark.
        self.is_whole = is_whole
        #: Comparisons, `&&` and `||`, and their tokens.
        self.new: list[PatternNode] = []
        #: Each `!X` where X has no other opposite, and its token.
        self.negations: list[PatternNode] = []
        self.replaced: list[tuple[PatternNode, PatternNode]] = []
        #: Whether the rule changes a token that the opposite lacks.
        self.is_lost = False

    def of(self, node: PatternNode) -> PatternNode:
        """The opposite of a node. Dots match any condition, so they are their own opposite."""
        if isinstance(node, Dots):
            return node
        if node.kind == "parenthesized_expression" and _has_opposite(node.children[1]):
            opening, inner, closing = node.children
            return self._made(node, (opening, self.of(inner), closing))
        if negates(node):
            sign, inner = node.children
            self._loses(sign)
            self.replaced.append((node, inner))
            return inner
        operator = node.children[1] if node.kind == "binary_expression" else None
        if isinstance(operator, PatternToken):
            left, _, right = node.children
            if operator.text in _COMPARISONS:
                other = self._operator(operator, _COMPARISONS[operator.text])
                return self._made(node, (left, other, right))
            if operator.text in _JUNCTIONS:
                other = self._operator(operator, _JUNCTIONS[operator.text])
                return self._made(node, (self.of(left), other, self.of(right)))
        sign = replace(self.negation, fate=self._fate(node))
        made = Inner("unary_expression", (sign, node), self._fate(node))
        self.negations += (sign, made)
        return made

    def _made(self, node: PatternNode, children: tuple[PatternNode, ...]) -> PatternNode:
        made = Inner(node.kind, children, node.fate)
        self.new.append(made)
        self.replaced.append((node, made))
        return made

    def _operator(self, operator: PatternToken, text: bytes) -> PatternToken:
        self._loses(operator)
        token = operator.item.token._replace(text=text)
        made = replace(operator, kind=text.decode(), item=replace(operator.item, token=token))
        self.new.append(made)
        self.replaced.append((operator, made))
        return made

    def _fate(self, node: PatternNode) -> Fate:
        """The fate of a `!` before a node."""
        return node.fate if self.is_whole else Fate.KEPT

    def _loses(self, token: PatternNode) -> None:
        self.is_lost |= not (self.is_whole or is_context(token))


def _has_opposite(node: PatternNode) -> bool:
    """Whether a node has an opposite other than `!X`."""
    if node.kind == "parenthesized_expression":
        return _has_opposite(node.children[1])
    is_compared = node.kind == "binary_expression" and len(node.children) == 3
    return negates(node) or (
        is_compared and node.children[1].text in _COMPARISONS.keys() | _JUNCTIONS.keys()
    )


def negates(form: PatternNode) -> bool:
    """Whether a form of an isomorphism is `!X`."""
    return form.kind == "unary_expression" and form.children[0].text == b"!"


def has_one_mark(node: PatternNode) -> bool:
    """Whether the whole of a node is kept, or the whole is removed."""
    return len(marks_of(node)) <= 1
