"""Evaluator: what an expression or a small function of C computes, bit by bit.

Functions and macros in sight are followed. A loop, a branch, memory, a call of what is not in sight
raises `Unclear`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from tree_sitter import Node

from qemu_xen_codemod.c.bits import (
    INT,
    WIDEST,
    Bits,
    Unclear,
    chosen,
    combined,
    flag,
    number,
    promoted,
)
from qemu_xen_codemod.c.ctype import CType, declarations, described
from qemu_xen_codemod.c.lexer import Token
from qemu_xen_codemod.c.locals import parameters_of
from qemu_xen_codemod.c.nodes import named_code_children
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.usage import macro_body, macro_parameters

#: Width, and whether it has a sign.
_TYPES = {
    b"char": (8, True), b"signed char": (8, True), b"unsigned char": (8, False),
    b"int8_t": (8, True), b"uint8_t": (8, False), b"bool": (1, False), b"_Bool": (1, False),
    b"short": (16, True), b"unsigned short": (16, False), b"int16_t": (16, True),
    b"uint16_t": (16, False), b"int": (32, True), b"unsigned int": (32, False),
    b"int32_t": (32, True), b"uint32_t": (32, False), b"long": (64, True),
    b"unsigned long": (64, False), b"long long": (64, True), b"unsigned long long": (64, False),
    b"int64_t": (64, True), b"uint64_t": (64, False), b"size_t": (64, False),
}  # fmt: skip
_COMPOUND = {"|=": "|", "&=": "&", "^=": "^", "<<=": "<<", ">>=": ">>", "+=": "+"}
#: Functions and macros that call each other are followed so far.
_DEPTH = 12


#: The definitions of a name that a file has or sees: a function, or a `#define`.
Definitions = Callable[[bytes], Iterator[tuple[SourceFile, Node | Token]]]


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Computes what C means where these definitions are in sight. Its methods raise `Unclear`."""

    definitions: Definitions
    depth: int = _DEPTH
    known: Mapping[bytes, Bits] = field(default_factory=dict)

    def call(self, name: bytes, arguments: list[Bits]) -> Bits:
        """What a function, or a macro with parameters, gives for these arguments."""
        source, definition = self._definition(name)
        if isinstance(definition, Token):
            parameters = [one.text for one in macro_parameters(definition)]
            return self._macro(definition, dict(zip(parameters, arguments, strict=False)))
        return self._function(source, definition, arguments)

    def text(self, text: bytes) -> Bits:
        """What an expression means."""
        source = SourceFile("", b"int x = (" + text + b");\n")
        todo = [source.root]
        while todo:
            node = todo.pop()
            if node.has_error:
                raise Unclear
            if node.type == "init_declarator":
                value = node.child_by_field_name("value")
                if value is not None:
                    return self.value(source, value)
            todo.extend(node.children)
        raise Unclear

    def _definition(self, name: bytes) -> tuple[SourceFile, Node | Token]:
        found = list(self.definitions(name))
        texts = {one.text if isinstance(one, Token) else source.text(one) for source, one in found}
        if len(texts) != 1 or not self.depth:
            raise Unclear
        return found[0]

    def _deeper(self, known: Mapping[bytes, Bits]) -> Evaluator:
        return replace(self, depth=self.depth - 1, known=known)

    def _macro(self, define: Token, known: Mapping[bytes, Bits]) -> Bits:
        body = macro_body(define)[1]
        return self._deeper(known).text(b" ".join(one.text for one in body))

    def _function(self, source: SourceFile, function: Node, arguments: list[Bits]) -> Bits:
        known: dict[bytes, Bits] = {}
        parameters = list(parameters_of(function))
        if len(parameters) != len(arguments):
            raise Unclear
        for one, given in zip(parameters, arguments, strict=True):
            for name, ctype in declarations(source, one):
                known[name] = _converted(given, ctype)
        body = function.child_by_field_name("body")
        returns = next((ctype for _, ctype in declarations(source, function)), None)
        if body is None or returns is None:
            raise Unclear
        result = _Body(source, self._deeper(known), known).run(body)
        if result is None:
            raise Unclear
        return _converted(result, returns.returns)

    # Expressions

    def value(self, source: SourceFile, node: Node) -> Bits:
        """What an expression of a file means."""
        rules: dict[str, Callable[[SourceFile, Node], Bits]] = {
            "identifier": self._name,
            "number_literal": self._number,
            "parenthesized_expression": self._parentheses,
            "cast_expression": self._cast,
            "call_expression": self._call,
            "unary_expression": self._unary,
            "conditional_expression": self._conditional,
            "binary_expression": self._binary,
        }
        if node.type not in rules:
            raise Unclear
        return rules[node.type](source, node)

    def child(self, source: SourceFile, node: Node, name: str) -> Bits:
        inner = node.child_by_field_name(name)
        if inner is None:
            raise Unclear
        return self.value(source, inner)

    def _name(self, source: SourceFile, node: Node) -> Bits:
        name = source.text(node)
        if name in self.known:
            return self.known[name]
        _, definition = self._definition(name)
        if not isinstance(definition, Token) or macro_parameters(definition):
            raise Unclear
        return self._macro(definition, {})

    def _number(self, source: SourceFile, node: Node) -> Bits:
        text = source.text(node).decode("ascii", "replace").lower()
        digits = text.rstrip("ul")
        try:
            value = int(
                digits, 8 if digits[:1] == "0" and digits.isdigit() and digits != "0" else 0
            )
        except ValueError:
            raise Unclear from None
        suffix = text[len(digits) :]
        is_unsigned = "u" in suffix or (not digits.isdigit() and value >> (INT - 1) == 1)
        fits = value >> (INT if is_unsigned else INT - 1) == 0 and "l" not in suffix
        return number(value, INT if fits else WIDEST, is_signed=not is_unsigned)

    def _parentheses(self, source: SourceFile, node: Node) -> Bits:
        if len(node.named_children) != 1:
            raise Unclear
        return self.value(source, node.named_children[0])

    def _cast(self, source: SourceFile, node: Node) -> Bits:
        ctype = described(source, node.child_by_field_name("type"))
        return _converted(self.child(source, node, "value"), ctype)

    def _call(self, source: SourceFile, node: Node) -> Bits:
        function = node.child_by_field_name("function")
        given = node.child_by_field_name("arguments")
        if function is None or given is None or function.type != "identifier":
            raise Unclear
        values = [self.value(source, one) for one in named_code_children(given)]
        return self.call(source.text(function), values)

    def _unary(self, source: SourceFile, node: Node) -> Bits:
        operator = node.children[0].type
        operand = node.child_by_field_name("argument")
        is_twice = operand is not None and operand.type == "unary_expression"
        if operand is not None and is_twice and operator == operand.children[0].type == "!":
            return flag(self.child(source, operand, "argument").truth)
        value = promoted(self.child(source, node, "argument"))
        constant = value.constant
        if operator == "+":
            return value
        if constant is None:
            raise Unclear
        result = {"~": ~constant, "-": -constant, "!": int(not constant)}.get(operator)
        if result is None:
            raise Unclear
        return number(result, len(value.bits), is_signed=value.is_signed)

    def _conditional(self, source: SourceFile, node: Node) -> Bits:
        condition = self.child(source, node, "condition")
        yes = self.child(source, node, "consequence")
        return chosen(condition, yes, self.child(source, node, "alternative"))

    def _binary(self, source: SourceFile, node: Node) -> Bits:
        left, right = self.child(source, node, "left"), self.child(source, node, "right")
        return combined(node.children[1].type, left, right)


