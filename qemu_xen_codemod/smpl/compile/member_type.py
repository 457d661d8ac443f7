# SPDX-License-Identifier: GPL-2.0-or-later
"""`struct s { ... }` without a `;`: a type with its members, wherever it is defined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qemu_xen_codemod.c.lexer import Kind
from qemu_xen_codemod.c.node_kinds import SPECIFIERS
from qemu_xen_codemod.smpl.compile.pattern import Pattern, PatternKind, PatternNode
from qemu_xen_codemod.smpl.read.body_items import BodyToken, Item
from qemu_xen_codemod.smpl.read.metavariable import MetaKind, Metavariable

_HEADS = frozenset((b"struct", b"union", b"enum"))
#: At most: the keyword, a name and an added name.
_MOST_BEFORE_BRACE = 3


def is_member_type(items: Sequence[Item], declared: Mapping[bytes, Metavariable]) -> bool:
    """Whether a slice is one type with its members, and nothing else."""
    code = [
        item
        for item in items
        if not (isinstance(item, BodyToken) and item.token.kind is Kind.COMMENT)
    ]
    texts = [item.token.text if isinstance(item, BodyToken) else b"" for item in code]
    if not texts or not (texts[0] in _HEADS or is_any_head(code, 0, declared)):
        return False
    if b"{" not in texts[:_MOST_BEFORE_BRACE]:
        return False
    depth = 0
    for at, text in enumerate(texts):
        depth += (text == b"{") - (text == b"}")
        if text == b"}" and depth == 0:
            return at == len(texts) - 1
    return False


def is_any_head(items: Sequence[Item], at: int, declared: Mapping[bytes, Metavariable]) -> bool:
    """Whether the item is the T of `T { ... }`."""
    item, *after = items[at : at + 2]
    if not isinstance(item, BodyToken) or not after or not isinstance(after[0], BodyToken):
        return False
    metavariable = declared.get(item.token.text)
    is_type = metavariable is not None and metavariable.kind is MetaKind.TYPE
    return is_type and after[0].token.text == b"{"


def member_type_of(pattern: Pattern) -> PatternNode | None:
    """The `struct`, `union` or `enum` with members that is the whole pattern."""
    if pattern.kind is not PatternKind.TYPE or len(pattern.nodes) != 1:
        return None
    return with_members(pattern.nodes[0])


def with_members(node: PatternNode) -> PatternNode | None:
    """The `struct`, `union` or `enum` with members that is the whole type."""
    if node.kind != "type_descriptor" or len(node.children) != 1:
        return None
    (inner,) = node.children
    has_members = any(child.kind.endswith("_list") for child in inner.children)
    return inner if inner.kind in SPECIFIERS and has_members else None
