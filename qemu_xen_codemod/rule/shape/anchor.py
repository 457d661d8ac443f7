# SPDX-License-Identifier: GPL-2.0-or-later
"""Anchors of an insert step, as they are written in YAML."""

from __future__ import annotations

from typing import Annotated, assert_never

from pydantic import BeforeValidator, Discriminator, Field, Tag

from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.rule.shape.value import Shape, Word, key_of
from qemu_xen_codemod.rule.steps.anchor import (
    Anchor,
    BlockAnchor,
    DeclarationAnchor,
    DirectiveAnchor,
    FunctionAnchor,
    LineAnchor,
)
from qemu_xen_codemod.rule.text import Text
from qemu_xen_codemod.rule.variables import Variables, fill_code


class DirectiveShape(Shape):
    """A preprocessor line."""

    directive: Text = Field(description="As '#include <x.h>'.")


class BlockOfShape(Shape):
    """The outermost #if..#endif around a word."""

    block_of: Word


class FunctionShape(Shape):
    """A function's definition."""

    function: Word


class DeclarationShape(Shape):
    """A declaration at file level."""

    declaration: Word


class LineShape(Shape):
    """A line of code, to the letter except for white space at its ends."""

    line: Text


#: Anchor keys, each with its shape's name.
ANCHOR_KEYS = {
    "directive": "DirectiveShape",
    "block_of": "BlockOfShape",
    "function": "FunctionShape",
    "declaration": "DeclarationShape",
    "line": "LineShape",
}


AnchorShape = Annotated[
    Annotated[DirectiveShape, Tag("DirectiveShape")]
    | Annotated[BlockOfShape, Tag("BlockOfShape")]
    | Annotated[FunctionShape, Tag("FunctionShape")]
    | Annotated[DeclarationShape, Tag("DeclarationShape")]
    | Annotated[LineShape, Tag("LineShape")],
    Discriminator(lambda value: key_of(value, ANCHOR_KEYS)),
]


def _as_list(value: object) -> object:
    return [value] if isinstance(value, dict) else value


Anchors = Annotated[
    list[AnchorShape],
    Field(min_length=1),
    BeforeValidator(_as_list, json_schema_input_type=AnchorShape | list[AnchorShape]),
]


def read_anchor(shape: AnchorShape, variables: Variables) -> Anchor:
    """Raises RuleError."""
    match shape:
        case DirectiveShape():
            directive = fill_code(shape.directive, variables)
            if not directive.value.lstrip().startswith("#"):
                raise RuleError("a directive begins with #", place=directive.place())
            return DirectiveAnchor(directive.value, shape.place())
        case BlockOfShape():
            return BlockAnchor(shape.block_of, shape.place())
        case FunctionShape():
            return FunctionAnchor(shape.function, shape.place())
        case DeclarationShape():
            return DeclarationAnchor(shape.declaration, shape.place())
        case LineShape():
            line = fill_code(shape.line, variables)
            if not line.value.strip() or "\n" in line.value.strip():
                raise RuleError("a line anchor is one line", place=line.place())
            return LineAnchor(line.value, shape.place())
        case _:
            assert_never(shape)
