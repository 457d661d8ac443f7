# SPDX-License-Identifier: GPL-2.0-or-later
"""Stop -> Obstacle: what prevented a match, in words, with its places in rule and code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from tree_sitter import Node

from qemu_xen_codemod.c.ctype import CType
from qemu_xen_codemod.c.node_kinds import COMMA_LISTS, IDENTIFIERS
from qemu_xen_codemod.c.nodes import code_children
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.smpl.compile.pattern import (
    AnyInclude,
    AnyType,
    BareExpression,
    Conjunction,
    Define,
    Disjunction,
    Dots,
    Inner,
    MetavariableUse,
    Nest,
    PatternNode,
    PatternToken,
    items_of,
    positions_of,
)
from qemu_xen_codemod.smpl.match.state import place_binding
from qemu_xen_codemod.smpl.match.stop import Cause, Stop
from qemu_xen_codemod.smpl.match.trace import TracedMatcher
from qemu_xen_codemod.smpl.read.body_items import BodyToken, Item, LineMark
from qemu_xen_codemod.smpl.read.metavariable import ANY_POINTER, MetaKind, Metavariable, WantedType
from qemu_xen_codemod.smpl.read.smpl_text import SmplText

#: Characters of a piece of code that are shown.
_MOST_SHOWN = 50
_KINDS = {
    "call_expression": "a call",
    "identifier": "a name",
    "field_identifier": "a name",
    "type_identifier": "a type",
    "primitive_type": "a type",
    "sized_type_specifier": "a type",
    "number_literal": "a number",
    "string_literal": "a string",
    "char_literal": "a character",
    "assignment_expression": "an assignment",
    "field_expression": "a member",
    "pointer_expression": "`*` or `&`",
    "parenthesized_expression": "parentheses",
    "expression_statement": "an expression",
    "if_statement": "an `if`",
    "for_statement": "a `for`",
    "while_statement": "a `while`",
    "do_statement": "a `do` loop",
    "switch_statement": "a `switch`",
    "return_statement": "a `return`",
    "goto_statement": "a `goto`",
    "compound_statement": "a block",
    "declaration": "a declaration",
    "init_declarator": "an initialiser",
    "function_definition": "a function",
    "struct_specifier": "a struct",
    "preproc_include": "an `#include`",
}
_ELEMENTS = {
    "argument_list": ("argument", "arguments"),
    "parameter_list": ("parameter", "parameters"),
}


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What prevented a match."""

    #: In the semantic patch's text.
    rule_span: Span
    #: In the file.
    code_span: Span
    why: str


def obstacle_of(stop: Stop, matcher: TracedMatcher, text: SmplText) -> Obstacle:
    """The obstacle at a stop."""
    return _Words(matcher, text).obstacle(stop)


def pattern_span(pattern: PatternNode) -> Span:
    """The span of a pattern in the semantic patch's text; empty if it has no text."""
    spans = [_item_span(item) for item in items_of(pattern)]
    if not spans:
        return Span(0, 0)
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def _item_span(item: Item) -> Span:
    if isinstance(item, BodyToken):
        return Span(item.token.start, item.token.end)
    return Span(item.start, item.end)


def short(code: bytes) -> str:
    """Code on one line, cut off where it is long."""
    shown = " ".join(code.decode("utf-8", "replace").split())
    return shown if len(shown) <= _MOST_SHOWN else f"{shown[: _MOST_SHOWN - 4]} ..."


def type_text(ctype: CType) -> str:
    """A type in C syntax, approximately."""
    if ctype.returns is not None:
        return "a function"
    if b":" in ctype.base:
        return f"{ctype.base.split()[0].decode()} without a tag"
    text = ctype.text
    return text.decode("utf-8", "replace") if text is not None else "a pointer to an array"


def wanted_text(wanted: WantedType) -> str:
    """The type that a declaration of a metavariable requires."""
    if wanted is ANY_POINTER:
        return "a pointer"
    words = [*sorted(wanted.qualifiers), *wanted.base]
    base = b" ".join(words).decode("utf-8", "replace")
    tag = f" {wanted.tag.name}" if wanted.tag is not None else ""
    brackets = "[]" if wanted.is_array else ""
    shown = f"{base}{tag}{' ' if wanted.depth else ''}{'*' * wanted.depth}{brackets}"
    return " or ".join((shown, *map(wanted_text, wanted.others)))


