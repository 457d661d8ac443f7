"""Words of a rule in code that our reading of a file does not show as what it is.

A call that is masked, that stands in text which does not parse, or that is read as a declaration
cannot match. It is reported as refused, so that nothing is passed over in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from qemu_xen_codemod.c.lexer import Kind, Token, tokens
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.words import RESERVED
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.smpl.candidates import own_words
from qemu_xen_codemod.smpl.fragments import Fragment
from qemu_xen_codemod.smpl.item import BodyToken
from qemu_xen_codemod.smpl.match import Refusal
from qemu_xen_codemod.smpl.pattern import PatternNode
from qemu_xen_codemod.smpl.semantic_patch import SmplRule

_UNPARSED = "it stands in code that could not be parsed"
_MACRO = "the body of this macro could not be parsed"
_DECLARED = "it may be a call, and is read as a declaration"
_CUT = "a backslash at the line's end cuts the name"
_CUT_WORD = re.compile(rb"[A-Za-z_$][\w$]*(?:\\\r?\n[\w$]+)+")
#: What makes `f(x)` in a block a prototype and no call.
_TYPES = frozenset(("primitive_type", "sized_type_specifier", "struct_specifier", "enum_specifier"))
_STORAGE = frozenset((b"extern", b"static"))


def unread_words(
    smpl: SmplRule, source: SourceFile, views: Sequence[Fragment], known: Sequence[Span]
) -> Iterator[Refusal]:
    """The places in the file. `known` are the spans of matches, edited or refused."""
    called = frozenset(word for root in smpl.pattern.nodes for word in _called(root))
    words = called or (own_words(smpl.pattern.nodes[0], source) or frozenset()) - RESERVED
    for word in sorted(words & source.word_places.keys()):
        for index in source.word_places[word]:
            token = source.code[index]
            span = Span(token.start, token.end)
            if source.is_dead(token.start) or any(one.contains(span) for one in known):
                continue
            is_called = word in called and _is_before_parenthesis(source, index)
            why = _why_unread(source, token, is_called=is_called)
            if why and not any(_shows(one, token, is_called=is_called) for one in views):
                yield Refusal(span, why)
    for view in views:
        if view.is_macro:
            yield from _in_macro(view, source, words, known)
    yield from _cut_words(source, words)


def _called(node: PatternNode) -> Iterator[bytes]:
    """The names that the matched code of a pattern calls."""
    if node.kind == "call_expression":
        name = node.children[0]
        is_word = name.kind == "identifier" and isinstance(name.item, BodyToken)
        if is_word and name.metavariable is None:
            yield name.text
    for child in node.children:
        yield from _called(child)
    for branch in node.branches if node.kind == "disjunction" else ():
        for root in branch.nodes:
            yield from _called(root)


def _is_before_parenthesis(source: SourceFile, index: int) -> bool:
    following = source.code[index + 1 : index + 2]
    return bool(following) and following[0].text == b"("


def _in_macro(
    view: Fragment, source: SourceFile, words: frozenset[bytes], known: Sequence[Span]
) -> Iterator[Refusal]:
    for token in tokens(source.data, view.place.start, view.place.end):
        span = Span(token.start, token.end)
        if token.text not in words or any(one.contains(span) for one in known):
            continue
        if not _shows(view, token, is_called=False):
            yield Refusal(span, _MACRO)


def _shows(view: Fragment, token: Token, *, is_called: bool) -> bool:
    """Whether a fragment's tree shows the token as the word that it is."""
    inside = view.place.contains(Span(token.start, token.end)) and view.source is not None
    return inside and not (view.source and _why_unread(view.source, token, is_called=is_called))


def _why_unread(source: SourceFile, token: Token, *, is_called: bool) -> str:
    """Why the file's tree does not show the token as the word, or call, that it is; "" if so."""
    node = source.root.descendant_for_byte_range(token.start, token.end - 1)
    if node is None or (node.start_byte, node.end_byte) != (token.start, token.end):
        return _UNPARSED
    if source.masked[token.start : token.end] != token.text or _is_in_error(node):
        return _UNPARSED
    return _DECLARED if is_called and _is_misread(node) else ""


def _is_in_error(node: Node) -> bool:
    at: Node | None = node
    while at is not None and at.type != "function_definition":
        if at.is_error:
            return True
        at = at.parent
    return False


def _is_misread(node: Node) -> bool:
    """Whether a name before a parenthesis in a block is shown as something else than a call, and
    not as the prototype of a function or a member.
    """
    parent = node.parent
    if parent is None or node.type not in ("identifier", "type_identifier"):
        return False
    if parent.type == "call_expression":
        return False
    at: Node | None = parent
    while at is not None and at.type != "compound_statement":
        if at.type == "declaration" and _is_prototype(at, node):
            return False
        if at.type.startswith("attribute"):
            return False
        at = at.parent
    return at is not None


def _is_prototype(declaration: Node, name: Node) -> bool:
    """Whether a declaration in a block declares the function `name`."""
    kind = declaration.child_by_field_name("type")
    is_stored = any(
        one.type == "storage_class_specifier" and one.text in _STORAGE
        for one in declaration.children
    )
    is_typed = kind is not None and (kind.type in _TYPES or is_stored)
    declarator = name.parent
    return is_typed and declarator is not None and declarator.type == "function_declarator"


def _cut_words(source: SourceFile, words: frozenset[bytes]) -> Iterator[Refusal]:
    """The words that a backslash at a line's end cuts in two, which only a compiler joins."""
    if b"\\\n" not in source.data and b"\\\r" not in source.data:
        return
    aside = (Kind.STRING, Kind.CHARACTER, Kind.COMMENT)
    for found in _CUT_WORD.finditer(source.data):
        if re.sub(rb"\\\r?\n", b"", found.group()) not in words:
            continue
        inside = (one for one in source.tokens if one.start <= found.start() < one.end)
        if not any(one.kind in aside for one in inside):
            yield Refusal(Span(*found.span()), _CUT)
