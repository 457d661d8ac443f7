# SPDX-License-Identifier: GPL-2.0-or-later
"""`#define` and `#undef` lines of a pattern against those of a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tree_sitter import Node

from qemu_xen_codemod.c.fragments import expression_in
from qemu_xen_codemod.c.lexer import Kind, Token, words_of
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.smpl.compile.pattern import Define, MetavariableUse, PatternNode
from qemu_xen_codemod.smpl.match.expression_types import FileTypes
from qemu_xen_codemod.smpl.match.matcher import Matcher, matches_at
from qemu_xen_codemod.smpl.match.state import MatchState, States


def match_definition(
    matcher: Matcher, pattern: PatternNode, node: Node, state: MatchState
) -> States:
    """The whole line, without the comment after it."""
    if not isinstance(pattern, Define) or node.type != pattern.kind:
        return
    text = matcher.source.data[node.start_byte : node.end_byte]
    line = Token(Kind.DIRECTIVE, node.start_byte, node.end_byte, text)
    words = [word for word in words_of(line) if word.kind is not Kind.COMMENT]
    if len(words) < 2 or words[0].text != pattern.word:
        return
    parameters, body_start = _parameters(words)
    for word in _words(matcher, (pattern.name,), words[1:2], state):
        for with_parameters in _all_parameters(matcher, pattern, parameters, word):
            for matched in _body(
                matcher, pattern, words[1:body_start], words[body_start:], with_parameters
            ):
                yield matched.record(pattern, node.start_byte, words[-1].end)


def _parameters(words: Sequence[Token]) -> tuple[list[Token] | None, int]:
    """The parameters of a macro, None without parentheses, and the index of its body."""
    if len(words) < 3 or words[2].text != b"(" or words[2].start != words[1].end:
        return None, 2
    end = next((at for at in range(3, len(words)) if words[at].text == b")"), len(words) - 1)
    return [word for word in words[3:end] if word.text != b","], end + 1


def _all_parameters(
    matcher: Matcher, pattern: Define, parameters: Sequence[Token] | None, state: MatchState
) -> States:
    if pattern.parameters is None or parameters is None:
        if pattern.parameters is None and parameters is None:
            yield state
    elif pattern.has_any_parameters:
        yield state
    else:
        yield from _words(matcher, pattern.parameters, parameters, state)


def _words(
    matcher: Matcher, wanted: Sequence[PatternNode], tokens: Sequence[Token], state: MatchState
) -> States:
    """Names, one to one."""
    if len(wanted) != len(tokens):
        return
    if not wanted:
        yield state
        return
    first, token = wanted[0], tokens[0]
    if isinstance(first, MetavariableUse):
        states: Iterator[MatchState] = (
            matcher.bind(first, token.start, token.end, state)
            if token.kind is Kind.WORD
            else iter(())
        )
    else:
        states = iter((state,) if first.text == token.text else ())
    for match_state in states:
        yield from _words(matcher, wanted[1:], tokens[1:], match_state)


def _body(
    matcher: Matcher,
    pattern: Define,
    head: Sequence[Token],
    body: Sequence[Token],
    state: MatchState,
) -> States:
    if pattern.has_any_body:
        yield state
    elif pattern.type is not None:
        if _is_type(body):
            yield from matcher.bind(pattern.type, body[0].start, body[-1].end, state)
    elif pattern.body is None:
        if tuple(token.text for token in body) == pattern.tokens:
            yield state
    elif body:
        view, node = expression_in(matcher.source, Span(head[-1].end, body[-1].end))
        if view is not None and node is not None:
            inside = Matcher(
                view, FileTypes(view, None), matcher.forms, matcher.others, matcher.isomorphisms
            )
            yield from matches_at(inside, pattern.body, node, state)


def _is_type(body: Sequence[Token]) -> bool:
    """Whether tokens are words followed by stars."""
    kinds = [token.kind is Kind.WORD for token in body]
    words = kinds.index(False) if False in kinds else len(kinds)
    return words > 0 and all(token.text == b"*" for token in body[words:])
