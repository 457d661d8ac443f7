# SPDX-License-Identifier: GPL-2.0-or-later
"""The prototypes of functions whose definitions a rule changed, and where they are changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tree_sitter import Node

from qemu_xen_codemod.c.locals import parameters_of
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.smpl.compile.pattern import Dots, PatternNode
from qemu_xen_codemod.smpl.match.matcher import Matcher
from qemu_xen_codemod.smpl.match.state import MatchState, States


def prototypes_in(source: SourceFile, names: frozenset[bytes]) -> Iterator[tuple[Node, Node]]:
    """The file's declarations of functions with these names, each with the node of its name."""
    todo = [source.root]
    while todo:
        node = todo.pop()
        if node.type == "function_declarator":
            name = node.child_by_field_name("declarator")
            owner = node.parent
            while owner is not None and owner.type == "pointer_declarator":
                owner = owner.parent
            if name is None or owner is None or owner.type != "declaration":
                continue
            if source.text(name) in names:
                yield owner, name
        elif node.type not in ("compound_statement", "initializer_list"):
            todo.extend(node.children)


def states_with(
    matcher: Matcher,
    pattern: PatternNode,
    node: Node,
    wanted: Mapping[frozenset[int], MatchState],
) -> States:
    """For each set of parameters the first match of the prototype that names them, if there is one;
    `wanted` gives the states that they begin with.
    """
    for parameters, start in wanted.items():
        matcher.begin()
        for state in matcher.match(pattern, node, start):
            if matched_parameters(node, state) == parameters:
                yield state
                break


def matched_parameters(function: Node, state: MatchState) -> frozenset[int]:
    """Which parameters of a definition or prototype the pattern names, counted from 0: a rule with
    dots around a parameter matches a function several times.
    """
    spans = [record.span for record in state.records() if not isinstance(record.node, Dots)]
    return frozenset(
        at
        for at, parameter in enumerate(parameters_of(function))
        if any(
            parameter.start_byte <= span.start < span.end <= parameter.end_byte for span in spans
        )
    )