def _converted(value: Bits, ctype: CType | None) -> Bits:
    if ctype is None or ctype.derived or ctype.base not in _TYPES:
        raise Unclear
    return value.resized(*_TYPES[ctype.base])


class _Body:
    """The statements of a function, one after the other."""

    def __init__(
        self, source: SourceFile, evaluator: Evaluator, variables: dict[bytes, Bits]
    ) -> None:
        self.source = source
        #: Shares the variables with this.
        self.evaluator = evaluator
        self.variables = variables
        self.types: dict[bytes, Bits] = dict(variables)

    def run(self, block: Node) -> Bits | None:
        """What the block returns."""
        for node in block.named_children:
            if node.type == "comment":
                continue
            if node.type == "return_statement":
                values = named_code_children(node)
                if len(values) != 1:
                    raise Unclear
                return self.evaluator.value(self.source, values[0])
            if node.type == "declaration":
                self._declare(node)
            elif node.type == "expression_statement":
                self._assign(node)
            else:
                raise Unclear
        return None

    def _declare(self, node: Node) -> None:
        declarators = node.children_by_field_name("declarator")
        for declarator, (name, ctype) in zip(
            declarators, declarations(self.source, node), strict=True
        ):
            self.types[name] = _converted(number(0), ctype)
            value = declarator.child_by_field_name("value")
            if value is not None:
                self._set(name, self.evaluator.value(self.source, value))

    def _assign(self, statement: Node) -> None:
        inner = named_code_children(statement)
        if len(inner) != 1 or inner[0].type != "assignment_expression":
            raise Unclear
        node = inner[0]
        left, operator = node.child_by_field_name("left"), node.children[1].type
        if left is None or left.type != "identifier":
            raise Unclear
        value = self.evaluator.child(self.source, node, "right")
        if operator != "=":
            before = self.evaluator.value(self.source, left)
            value = combined(_COMPOUND.get(operator, ""), before, value)
        self._set(self.source.text(left), value)

    def _set(self, name: bytes, value: Bits) -> None:
        if name not in self.types:
            raise Unclear
        kind = self.types[name]
        self.variables[name] = value.resized(len(kind.bits), kind.is_signed)
