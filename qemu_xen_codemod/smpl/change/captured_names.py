# SPDX-License-Identifier: GPL-2.0-or-later
"""Names in added code that would mean something else at the place of the edit.

`+ f(handle)` means the tree's variable `handle`. In a function with a parameter or a local of that
name, or in a macro with such a parameter, the word means something else. Such a match is refused,
as is one whose added code declares a name that its function declares already. A name that also
occurs in the matched code is not checked: it means the same in both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import itemgetter

from tree_sitter import Node

from qemu_xen_codemod.c.ctype import declarations
from qemu_xen_codemod.c.functions import functions_in
from qemu_xen_codemod.c.lexer import Kind, tokens
from qemu_xen_codemod.c.locals import Local, locals_of
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.usage import macro_parameters
from qemu_xen_codemod.c.words import RESERVED
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.smpl.change.node_places import Unsafe
from qemu_xen_codemod.smpl.compile.added_code import Template
from qemu_xen_codemod.smpl.compile.operations import Insert, place_of, templates_of
from qemu_xen_codemod.smpl.compile.pattern import (
    MetavariableUse,
    PatternNode,
    nodes_in,
)
from qemu_xen_codemod.smpl.compile.semantic_patch import CompiledRule
from qemu_xen_codemod.smpl.match.results import EditableMatch
from qemu_xen_codemod.smpl.read.body_items import PLACEHOLDER

_MEANT = "names, is a local name here"
_DECLARED = "declares, is already a local name here"
_DEFINED = "defines, is already a function of this file"
#: A name, and where it is declared.
_Declared = tuple[bytes, int]


def check_captured(smpl: CompiledRule, source: SourceFile, match: EditableMatch) -> None:
    """Raises Unsafe. `source` is the file; `match` may refer only to the body of a macro in it."""
    matched_names = _names_matched(smpl)
    for operation in smpl.operations:
        for template in templates_of(operation):
            added = _names_of(_with_fresh_names(template, match))
            if not (added.meant | added.declared | added.defined) - matched_names:
                continue
            is_below = isinstance(operation, Insert) and operation.below
            for span in _spans_of(match, place_of(operation)[0]):
                at = span.end if is_below else span.start
                seen = _in_scope(source, match, at, (added.meant | added.declared) - matched_names)
                before = [local for local in seen if local[1] <= at and local[0] in added.meant]
                _check(match, source, before, _MEANT)
                _check(
                    match,
                    source,
                    (local for local in seen if local[0] in added.declared),
                    _DECLARED,
                )
                defined = _functions(source) if added.defined else {}
                again = (
                    (name, defined[name])
                    for name in added.defined - matched_names
                    if name in defined
                )
                _check(match, source, sorted(again, key=itemgetter(1)), _DEFINED)


def _with_fresh_names(template: Template, match: EditableMatch) -> bytes:
    """The added code with the names of fresh identifiers filled in."""
    text = template.text
    for word, node in template.parts.items():
        if not isinstance(node, MetavariableUse) or node.metavariable.fresh is None:
            continue
        bound = match.state.env.get(node.metavariable.name)
        if bound is not None:
            text = re.sub(rb"\b%s\b" % re.escape(word), bound.text, text)
    return text


def _check(
    match: EditableMatch, source: SourceFile, declared: Iterable[_Declared], problem: str
) -> None:
    for name, start in declared:
        why = f"{name.decode('utf-8', 'replace')}, which the added code {problem}"
        raise Unsafe(match.span, why, source.place(start))


def _spans_of(match: EditableMatch, node: PatternNode) -> Iterator[Span]:
    records = (record.span for record in match.state.records() if record.node is node)
    yield from dict.fromkeys(records)


@cache
def _names_matched(smpl: CompiledRule) -> frozenset[bytes]:
    """The words that the matched code contains literally."""
    return frozenset(
        node.text for node in nodes_in(smpl.pattern) if not isinstance(node, MetavariableUse)
    )


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of added code."""

    #: The names that it uses from the code around it.
    meant: frozenset[bytes]
    #: The variables that it declares.
    declared: frozenset[bytes] = frozenset()
    #: The functions that it defines.
    defined: frozenset[bytes] = frozenset()


@cache
def _names_of(text: bytes) -> _Names:
    for head, tail in ((b"void f(void) {\n", b"\n;}"), (b"", b"")):
        view = SourceFile("", head + text + tail)
        if not view.root.has_error:
            break
    else:
        return _Names(_words_of(text))
    named: set[bytes] = set()
    declared: set[bytes] = set()
    defined: set[bytes] = set()
    # Skip the name of the function around it.
    todo = list(view.root.children[0].children[2:]) if head else [view.root]
    while todo:
        node = todo.pop()
        if node.type in ("declaration", "parameter_declaration", "function_definition"):
            declared_here = {name for name, _ in declarations(view, node)}
            (defined if node.type == "function_definition" else declared).update(declared_here)
        elif node.type == "identifier":
            named.add(view.text(node))
        todo += node.children
    named, declared, defined = (
        {name for name in names - RESERVED if not name.startswith(PLACEHOLDER)}
        for names in (named, declared, defined)
    )
    return _Names(frozenset(named - declared - defined), frozenset(declared), frozenset(defined))


def _words_of(text: bytes) -> frozenset[bytes]:
    """The words of added code that is only part of a construct, without members and labels."""
    words: set[bytes] = set()
    before = b""
    for token in tokens(text):
        if token.kind is Kind.WORD and before not in (b".", b"->", b"goto"):
            words.add(token.text)
        if token.kind is not Kind.COMMENT:
            before = token.text
    return frozenset(name for name in words - RESERVED if not name.startswith(PLACEHOLDER))


def _in_scope(
    source: SourceFile, match: EditableMatch, at: int, names: frozenset[bytes]
) -> list[_Declared]:
    """The declarations of these names, in the function or macro around an offset, that are in
    scope there.
    """
    if not names:
        return []
    if match.source is not source:
        directive = source.directive_at(at)
        parameters = macro_parameters(directive) if directive is not None else ()
        return [
            (parameter.text, parameter.start) for parameter in parameters if parameter.text in names
        ]
    node = source.root.descendant_for_byte_range(at, at)
    function = source.ancestors.nearest(node, _is_function)
    locals_by_name = _locals(source, function) if function is not None else {}
    seen = (local for name in names for local in locals_by_name.get(name, ()))
    inside = (local for local in seen if local.scope.start <= at <= local.scope.end)
    return sorted(((local.name, local.start) for local in inside), key=itemgetter(1))


def _is_function(node: Node) -> bool:
    return node.type == "function_definition"


@lru_cache(maxsize=8)
def _locals(source: SourceFile, function: Node) -> dict[bytes, list[Local]]:
    """The parameters and locals of a function, by name."""
    by_name: dict[bytes, list[Local]] = {}
    for local in locals_of(source, function):
        by_name.setdefault(local.name, []).append(local)
    return by_name


@lru_cache(maxsize=2)
def _functions(source: SourceFile) -> dict[bytes, int]:
    """The start of each function definition in a file, the first of each name."""
    starts: dict[bytes, int] = {}
    for name, node in functions_in(source):
        starts.setdefault(name, node.start_byte)
    return starts
