"""PatternNode, Pattern: the code of a patch as a tree, shaped as the same code in a file is.

Leaves are items of the patch's body: what stands where, and with which mark.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qemu_xen_codemod.smpl.read.items import BodyToken, DotsItem, Item, LineMark
from qemu_xen_codemod.smpl.read.metavariable import Metavariable

#: Nodes whose children are no tokens of C: compared by their text.
ATOMS = frozenset(
    ("string_literal", "char_literal", "number_literal", "system_lib_string", "preproc_arg")
)


@dataclass(frozen=True, eq=False, slots=True)
class PatternNode:
    """A node of a pattern. Equality is identity: one node stands for one place of the patch."""

    #: Tree-sitter's type, or "dots", "disjunction", "metavariable", "any_type".
    kind: str
    children: tuple[PatternNode, ...] = ()
    item: Item | None = None
    metavariable: Metavariable | None = None
    #: For a disjunction: the pattern of each branch; for dots: of each `when !=`.
    branches: tuple[Pattern, ...] = ()

    @property
    def text(self) -> bytes:
        """A leaf's own text."""
        return self.item.token.text if isinstance(self.item, BodyToken) else b""

    def leaves(self) -> Iterator[PatternNode]:
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()

    def items(self) -> Iterator[Item]:
        """The items under this node in order, without those inside disjunctions."""
        for leaf in self.leaves():
            if leaf.item is not None:
                yield leaf.item

    def is_context(self) -> bool:
        """Whether nothing of it is marked."""
        return all(
            branch.is_context() for leaf in self.leaves() for branch in leaf.branches
        ) and all(
            not isinstance(item, BodyToken | DotsItem) or item.mark is LineMark.CONTEXT
            for item in self.items()
        )

    def is_all_minus(self) -> bool:
        """Whether the whole of it stands in `-` lines, whatever takes its place."""
        return not any(leaf.branches for leaf in self.leaves()) and all(
            isinstance(item, BodyToken) and item.mark is LineMark.MINUS for item in self.items()
        )


@dataclass(frozen=True, eq=False, slots=True)
class Pattern:
    """The parsed slice of a body or of one disjunction branch."""

    #: "expression", "statements", "toplevel" or "type".
    kind: str
    nodes: tuple[PatternNode, ...]

    def is_context(self) -> bool:
        return all(node.is_context() for node in self.nodes)


def is_designated(node: PatternNode) -> bool:
    """Whether a list is one of `.field = value` initialisers, whose order does not matter."""
    return node.kind == "initializer_list" and any(
        child.kind == "initializer_pair" and child.children[0].kind == "field_designator"
        for child in node.children
    )


def is_return(pattern: PatternNode) -> bool:
    """Whether a pattern is a `return`, or a choice of them."""
    if pattern.kind != "disjunction":
        return pattern.kind == "return_statement"
    return all(branch.nodes and is_return(branch.nodes[-1]) for branch in pattern.branches)
