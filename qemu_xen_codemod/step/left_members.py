# SPDX-License-Identifier: GPL-2.0-or-later
"""The uses of a struct's member that a rule removes.

    r->cnt                              { .cnt = 1 }
    offsetof(struct ring, cnt)          container_of(p, struct ring, cnt)
    #define EMPTY(r) ((r)->cnt == 0)

For a macro, its arguments decide: the name in the body is not a use if each invocation of EMPTY()
in the tree has an argument of another type.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tree_sitter import Node

from qemu_xen_codemod.c.ctype import CType
from qemu_xen_codemod.c.language import is_c
from qemu_xen_codemod.c.lexer import Token
from qemu_xen_codemod.c.macro import macros_of
from qemu_xen_codemod.c.macro_definition import Macro, read_macro
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.types import TypeScope
from qemu_xen_codemod.c.words import TAGGED
from qemu_xen_codemod.step.draft import Draft
from qemu_xen_codemod.step.include import headers_of, sees

_SELECTORS = (b".", b"->")


@dataclass(frozen=True, slots=True)
class _Member:
    name: bytes
    #: The types that had the member.
    bases: frozenset[bytes]


def members_in(
    user: str, name: bytes, bases: frozenset[bytes], path: str, draft: Draft
) -> Iterator[int]:
    """Where a file uses a member of one of the types, or of an unknown type. `path`: the file that
    declared it.
    """
    if user != path and not sees(user, path, draft):
        return
    member = _Member(name, bases)
    source = draft.source(user)
    types = TypeScope(headers_of(user, draft))
    yield from _in_expressions(source, member, types)
    yield from _in_arguments(source, member, types)
    for macro in macros_of(source):
        yield from _in_body(macro, member, draft)


def _in_expressions(source: SourceFile, member: _Member, types: TypeScope) -> Iterator[int]:
    todo = [source.root]
    while todo:
        node = todo.pop()
        todo.extend(reversed(node.children))
        if node.type == "field_designator" and source.text(node).lstrip(b". ") == member.name:
            whole = _initialised(node)
            if whole is None or not _is_other(source, whole, member, types):
                yield node.start_byte
        if node.type != "field_expression":
            continue
        field = node.child_by_field_name("field")
        outer = node.child_by_field_name("argument")
        if field is None or outer is None or source.text(field) != member.name:
            continue
        if not _is_other(source, outer, member, types):
            yield field.start_byte


def _initialised(designator: Node) -> Node | None:
    """The name or literal whose members a list initialises; None for a list inside another one."""
    entry = designator.parent
    listed = entry.parent if entry is not None else None
    whole = listed.parent if listed is not None else None
    if entry is None or whole is None or entry.children[0] != designator:
        return None
    if whole.type == "init_declarator":
        declarator = whole.child_by_field_name("declarator")
        return declarator if declarator is not None and declarator.type == "identifier" else None
    return whole if whole.type == "compound_literal_expression" else None


def _in_arguments(source: SourceFile, member: _Member, types: TypeScope) -> Iterator[int]:
    """As an argument after one that is the type."""
    code = source.code
    for at in source.word_places.get(member.name, ()):
        if at and code[at - 1].text == b",":
            spelt = _argument_before(code, at - 1)
            if types.resolved(source, CType(b" ".join(spelt))).base in member.bases:
                yield code[at].start


def _argument_before(code: Sequence[Token], comma: int) -> list[bytes]:
    """The words of the argument that ends at a comma, as far as it may be a type."""
    start = comma
    while start and code[start - 1].text not in (b",", b"(", b")", b";", b"{", b"}"):
        start -= 1
    return [token.text for token in code[start:comma]]


def _in_body(macro: Macro, member: _Member, draft: Draft) -> Iterator[int]:
    body = macro.body
    for at, token in enumerate(body):
        if token.text != member.name or not at or body[at - 1].text not in _SELECTORS:
            continue
        parameter = _parameter_before(macro, at - 1)
        if parameter is None or not _is_for_others(macro, parameter, member, draft):
            yield token.start


def _parameter_before(macro: Macro, selector: int) -> int | None:
    """The number of the parameter in `(p)->` or `p->`, None for another expression."""
    words = [token.text for token in macro.body[:selector]]
    if words[-1:] == [b")"] and words[-3:-2] == [b"("]:
        words = [*words[:-3], words[-2]]
    if words[-2:-1] in ([b"."], [b"->"]) or words[-1:] == []:
        return None
    parameters = macro.parameters or ()
    return parameters.index(words[-1]) if words[-1] in parameters else None


def _is_for_others(macro: Macro, parameter: int, member: _Member, draft: Draft) -> bool:
    """Whether the macro is invoked, and only for structs of other types."""
    is_invoked = False
    for path in draft.holding(frozenset((macro.name,))):
        if not is_c(path):
            continue
        source = draft.source(path)
        if any(_mentions(directive, macro.name) for directive in source.directives):
            return False
        places = {source.code[at].start for at in source.word_places.get(macro.name, ())}
        types = TypeScope(headers_of(path, draft))
        for call in _calls_of(source, macro.name):
            given = call.child_by_field_name("arguments")
            if given is None or parameter >= given.named_child_count:
                return False
            if not _is_other(source, given.named_children[parameter], member, types):
                return False
            places.discard(call.start_byte)
            is_invoked = True
        if places:
            # Not parsed as a call, for example the head of a loop.
            return False
    return is_invoked


def _mentions(directive: Token, name: bytes) -> bool:
    """Whether another macro's body contains the name."""
    found = read_macro(directive)
    return found is not None and found.name != name and any(t.text == name for t in found.body)


def _calls_of(source: SourceFile, name: bytes) -> Iterator[Node]:
    todo = [source.root]
    while todo:
        node = todo.pop()
        todo.extend(node.children)
        function = node.child_by_field_name("function") if node.type == "call_expression" else None
        if function is not None and source.text(function) == name:
            yield node


def _is_other(source: SourceFile, node: Node, member: _Member, types: TypeScope) -> bool:
    """Whether an expression has a known type that is not one of the member's. A typedef that the
    file does not see is unknown.
    """
    known = types.type_of(source, node)
    if known is None:
        return False
    known = types.resolved(source, known)
    is_known = known.base.partition(b" ")[0] in TAGGED or types.sees_members(source, known)
    return is_known and known.base not in member.bases
