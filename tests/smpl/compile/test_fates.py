# SPDX-License-Identifier: GPL-2.0-or-later
"""Each node of a pattern records what happens to the code that it matches."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from qemu_xen_codemod.smpl import parse_semantic_patch
from qemu_xen_codemod.smpl.compile.pattern import (
    Dots,
    Fate,
    PatternNode,
    leaves_of,
    patterns_in,
)


def nodes_under(node: PatternNode) -> Iterator[PatternNode]:
    yield node
    for child in node.children:
        yield from nodes_under(child)
    for pattern in patterns_in(node):
        for root in pattern.nodes:
            yield from nodes_under(root)


def fates(patch: str) -> dict[str, Fate]:
    """The fate of each node of the patch that is not kept, by its text."""
    (rule,) = parse_semantic_patch(patch, "p.cocci").rules
    every = [node for root in rule.pattern.nodes for node in nodes_under(root)]
    return {text_of(node): node.fate for node in every if node.fate is not Fate.KEPT}


def text_of(node: PatternNode) -> str:
    return " ".join(
        "..." if isinstance(leaf, Dots) else leaf.text.decode() for leaf in leaves_of(node)
    )


@pytest.mark.parametrize(
    ("patch", "wanted"),
    [
        pytest.param("@@ @@\n f();\n", {}, id="a rule that only matches keeps all"),
        pytest.param("@@ @@\n f();\n+ g();\n", {}, id="an anchor of added code is kept"),
        pytest.param(
            "@@ @@\n- f();\n g();\n",
            {"f ( ) ;": Fate.REMOVED, "f ( )": Fate.REMOVED, "( )": Fate.REMOVED}
            | dict.fromkeys(("f", "(", ")", ";"), Fate.REMOVED),
            id="a removed statement is removed with its parts",
        ),
        pytest.param(
            "@@ expression E; @@\n- f(E)\n+ g(E)\n",
            {"f": Fate.REPLACED},
            id="a renamed function is replaced, its arguments are kept",
        ),
        pytest.param(
            "@@ @@\n- if (x) {\n+ {\n+ f();\n ...\n }\n",
            {"if ( x ) { ... }": Fate.REPLACED, "...": Fate.COPIED},
            id="dots are copied into the code that replaces the code around them",
        ),
    ],
)
def test_each_node_has_its_fate(patch: str, wanted: dict[str, Fate]) -> None:
    """Matching looks only at the nodes to know what happens to them."""
    assert fates(patch) == wanted
