# SPDX-License-Identifier: GPL-2.0-or-later
"""What a conjunction, `( A & B )`, may contain and be next to; the rest is refused by name."""

from __future__ import annotations

from itertools import pairwise

from qemu_xen_codemod.smpl.compile.pattern import (
    Conjunction,
    Dots,
    Nest,
    Pattern,
    nodes_in,
    patterns_in,
)
from qemu_xen_codemod.smpl.read.smpl_text import SmplText


def check_conjunctions(text: SmplText, pattern: Pattern) -> None:
    """Raises RuleError at a conjunction that is not supported."""
    rows = [pattern.nodes]
    for node in nodes_in(pattern):
        rows += [node.children, *(pattern.nodes for pattern in patterns_in(node))]
        if isinstance(node, Conjunction):
            _check_inside(text, node)
    for row in rows:
        for node, other in pairwise(row):
            dots, beside = (node, other) if isinstance(node, Dots | Nest) else (other, node)
            if isinstance(dots, Dots | Nest) and isinstance(beside, Conjunction):
                raise text.outside(beside.item.start, "a conjunction beside ...")


def _check_inside(text: SmplText, node: Conjunction) -> None:
    nests = (inner for branch in node.branches for inner in nodes_in(branch))
    if any(isinstance(nest, Nest) and nest.item.statements for nest in nests):
        raise text.outside(node.item.start, "a nest of statements in a conjunction")
    if any(len(branch.nodes) > 1 for branch in node.branches):
        raise text.outside(node.item.start, "a conjunction of several consecutive statements")
    if any(not branch.nodes for branch in node.branches):
        raise text.outside(node.item.start, "a branch of a conjunction that is only added code")
