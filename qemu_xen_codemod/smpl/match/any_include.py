# SPDX-License-Identifier: GPL-2.0-or-later
"""`#include <...>`: any included file, or the first or last one if lines are added next to it."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from qemu_xen_codemod.c.nodes import code_children
from qemu_xen_codemod.smpl.compile.pattern import AnyInclude, IncludePlace


def included_path(pattern: AnyInclude, node: Node) -> Node | None:
    """The path of an `#include` that the pattern matches, None if it does not.

    As in Coccinelle, the first and the last one are in no `#if` except a header guard.
    """
    path = _path_of(pattern, node)
    if path is None or pattern.place is IncludePlace.EACH:
        return path
    root = node
    while root.parent is not None:
        root = root.parent
    includes = [inner for inner in _unconditional(root) if _path_of(pattern, inner) is not None]
    at = 0 if pattern.place is IncludePlace.FIRST else -1
    return path if includes and includes[at] == node else None


def _path_of(pattern: AnyInclude, node: Node) -> Node | None:
    if node.type != "preproc_include":
        return None
    path = node.child_by_field_name("path")
    is_file = path is not None and path.type in ("system_lib_string", "string_literal")
    if path is None or not is_file or not (path.text or b"").startswith(pattern.begin):
        return None
    return path


def _unconditional(root: Node) -> Iterator[Node]:
    for node in root.children:
        if node.type == "preproc_include":
            yield node
        elif _is_guard(node):
            yield from _unconditional(node)


def _is_guard(node: Node) -> bool:
    """Whether it is `#ifndef X` followed by `#define X`."""
    if node.type != "preproc_ifdef" or node.children[0].type != "#ifndef":
        return False
    name = node.child_by_field_name("name")
    after = [inner for inner in code_children(node) if inner.is_named and inner != name]
    if name is None or not after or after[0].type != "preproc_def":
        return False
    defined = after[0].child_by_field_name("name")
    return defined is not None and defined.text == name.text
