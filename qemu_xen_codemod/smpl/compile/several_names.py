# SPDX-License-Identifier: GPL-2.0-or-later
"""Type metavariables that declare several names in added code: `+ T a, b;`."""

from __future__ import annotations

from collections.abc import Iterator

from qemu_xen_codemod.smpl.compile.pattern import (
    Pattern,
    PatternNode,
    nodes_in,
    stands_for,
)
from qemu_xen_codemod.smpl.compile.pattern_marks import marks_of
from qemu_xen_codemod.smpl.read.body_items import LineMark
from qemu_xen_codemod.smpl.read.metavariable import MetaKind

_NAMING = ("declaration", "field_declaration")


def types_of_several(after: Pattern | None) -> frozenset[str]:
    """The names of these metavariables. A `*` in such a type would apply only to the first name."""
    nodes = nodes_in(after) if after is not None else iter(())
    return frozenset(name for node in nodes for name in _types_of(node))


def _types_of(node: PatternNode) -> Iterator[str]:
    is_several = any(child.text == b"," for child in node.children)
    if node.kind in _NAMING and is_several and LineMark.PLUS in marks_of(node):
        for child in node.children:
            if stands_for(child, MetaKind.TYPE):
                yield child.metavariable.name
