# SPDX-License-Identifier: GPL-2.0-or-later
"""The names that a semantic patch removes from the code: uses that are left are searched for.

    - log_msg(E)                    - if (E != NULL)
    + log_at(LOG_INFO, E)           -     free(E);
                                    + g_free(E);

The first rule removes log_msg wherever it is called, the second removes free next to other code. A
name that the rule also adds is not removed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from qemu_xen_codemod.c.words import RESERVED
from qemu_xen_codemod.smpl.compile.pattern import Dots, PatternNode, PatternToken, metavariable_of
from qemu_xen_codemod.smpl.compile.pattern_shapes import branches_of
from qemu_xen_codemod.smpl.compile.semantic_patch import CompiledRule, SemanticPatch
from qemu_xen_codemod.smpl.read.body_items import LineMark
from qemu_xen_codemod.smpl.read.metavariable import MetaKind


class NameKind(Enum):
    FUNCTION = "function"
    #: A typedef's name, or that of a struct, union or enum.
    TYPE = "type"
    TAG = "tag"
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class RemovedName:
    name: str
    kind: NameKind
    #: Whether it is removed in any context. A type or a member is listed only then.
    everywhere: bool


@lru_cache(maxsize=64)
def removed_names(patch: SemanticPatch) -> tuple[RemovedName, ...]:
    """Each removed name once, in the order of the patch."""
    names: dict[tuple[str, NameKind], bool] = {}
    for rule in patch.rules:
        for name in _of_rule(rule):
            key = name.name, name.kind
            names[key] = names.get(key, False) or name.everywhere
    return tuple(RemovedName(*key, everywhere) for key, everywhere in names.items())


def _of_rule(rule: CompiledRule) -> Iterator[RemovedName]:
    if not rule.is_change:
        return
    everywhere = dict(_everywhere(rule.pattern.nodes)) if rule.header.depends is None else {}
    names = everywhere | {
        leaf: NameKind.FUNCTION for leaf in _called(rule.pattern.nodes) if leaf not in everywhere
    }
    for leaf, kind in names.items():
        name = leaf.text.decode("utf-8", "replace")
        if _is_removed(leaf) and leaf.text not in rule.added and leaf.text not in RESERVED:
            yield RemovedName(name, kind, leaf in everywhere)


def _everywhere(nodes: tuple[PatternNode, ...]) -> Iterator[tuple[PatternNode, NameKind]]:
    """The names that are matched in any context and with any arguments."""
    if len(nodes) != 1:
        return
    node = nodes[0]
    for branch in branches_of(node):
        yield from _everywhere(branch.nodes)
    if node.kind == "expression_statement" and len(node.children) == 2:
        node = node.children[0]
    if node.kind in ("identifier", "type_identifier", "field_expression"):
        yield from _bare(node)
    elif node.kind == "type_descriptor" and len(node.children) == 1:
        (inner,) = node.children
        if inner.kind == "type_identifier":
            yield from _bare(inner)
        elif inner.kind.endswith("_specifier") and len(inner.children) == 2:
            yield inner.children[1], NameKind.TAG
    elif node.kind == "call_expression" and _has_any_arguments(node):
        yield node.children[0], NameKind.FUNCTION
    elif node.kind == "function_definition":
        declarator = next(
            (child for child in node.children if child.kind == "function_declarator"), None
        )
        if declarator is not None and declarator.children[0].kind == "identifier":
            yield declarator.children[0], NameKind.FUNCTION


def _bare(node: PatternNode) -> Iterator[tuple[PatternNode, NameKind]]:
    if node.kind == "field_expression":
        operand, name = node.children[0], node.children[-1]
        if _is_any(operand) and name.kind == "field_identifier":
            yield name, NameKind.MEMBER
    else:
        yield node, NameKind.TYPE if node.kind == "type_identifier" else NameKind.FUNCTION


def _has_any_arguments(call: PatternNode) -> bool:
    """Whether it is `f(E1, E2)`, with any arguments."""
    function, given = call.children[0], call.children[-1]
    if function.kind != "identifier" or given.kind != "argument_list":
        return False
    elements = [child for child in given.children if child.kind not in ("(", ")", ",")]
    return all(isinstance(element, Dots) or _is_any(element) for element in elements)


def _is_any(node: PatternNode) -> bool:
    metavariable = metavariable_of(node)
    if metavariable is None:
        return False
    if metavariable.kind is MetaKind.EXPRESSION_LIST:
        return metavariable.length is None
    return (
        metavariable.kind is MetaKind.EXPRESSION
        and metavariable.uses == 1
        and metavariable.wanted is None
        and metavariable.inherited is None
        and metavariable.constraint is None
    )


def _called(nodes: tuple[PatternNode, ...]) -> Iterator[PatternNode]:
    """The names of the functions that are called, also in branches."""
    for node in nodes:
        if node.kind == "call_expression" and node.children[0].kind == "identifier":
            yield node.children[0]
        yield from _called(node.children)
        for branch in branches_of(node):
            yield from _called(branch.nodes)


def _is_removed(leaf: PatternNode) -> bool:
    return isinstance(leaf, PatternToken) and leaf.item.mark is LineMark.MINUS
