# SPDX-License-Identifier: GPL-2.0-or-later
"""What a file declares at file level: names, typedefs, members."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tree_sitter import Node

from qemu_xen_codemod.c.ctype import CType, builtin, declarations, specified
from qemu_xen_codemod.c.node_kinds import ARMS
from qemu_xen_codemod.c.source import SourceFile, asked_once

#: Nodes whose children are on the same level as they are.
TRANSPARENT = ARMS | frozenset(
    (
        "linkage_specification",
        "declaration_list",
    )
)
_TYPE_WORDS = frozenset(b"void char short int long float double unsigned signed _Bool".split())
_BODIES = frozenset(("struct_specifier", "union_specifier", "enum_specifier"))


@dataclass(frozen=True, slots=True)
class Declared:
    """The file-level declarations of one file. None: declared, but its type is not known, or two
    `#if` arms declare different types.
    """

    names: dict[bytes, CType | None] = field(default_factory=dict)
    typedefs: dict[bytes, CType | None] = field(default_factory=dict)
    #: Members by a type's base.
    members: dict[bytes, dict[bytes, CType | None]] = field(default_factory=dict)
    #: The quoted paths of its includes, in order.
    includes: list[str] = field(default_factory=list)


def flat(nodes: Iterator[Node] | list[Node]) -> Iterator[Node]:
    """The nodes; an #if or `extern "C"` is replaced by its contents."""
    todo = list(nodes)[::-1]
    while todo:
        node = todo.pop()
        if node.type in TRANSPARENT:
            todo += node.children[::-1]
        else:
            yield node


@asked_once
def read_declared(source: SourceFile) -> Declared:
    """What the file declares at file level, not what it includes."""
    found = Declared()
    for node in flat(source.root.children):
        if node.type == "preproc_include":
            path = node.child_by_field_name("path")
            if path is not None and path.type == "string_literal":
                found.includes.append(source.text(path).strip(b'"').decode("utf-8", "replace"))
        elif node.type == "type_definition":
            _put_all(found.typedefs, declarations(source, node))
            _bodies(source, node, found)
        elif node.type in ("declaration", "function_definition"):
            _put_all(found.names, declarations(source, node))
            _bodies(source, node, found)
        elif node.type in _BODIES:
            _body(source, node, found)
        elif node.type == "preproc_def":
            _macro(source, node, found)
    return found


def _macro(source: SourceFile, node: Node, found: Declared) -> None:
    """`#define INT16 short`: a macro that is a built-in type is read as that type."""
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    words = source.text(value).split() if value is not None else []
    if name is not None and words and _TYPE_WORDS.issuperset(words):
        put(found.typedefs, source.text(name), CType(builtin(b" ".join(words))))


def _put_all(into: dict[bytes, CType | None], found: Iterator[tuple[bytes, CType | None]]) -> None:
    for name, ctype in found:
        put(into, name, ctype)


def put(into: dict[bytes, CType | None], name: bytes, ctype: CType | None) -> None:
    """Record a declaration; if two differ, the type is unknown."""
    into[name] = ctype if into.get(name, ctype) == ctype else None


def _bodies(source: SourceFile, node: Node, found: Declared) -> None:
    specifier = node.child_by_field_name("type")
    if specifier is not None and specifier.type in _BODIES:
        _body(source, specifier, found)


def _body(source: SourceFile, node: Node, found: Declared) -> None:
    """Members of a struct or union, constants of an enum."""
    body = node.child_by_field_name("body")
    ctype = specified(source, node)
    if body is None or ctype is None:
        return
    if node.type == "enum_specifier":
        for child in flat(body.children):
            name = child.child_by_field_name("name") if child.type == "enumerator" else None
            if name is not None:
                put(found.names, source.text(name), CType(b"int"))
        return
    members = found.members.setdefault(ctype.base, {})
    for item in flat(body.children):
        if item.type != "field_declaration":
            continue
        _bodies(source, item, found)
        _put_all(members, declarations(source, item))
        if not item.children_by_field_name("declarator"):
            # The members of a struct without a name belong to the outer one.
            inner = specified(source, item.child_by_field_name("type"))
            if inner is not None:
                _put_all(members, iter(list(found.members.get(inner.base, {}).items())))
