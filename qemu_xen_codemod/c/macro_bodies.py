# SPDX-License-Identifier: GPL-2.0-or-later
"""The bodies of a file's macros that are expressions, for the types of macros."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from tree_sitter import Node

from qemu_xen_codemod.c.source import SourceFile, asked_once

_DIRECTIVE = re.compile(
    rb"^[ \t]*#[ \t]*(?:undef[ \t]+(?P<gone>\w+)"
    rb"|define[ \t]+(?P<name>\w+)(?P<parameters>\([^()\n]*\))?(?P<body>(?:\\\r?\n|[^\n])*))",
    re.MULTILINE,
)
_WORD = re.compile(rb"\w+")
_CONTINUED = re.compile(rb"\\(?=\r?\n)")


@dataclass(frozen=True, slots=True)
class MacroBody:
    """What one `#define` defines; None for an `#undef`."""

    #: Where the directive begins.
    offset: int
    #: None for a macro without parentheses.
    parameters: frozenset[bytes] | None
    text: bytes | None


@asked_once
def macro_bodies(source: SourceFile) -> dict[bytes, list[MacroBody]]:
    """What the file's directives define for each macro, in order."""
    found: dict[bytes, list[MacroBody]] = {}
    if b"define" not in source.data:
        return found
    for match in _DIRECTIVE.finditer(source.data):
        gone, name, parameters, text = match.group("gone", "name", "parameters", "body")
        if source.is_dead(match.start()):
            continue
        names = frozenset(_WORD.findall(parameters)) if parameters is not None else None
        found.setdefault(gone or name, []).append(MacroBody(match.start(), names, text))
    return found


def bodies_at(source: SourceFile, name: bytes, offset: int) -> Sequence[MacroBody]:
    """The definitions that a name may have at an offset of the file."""
    before = [
        macro_body
        for macro_body in macro_bodies(source).get(name, ())
        if macro_body.offset < offset
    ]
    undefined_at = max((at for at, body in enumerate(before) if body.text is None), default=-1)
    return before[undefined_at + 1 :]


@lru_cache(maxsize=512)
def expression_of(text: bytes) -> tuple[SourceFile, Node] | None:
    """A macro's body as an expression, in a file of its own; None if it is not one."""
    view = SourceFile("", b"T f(){(" + _CONTINUED.sub(b" ", text) + b"\n);}")
    if view.root.has_error or len(view.root.named_children) != 1:
        return None
    todo = list(view.root.named_children)
    while todo:
        node = todo.pop()
        if node.type == "parenthesized_expression":
            return view, node
        if node.type in ("function_definition", "compound_statement", "expression_statement"):
            todo += node.named_children
    return None
