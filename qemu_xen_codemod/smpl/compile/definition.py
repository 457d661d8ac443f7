# SPDX-License-Identifier: GPL-2.0-or-later
"""A `#define` or `#undef` line of a slice -> Define."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from qemu_xen_codemod.c.lexer import Kind, words_of
from qemu_xen_codemod.smpl.compile.pattern import (
    Define,
    MetavariableUse,
    Pattern,
    PatternKind,
    PatternNode,
    PatternToken,
)
from qemu_xen_codemod.smpl.read.body_items import (
    BodyToken,
    Item,
    LineMark,
    first_start,
    is_marked,
)
from qemu_xen_codemod.smpl.read.metavariable import NAME_KINDS, MetaKind, Metavariable
from qemu_xen_codemod.smpl.read.smpl_text import SmplText

_DOTS = (b"...",)


class NotRead(Exception):
    """The line contains something that is not supported: `construct`."""

    def __init__(self, construct: str) -> None:
        super().__init__()
        self.construct = construct


def is_definition(item: object) -> bool:
    """Whether an item is a `#define` or `#undef` line."""
    if not isinstance(item, BodyToken) or item.token.kind is not Kind.DIRECTIVE:
        return False
    first = next(words_of(item.token), None)
    return first is not None and first.text in (b"define", b"undef")


def check_definitions(text: SmplText, items: Sequence[Item]) -> None:
    """Raises RuleError where a `#define` is not the only code of a rule or a branch."""
    matched = [item for item in items if not is_marked(item, LineMark.PLUS)]
    line = next((item for item in matched if is_definition(item)), None)
    if isinstance(line, BodyToken) and b"......" in line.token.text:
        raise text.outside(line.token.start, "variadic parameters of a #define (......)")
    if line is not None and len(matched) > 1:
        raise text.outside(
            first_start(line),
            "#define or #undef next to other code",
            "write the code alone, in a separate rule: macro bodies are searched too",
        )


def definition(
    kind: str,
    item: BodyToken,
    metavariables: Mapping[bytes, Metavariable],
    parse: Callable[[Sequence[BodyToken]], Pattern],
) -> Define:
    """The pattern of a definition; `kind` is tree-sitter's type. Raises NotRead."""
    word, *_ = words_of(item.token)
    words = list(item.words)
    uses = tuple(
        (
            token.token.start - item.token.start,
            MetavariableUse(token, metavariables[token.token.text]),
        )
        for token in words
        if _is_meta(token, metavariables)
    )
    if item.mark is LineMark.PLUS or not words:
        return Define(
            kind, item, word.text, PatternToken(kind, item), None, False, False, uses=uses
        )
    name, *parts = (_name(body_token, metavariables) for body_token in words)
    end = _end_of_parameters(words)
    parameters = (
        tuple(part for part in parts[1 : end - 2] if part.text != b",") if end > 1 else None
    )
    has_any = parameters is not None and [parameter.text for parameter in parameters] == [b"..."]
    if (
        parameters is not None
        and not has_any
        and any(b"..." in parameter.text for parameter in parameters)
    ):
        raise NotRead("... among the parameters of a #define")
    body = words[end:]
    texts = tuple(token.token.text for token in body)
    if b"..." in texts and texts != _DOTS:
        raise NotRead("... in the body of a #define")
    made = Define(
        kind, item, word.text, name, parameters, has_any, texts == _DOTS, texts, uses=uses
    )
    if not any(_is_meta(token, metavariables) for token in body):
        return made
    alone = metavariables[texts[0]] if len(body) == 1 else None
    if alone is not None and alone.kind is MetaKind.TYPE:
        return replace(made, type=MetavariableUse(body[0], alone))
    pattern = parse(body)
    if pattern.kind is not PatternKind.EXPRESSION:
        raise NotRead("a #define whose body is not an expression, with metavariables in it")
    return replace(made, body=pattern)


def _is_meta(token: BodyToken, metavariables: Mapping[bytes, Metavariable]) -> bool:
    declared = metavariables.get(token.token.text)
    return declared is not None and declared.kind not in NAME_KINDS


def _name(token: BodyToken, metavariables: Mapping[bytes, Metavariable]) -> PatternNode:
    if _is_meta(token, metavariables):
        return MetavariableUse(token, metavariables[token.token.text])
    return PatternToken("identifier", token)


def _end_of_parameters(words: Sequence[BodyToken]) -> int:
    """The index of the body: after the name, or after the parentheses that touch it."""
    texts = [word.token.text for word in words]
    if texts[1:2] != [b"("] or words[1].token.start != words[0].token.end:
        return 1
    return texts.index(b")") + 1 if b")" in texts else len(texts)