class _Words:
    """Describes the stops of one attempt."""

    def __init__(self, matcher: TracedMatcher, text: SmplText) -> None:
        self.matcher = matcher
        self.source = matcher.source
        self.text = text

    def obstacle(self, stop: Stop) -> Obstacle:
        node, pattern = stop.node, stop.pattern
        span = Span(node.start_byte, node.end_byte)
        match stop.cause:
            case Cause.DIFFERS:
                why = self.difference(stop)
            case Cause.ENDED:
                span = Span(max(node.end_byte - 1, node.start_byte), node.end_byte)
                why = f"the code ends here, before {self.rule_code(pattern)}"
            case Cause.GOES_ON:
                why = f"the pattern ends here, but the code continues with {self.code(node)}"
            case Cause.PATH_ENDS:
                why = self.path_end(stop)
                if node.type == "compound_statement":
                    span = Span(node.end_byte - 1, node.end_byte)
            case Cause.FORBIDDEN:
                assert stop.met is not None
                met = self.rule_code(stop.met)
                why = f"the path contains what `when != ` forbids: {met}".replace("!= `", "!=`")
                pattern = stop.met
            case Cause.AGAIN:
                assert stop.met is not None
                met = self.rule_code(stop.met)
                why = f"{met} matches once more before the end of `...`, which `when any` allows"
            case _:
                assert_never(stop.cause)
        return Obstacle(pattern_span(pattern), span, why)

    def path_end(self, stop: Stop) -> str:
        """A path from dots that does not reach the code after them."""
        kind = stop.node.type
        ends = f"ends with {self.code(stop.node)}" if kind.startswith("return") else "ends"
        if stop.met is None:
            return f"a path from `...` {ends} here and does not reach the end of the pattern"
        return f"a path from `...` {ends} here and does not reach {self.rule_code(stop.met)}"

    def difference(self, stop: Stop) -> str:
        pattern, node = stop.pattern, stop.node
        match pattern:
            case PatternToken():
                if self.source.text(node) == pattern.text and (why := self.misplaced(stop)):
                    return why
                return f"the rule has {self.rule_code(pattern)}, the code {self.code(node)}"
            case Inner():
                return self.parts(pattern, node)
            case MetavariableUse():
                return self.metavariable(pattern, stop)
            case Disjunction():
                return f"no branch of the disjunction matches {self.code(node)}"
            case Conjunction():
                return f"not every part of the conjunction matches {self.code(node)}"
            case Nest():
                return f"nothing in {self.code(node)} matches the nest"
            case BareExpression():
                return f"nothing in {self.code(node)} is {self.rule_code(pattern)}"
            case Dots() | AnyType() | AnyInclude() | Define():
                return f"the code is {self.code(node)}"
            case _:
                assert_never(pattern)

    def parts(self, pattern: Inner, node: Node) -> str:
        """How a construct is a different one, or has different parts."""
        if pattern.kind != node.type:
            name, other = (_KINDS.get(kind, "") for kind in (pattern.kind, node.type))
            if pattern.kind == "expression_statement" and node.type in _KINDS:
                name = "an expression as a statement"
            are_named = name and other and name != other
            rule_kind, code_kind = (f" ({name})", f" ({other})") if are_named else ("", "")
            rule = f"{self.rule_code(pattern)}{rule_kind}"
            return f"the rule has {rule}, the code {self.code(node)}{code_kind}"
        if pattern.kind in COMMA_LISTS:
            wanted = [element for element in pattern.children[1:-1] if element.text != b","]
            sure = [element for element in wanted if not isinstance(element, Dots)]
            elements = [child for child in code_children(node)[1:-1] if child.type != ","]
            name, several = _ELEMENTS.get(pattern.kind, ("element", "elements"))
            if len(sure) != len(elements):
                least = "at least " if len(sure) < len(wanted) else ""
                described = f"{least}{len(sure)} {name if len(sure) == 1 else several}"
                return f"the rule has {described}, the code {len(elements)}"
            return f"these {several} differ from the rule's"
        if pattern.kind == "if_statement":
            has = [any(child.kind == "else_clause" for child in pattern.children)]
            has.append(any(inner.type == "else_clause" for inner in node.children))
            if has[0] != has[1]:
                return (
                    f"the {'rule' if has[0] else 'code'}'s `if` has an `else`, the other has none"
                )
        return f"the rule has {self.rule_code(pattern)}, the code {self.code(node)}"

    def metavariable(self, pattern: MetavariableUse, stop: Stop) -> str:
        declared, node = pattern.metavariable, stop.node
        name, code = declared.name, self.code(node)
        if declared.inherited and name not in stop.state.env:
            return f"{declared.inherited} matched without {name}, which is inherited from it"
        own_names = {word for word in stop.state.env if word in self._with_type(declared)}
        free = stop.state.without(frozenset(own_names))
        old = stop.state.env.get(name)
        is_taken = bool(declared.inherited) or self.matcher.would_match(pattern, node, free)
        if old is not None and is_taken:
            since = f" since line {self.source.line_of(old.span.start)}" if old.span else ""
            if declared.inherited:
                since = f", as {declared.inherited} matched"
            return f"{name} is `{short(old.text)}`{since}, the code has {code}"
        if declared.wanted is not None and not declared.inherited:
            return self.other_type(declared, declared.wanted, stop)
        if declared.kind is MetaKind.IDENTIFIER and node.type in IDENTIFIERS:
            return f"{code} is not allowed for {name}: {self.constraint(declared)}"
        if why := self.misplaced(stop):
            return why
        kind = declared.kind.value
        return f"{name} is {'an' if kind[0] in 'aeiou' else 'a'} {kind}, the code has {code}"

    def _with_type(self, declared: Metavariable) -> set[str]:
        """The metavariables that a use of this one binds."""
        wanted = declared.wanted
        tag = wanted.tag.name if wanted and wanted.tag else None
        inner = wanted.metavariable.name if wanted and wanted.metavariable else None
        return {name for name in (declared.name, tag, inner) if name is not None}

    def other_type(self, declared: Metavariable, wanted: WantedType, stop: Stop) -> str:
        wanted_type = wanted_text(wanted)
        name, code = declared.name, self.code(stop.node)
        ctype = self.matcher.types.of(stop.node)
        if ctype is None:
            return f"{name} is of type {wanted_type}, and the type of {code} is not known"
        return f"{name} is of type {wanted_type}, {code} of type {type_text(ctype)}"

    def constraint(self, declared: Metavariable) -> str:
        """The declaration of a metavariable with its constraint, as written."""
        data = self.text.data
        end = min(at for at in (data.find(b";", declared.offset), len(data)) if at >= 0)
        return f"`{short(data[declared.offset : end])}`"

    def misplaced(self, stop: Stop) -> str:
        """Why a position metavariable cannot be at this place, "" if all can."""
        span = Span(stop.node.start_byte, stop.node.end_byte)
        places = self.matcher.places
        for position in positions_of(stop.pattern):
            old = stop.state.env.get(position.name)
            if position.inherited and old is None:
                return (
                    f"{position.inherited} matched without {position.name},"
                    " which is inherited from it"
                )
            if places is not None and not places.allows(position, span):
                return f"position {position.name} must not be here: {self.constraint(position)}"
            if old is not None and old.tokens != place_binding(span).tokens:
                line = f" of line {self.source.line_of(old.span.start)}" if old.span else ""
                return f"position {position.name} is a different place{line}"
        return ""

    def rule_code(self, pattern: PatternNode) -> str:
        """The pattern's code, without added code."""
        data = self.text.data
        spans = sorted(
            _item_span(item)
            for item in items_of(pattern)
            if not isinstance(item, BodyToken) or item.mark is not LineMark.PLUS
        )
        shown = b""
        end = spans[0].start if spans else 0
        for span in spans:
            shown += b" " * (span.start > end) + data[span.start : span.end]
            end = max(end, span.end)
        return f"`{short(shown)}`"

    def code(self, node: Node) -> str:
        return f"`{short(self.source.text(node))}`"
