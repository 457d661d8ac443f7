# SPDX-License-Identifier: GPL-2.0-or-later
"""The test of a position, `position p : script:python() { p[0].file != "a.c" };` -> PlaceTest.

It compares a position's file, element or line with strings, joined by `and`, `or` and `not`. The
text is parsed as Python but never run; any other expression is refused by name.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from qemu_xen_codemod.smpl.read.formula import AllOf, AnyOf, Formula, Leaf, Not
from qemu_xen_codemod.smpl.read.smpl_text import shortened


class PlaceField(Enum):
    """The attribute of a position that is tested, by Coccinelle's names."""

    FILE = "file"
    ELEMENT = "current_element"
    LINE = "line"
    LINE_END = "line_end"


class Comparison(Enum):
    IS_ONE_OF = "in"
    STARTS_WITH = "startswith"
    ENDS_WITH = "endswith"
    CONTAINS = "contains"


@dataclass(frozen=True, slots=True)
class PlaceTest:
    """One comparison with strings, of which at least one has to fit."""

    field: PlaceField
    comparison: Comparison
    texts: tuple[str, ...]

    def passes(self, value: str) -> bool:
        match self.comparison:
            case Comparison.IS_ONE_OF:
                return value in self.texts
            case Comparison.STARTS_WITH:
                return value.startswith(self.texts)
            case Comparison.ENDS_WITH:
                return value.endswith(self.texts)
            case Comparison.CONTAINS:
                return any(text in value for text in self.texts)
            case _:
                assert_never(self.comparison)


class NotRead(Exception):
    """The expression is not one that we support."""

    def __init__(self, what: str, help: str = "") -> None:
        super().__init__()
        self.what = what
        self.help = help


_MOST_CHARACTERS = 10_000
_HELP = (
    "supported are comparisons of .file, .current_element, .line and .line_end with strings"
    ' ("..."): ==, !=, in, not in, .startswith, .endswith; and, or, not'
)


def read_place_test(text: str, name: str) -> Formula[PlaceTest]:
    """The test of the position metavariable `name`. Raises NotRead."""
    if len(text) > _MOST_CHARACTERS:
        raise NotRead(f"a script of more than {_MOST_CHARACTERS:,} characters")
    try:
        tree = ast.parse(f"({text.strip()}\n)", mode="eval")
    except (SyntaxError, ValueError, MemoryError):
        raise NotRead("a script that is not a single Python expression", _HELP) from None
    return _formula(tree.body, name)


def _formula(node: ast.expr, name: str) -> Formula[PlaceTest]:
    match node:
        case ast.BoolOp(op=ast.And()):
            return AllOf(tuple(_formula(value, name) for value in node.values))
        case ast.BoolOp(op=ast.Or()):
            return AnyOf(tuple(_formula(value, name) for value in node.values))
        case ast.UnaryOp(op=ast.Not()):
            return Not(_formula(node.operand, name))
        case ast.Constant(value=bool()):
            return AllOf(()) if node.value else AnyOf(())
        case ast.Compare(ops=[operator], comparators=[right]):
            return _comparison(node.left, operator, right, name)
        case ast.Call(func=ast.Attribute(attr=method, value=place), args=[argument], keywords=[]):
            if method in (Comparison.STARTS_WITH.value, Comparison.ENDS_WITH.value):
                texts = _texts(argument, one_is_enough=True)
                return Leaf(PlaceTest(_field(place, name), Comparison(method), texts))
    raise NotRead(f"a script that is not a test of a position ({_shown(node)})", _HELP)


def _comparison(
    left: ast.expr, operator: ast.cmpop, right: ast.expr, name: str
) -> Formula[PlaceTest]:
    match operator:
        case ast.Eq() | ast.NotEq():
            if isinstance(left, ast.Constant):
                left, right = right, left
            texts = _texts(right, one_is_enough=True)
            test = PlaceTest(_field(left, name), Comparison.IS_ONE_OF, texts[:1])
            if not isinstance(right, ast.Constant):
                raise NotRead("a script that compares with several strings", _HELP)
        case ast.In() | ast.NotIn() if isinstance(left, ast.Constant):
            texts = _texts(left, one_is_enough=True)
            test = PlaceTest(_field(right, name), Comparison.CONTAINS, texts)
        case ast.In() | ast.NotIn():
            texts = _texts(right, one_is_enough=False)
            test = PlaceTest(_field(left, name), Comparison.IS_ONE_OF, texts)
        case _:
            raise NotRead("a script with a comparison other than == != in", _HELP)
    return Not(Leaf(test)) if isinstance(operator, ast.NotEq | ast.NotIn) else Leaf(test)


def _texts(node: ast.expr, *, one_is_enough: bool) -> tuple[str, ...]:
    match node:
        case ast.Constant(value=str()) if one_is_enough:
            assert isinstance(node.value, str)
            return (node.value,)
        case ast.Tuple() | ast.List() | ast.Set():
            return tuple(
                text for element in node.elts for text in _texts(element, one_is_enough=True)
            )
        case ast.Constant(value=int()):
            raise NotRead(
                f"a script that compares with a number ({_shown(node)})",
                "a line is a string in Coccinelle: compare with a string",
            )
    raise NotRead(
        f"a script that compares with something that is not a string ({_shown(node)})", _HELP
    )


def _field(node: ast.expr, name: str) -> PlaceField:
    """`p[0].file`: the attribute of the position that is tested."""
    match node:
        case ast.Attribute(
            value=ast.Subscript(value=ast.Name(id=variable), slice=ast.Constant(value=0))
        ) if variable == name:
            if node.attr in {field.value for field in PlaceField}:
                return PlaceField(node.attr)
            raise NotRead(f"a script that uses {node.attr} of a position", _HELP)
    raise NotRead(f"a script about something other than {name}[0] ({_shown(node)})", _HELP)


def _shown(node: ast.expr) -> str:
    return shortened(ast.unparse(node))
