# SPDX-License-Identifier: GPL-2.0-or-later
"""The meaning of names at file level: the types of functions and variables, macros."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from qemu_xen_codemod.c.ctype import CType, declarations, described
from qemu_xen_codemod.c.declared import flat
from qemu_xen_codemod.c.lexer import words_of
from qemu_xen_codemod.c.locals import parameters_of
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.usage import macro_body, macro_name, macro_parameters
from qemu_xen_codemod.c.words import TAGGED


@dataclass(frozen=True, slots=True)
class Signature:
    """What a name means. Equal signatures are interchangeable."""

    #: The type of a variable, or the return type of a function; None if it is not known.
    ctype: CType | None = None
    #: The types of a function's parameters; None if it is not a function.
    parameters: tuple[CType | None, ...] | None = None
    #: A macro's parameters and text.
    macro: tuple[bytes, ...] | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """One declaration or definition of a name."""

    name: bytes
    offset: int
    signature: Signature
    #: Whether it is a function that is declared, not defined.
    is_prototype: bool = False


def named_in(source: SourceFile) -> Iterator[Named]:
    """The names that a file declares or defines at file level, including macros and tags."""
    for node in flat(source.root.children):
        if node.type in ("declaration", "function_definition", "type_definition"):
            yield from _declared(source, node)
        yield from _tag(source, node)
    for token in source.directives:
        name = macro_name(token)
        if name:
            parts = (*macro_parameters(token), *macro_body(token)[1])
            macro = tuple(part.text for part in parts)
            at = next(word.start for word in words_of(token) if word.text == name)
            yield Named(name, at, Signature(macro=macro))


def _declared(source: SourceFile, node: Node) -> Iterator[Named]:
    declarators = node.children_by_field_name("declarator")
    for declarator, (name, ctype) in zip(declarators, declarations(source, node), strict=False):
        at = declarator.start_byte + max(source.text(declarator).find(name), 0)
        if ctype is not None and ctype.returns is not None and not ctype.derived:
            signature = Signature(ctype.returns, _parameters(source, node))
            yield Named(name, at, signature, node.type == "declaration")
        else:
            yield Named(name, at, Signature(ctype))


def _parameters(source: SourceFile, function: Node) -> tuple[CType | None, ...]:
    found: list[CType | None] = []
    for parameter in parameters_of(function):
        named = [ctype for _, ctype in declarations(source, parameter)]
        if parameter.type == "variadic_parameter":
            found.append(CType(b"..."))
        else:
            found.append(named[0] if named else described(source, parameter))
    return () if found == [CType(b"void")] else tuple(found)


def _tag(source: SourceFile, node: Node) -> Iterator[Named]:
    specifier = node if node.type.endswith("_specifier") else node.child_by_field_name("type")
    if specifier is None or specifier.child_by_field_name("body") is None:
        return
    name = specifier.child_by_field_name("name")
    kind = specifier.type.removesuffix("_specifier").encode()
    if name is not None and kind in TAGGED:
        text = source.text(name)
        yield Named(text, name.start_byte, Signature(CType(kind + b" " + text)))
