# SPDX-License-Identifier: GPL-2.0-or-later
"""Prefix operators that tree-sitter parses without an error, but not as C means them.

`!x--` is parsed as `(!x)--`, `(T)-x` as a subtraction, `&&label` as two operators, `sizeof(x)[0]`
as an element of a size. Another operator in the operator's place gives the tree that C means; its
text is still the file's. Where no operator helps, the place is reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from tree_sitter import Node

from qemu_xen_codemod.c.ancestors import Ancestors
from qemu_xen_codemod.c.mask.buffer import MaskBuffer
from qemu_xen_codemod.c.mask.mask import Masked
from qemu_xen_codemod.c.parse import errors_of, first_code, parse_again
from qemu_xen_codemod.edit.edit import Span

#: Whether a name, in parentheses at an offset, is a type; None if that is not certain.
IsType = Callable[[bytes, int], bool | None]

# Each expression begins with few bytes: the search for these is fast.
#: `!x--`, with anything that may be in the operand.
_BEFORE_POSTFIX = re.compile(rb"[-+!~]\s*+[\w(][\w.\[\]()\s>*+-]{0,200}?(?:\+\+|--)")
#: `(T)-x` and `(T)(x)`, and not `f(x) - y`.
_AFTER_NAME = re.compile(rb"\((?<![\w\]]\()\s*+([A-Za-z_]\w*+)\s*+\)\s*+(?=[-+*&(](?![=&]))")
#: `&&label`, or the second operand of an operator.
_LABEL = re.compile(rb"&&\s*+[A-Za-z_]\w*+")
#: `sizeof(x)[0]`, `sizeof(x)->y`
_SIZE = re.compile(rb"sizeof\s*+\(\s*+\w++(\s*+\)\s*+)(?:[.\[(]|->|\+\+|--)")
_BEFORE_LABEL = tuple(bytes((byte,)) for byte in b"=(,{[?:")
#: Blanks between an operator and its operand.
_FEW = 20
_SUFFIXES = frozenset(
    ("field_expression", "subscript_expression", "call_expression", "update_expression")
)
#: Types in C's grammar, by length: `(T)*x++` must not become `(T)~x++`.
_TYPES = {
    len(name): name
    for name in (b"int", b"char", b"float", b"double", b"int32_t", b"uint32_t", b"uintptr_t")
}
#: An operator that is no binary one, and one that leaves a postfix operator to its operand.
_ONLY_PREFIX, _LOOSE = b"~", b"&"
#: `(T)-x--` needs two, which undo each other.
_ROUNDS = 2


@dataclass(frozen=True, slots=True)
class _Misread:
    #: The operator, or what tells where it belongs: edits of the names beside it are safe.
    span: Span
    #: What gives the tree that C means, None if nothing does.
    mask: bytes | None = None


def with_prefixes(masked: Masked, is_type: IsType) -> Masked:
    """The same with the trees that C means for prefix operators. Never raises."""
    found: list[_Misread] = []
    for rounds in range(_ROUNDS + 1):
        found = list(_misread(masked, is_type))
        spans = sorted(misread.span for misread in found if misread.mask is not None)
        if not spans or rounds == _ROUNDS:
            break
        buffer = MaskBuffer(masked.data)
        for misread in found:
            if misread.mask is not None:
                buffer.write(misread.span.start, misread.span.end, misread.mask)
        data, errors = bytes(buffer.bytes), len(errors_of(masked.tree))
        again = Masked(data, parse_again(data, masked.data, masked.tree, spans))
        if len(errors_of(again.tree)) > errors:
            before = parse_again(masked.data, data, again.tree, spans)
            masked = Masked(masked.data, before)
            break
        masked = again
    left = tuple(sorted({misread.span for misread in found}))
    return replace(masked, misread=left) if left else masked


def _misread(masked: Masked, is_type: IsType) -> Iterator[_Misread]:
    data, tree = masked.data, Ancestors(masked.tree.root_node)
    begin = first_code(data)
    yield from _before_postfix(data, begin, tree)
    for found in _AFTER_NAME.finditer(data, begin):
        yield from _cast(tree, found, is_type)
    for found in _LABEL.finditer(data, begin):
        start, end = found.span()
        before = data[max(0, start - _FEW) : start].rstrip()
        if before[-1:] in _BEFORE_LABEL or before.endswith(b"return"):
            node = tree.token(start)
            if node is not None and node.type == "&":
                yield _Misread(Span(start, end), b"_" * (end - start))
    for found in _SIZE.finditer(data, begin):
        around = _outer(tree, tree.token(found.end(1)))
        if around is not None and around.type == "argument_list":
            around = tree.parent(around)
        if around is not None and around.type in _SUFFIXES and _is_size(around.children[0]):
            yield _Misread(Span(found.start(1), found.end()))


def _before_postfix(data: bytes, begin: int, tree: Ancestors) -> Iterator[_Misread]:
    """The operator before the operand in `!x--`, `!!x--` and `(T)!x--`."""
    for found in _BEFORE_POSTFIX.finditer(data, begin):
        node = tree.token(found.end() - 2)
        update = tree.parent(node) if node is not None and node.type in ("++", "--") else None
        if update is None or update.type != "update_expression":
            continue
        inner, last = update.children[0], None
        while inner.type in ("unary_expression", "cast_expression"):
            last = inner if inner.type == "unary_expression" else last
            inner = inner.children[-1]
        if last is not None:
            at = last.start_byte
            # `a & -x--` must not become `a &&x--`.
            is_apart = data[at - 1 : at] not in (b"&", b"/") or data[at - 2 : at] == b"&&"
            yield _Misread(Span(at, at + 1), _LOOSE if is_apart else None)


def _cast(tree: Ancestors, found: re.Match[bytes], is_type: IsType) -> Iterator[_Misread]:
    """The operator of `(T)-x`, which is not a binary one, and the border in `(T)(x)->y`."""
    after = Span(found.end(1), found.end() + 1)
    sign = tree.token(after.end - 1)
    around = _outer(tree, sign)
    if sign is None or around is None:
        return
    if around.type == "argument_list":
        call = tree.parent(around)
        outer = _outer(tree, call)
        is_first = outer is not None and outer.type in _SUFFIXES and _is_first(call, outer)
        if is_first and is_type(found.group(1), found.start(1)):
            yield _Misread(after)
        return
    is_binary = around.type == "binary_expression" and around.children[1].id == sign.id
    kind = _kind_at(tree, found.start()) if is_binary else ""
    if kind not in ("parenthesized_expression", "argument_list"):
        return
    is_named = is_type(found.group(1), found.start(1))
    if is_named is None:
        # `(f)(x) - y` is a call.
        if kind != "argument_list":
            yield _Misread(after)
    elif is_named and around.children[-1].type == "update_expression":
        name = Span(*found.span(1))
        yield _Misread(name, _TYPES.get(name.end - name.start))
    elif is_named:
        yield _Misread(Span(after.end - 1, after.end), _ONLY_PREFIX)


def _outer(tree: Ancestors, node: Node | None) -> Node | None:
    return tree.parent(node) if node is not None else None


def _kind_at(tree: Ancestors, start: int) -> str:
    """What a parenthesis is around; "" for that of a `sizeof`."""
    inside = _outer(tree, tree.token(start))
    around = _outer(tree, inside)
    return "" if inside is None or (around is not None and _is_size(around)) else inside.type


def _is_size(node: Node) -> bool:
    return node.type == "sizeof_expression"


def _is_first(node: Node | None, around: Node) -> bool:
    return node is not None and around.children[0].id == node.id
