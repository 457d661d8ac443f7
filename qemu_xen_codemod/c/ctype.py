# SPDX-License-Identifier: GPL-2.0-or-later
"""CType: a type according to its syntax, and how a declaration gives one to a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from tree_sitter import Node

from qemu_xen_codemod.c.complex_types import is_complex
from qemu_xen_codemod.c.source import SourceFile

_BUILTIN = frozenset(("primitive_type", "sized_type_specifier"))
_TAGGED = {
    "struct_specifier": b"struct",
    "union_specifier": b"union",
    "enum_specifier": b"enum",
}
_POINTERS = frozenset(("pointer_declarator", "abstract_pointer_declarator"))
_ARRAYS = frozenset(("array_declarator", "abstract_array_declarator"))
_FUNCTIONS = frozenset(("function_declarator", "abstract_function_declarator"))
_FLOAT = re.compile(rb"(?:[0-9.]+(?:e[+-]?[0-9]+)?|0x[0-9a-f.]+p[+-]?[0-9]+)([fl]?)")
_WHOLE = re.compile(rb"(?:0x[0-9a-f]+|0b[01]+|[0-9]+)([ul]*)")
_NAMES = frozenset(("identifier", "field_identifier", "type_identifier"))


@dataclass(frozen=True, slots=True)
class CType:
    """A type, as far as it matters in expressions."""

    #: Normalised: b"xc_interface", b"struct foo", b"unsigned int"; b"" for a function.
    base: bytes
    #: How the type is derived from the base, outermost first: b"*" is a pointer to what follows,
    #: b"[4]" an array of it. `char *a[4]` is (b"[4]", b"*"), `char (*p)[4]` is (b"*", b"[4]").
    derived: tuple[bytes, ...] = ()
    #: For a function, or a pointer to one: the type of a call.
    returns: CType | None = None
    #: b"const", b"volatile" or both next to the base; ignored in comparisons of types.
    qualifiers: bytes = field(default=b"", compare=False)
    #: The same for each of `derived`; shorter if the rest has none.
    derived_qualifiers: tuple[bytes, ...] = field(default=(), compare=False)

    def pointed(self, qualifiers: bytes = b"") -> CType:
        """A pointer to it."""
        held = (qualifiers, *self.derived_qualifiers)
        return replace(self, derived=(b"*", *self.derived), derived_qualifiers=held)

    def arrayed(self, brackets: bytes) -> CType:
        """An array of it, with these brackets: `[4]` or `[]`."""
        held = (b"", *self.derived_qualifiers)
        return replace(self, derived=(brackets, *self.derived), derived_qualifiers=held)

    @property
    def levels(self) -> tuple[bytes, ...]:
        """The qualifiers of each of `derived`, and of the base."""
        missing = len(self.derived) - len(self.derived_qualifiers)
        return (*self.derived_qualifiers, *(b"",) * missing, self.qualifiers)

    def with_levels(self, levels: tuple[bytes, ...]) -> CType:
        """The same type with these qualifiers."""
        return replace(self, qualifiers=levels[-1], derived_qualifiers=levels[:-1])

    def qualified(self, qualifiers: bytes) -> CType:
        """The type with `const` or `volatile` added; for an array, to its elements."""
        levels = list(self.levels)
        at = next((at for at, data in enumerate(self.derived) if data == b"*"), -1)
        levels[at] = in_order((*levels[at].split(), *qualifiers.split()))
        return self.with_levels(tuple(levels))

    @property
    def text(self) -> bytes | None:
        """As C writes it without a name; None if it is not a base followed by stars and brackets.

        A pointer to an array would need its `*` first, which no type here has.
        """
        arrays = [data for data in self.derived if data != b"*"]
        if self.returns is not None or not self.base or self.derived[: len(arrays)] != (*arrays,):
            return None
        *outer, base = self.levels
        stars = b""
        for qualifiers in outer[: len(arrays) - 1 if arrays else None : -1]:
            stars += b"*" + (qualifiers + b" " if qualifiers else b"")
        words = (base, self.base, stars.rstrip(), b"".join(arrays))
        return b" ".join(word for word in words if word)

    @property
    def is_pointer(self) -> bool:
        return self.derived[:1] == (b"*",)

    @property
    def is_array(self) -> bool:
        return bool(self.derived) and self.derived[0] != b"*"

    def followed(self) -> CType | None:
        """What it points to or contains, None if it is neither a pointer nor an array."""
        if not self.derived:
            return None
        held = self.derived_qualifiers[1:]
        return replace(self, derived=self.derived[1:], derived_qualifiers=held)


def in_order(words: Iterable[bytes]) -> bytes:
    """b"const", b"volatile", b"const volatile" or b"", for these words."""
    found = set(words)
    return b" ".join(word for word in (b"const", b"volatile") if word in found)


def builtin(words: bytes) -> bytes:
    """One spelling for each built-in type: b"long unsigned int" becomes b"unsigned long"."""
    found = words.split()
    size = [word for word in found if word in (b"short", b"long")]
    kind = [word for word in found if word not in (b"short", b"long", b"unsigned", b"signed")]
    if kind == [b"int"] and size or not kind:
        kind = [] if size else [b"int"]
    sign = [b"unsigned"] if b"unsigned" in found else []
    if b"signed" in found and kind == [b"char"]:
        sign = [b"signed"]
    return b" ".join(sign + size + kind)


def specified(source: SourceFile, node: Node | None) -> CType | None:
    """The type that a type specifier names, None for a macro or a `typeof`."""
    if node is None:
        return None
    if node.type in _BUILTIN:
        text = source.text(node)
        if is_complex(source, node):
            return CType(builtin(text) + b" complex")
        return CType(builtin(text))
    if node.type == "type_identifier":
        return CType(source.text(node))
    if node.type in _TAGGED:
        name = node.child_by_field_name("name")
        if name is not None:
            return CType(_TAGGED[node.type] + b" " + source.text(name))
        # A type without a tag is the same as no other type.
        place = f" {source.path}:{node.start_byte}".encode()
        return CType(_TAGGED[node.type] + place)
    return None


def _qualified(source: SourceFile, node: Node, base: CType | None) -> CType | None:
    """The base type of a declaration with its qualifiers."""
    words = _qualifiers(source, node)
    return replace(base, qualifiers=words) if base is not None and words else base


def _qualifiers(source: SourceFile, node: Node) -> bytes:
    """The qualifiers among a node's children."""
    return in_order(source.text(inner) for inner in node.children if inner.type == "type_qualifier")


def declared(
    source: SourceFile, declarator: Node | None, base: CType | None
) -> tuple[bytes, CType | None]:
    """The name that a declarator declares, b"" for none, and its type, None if it is not known."""
    node = declarator
    while node is not None:
        if node.type in _NAMES:
            return source.text(node), base
        inner = node.child_by_field_name("declarator")
        if node.type in _POINTERS:
            base = base and base.pointed(_qualifiers(source, node))
        elif node.type in _ARRAYS:
            base = base and base.arrayed(_brackets(source, node))
        elif node.type in _FUNCTIONS:
            base = CType(b"", (), base) if base is not None else None
        if inner is None and node.type not in _POINTERS | _ARRAYS | _FUNCTIONS:
            inner = next(
                (
                    child
                    for child in node.named_children
                    if child.type in _NAMES or "declarator" in child.type
                ),
                None,
            )
        node = inner
    return b"", base


def _brackets(source: SourceFile, array: Node) -> bytes:
    """`[4]` of `name[4]`, without comments and blanks."""
    size = array.child_by_field_name("size")
    return b"[" + (b"".join(source.text(size).split()) if size is not None else b"") + b"]"


def declarations(source: SourceFile, node: Node) -> Iterator[tuple[bytes, CType | None]]:
    """The names that a declaration, parameter, member or function definition declares."""
    base = _qualified(source, node, specified(source, node.child_by_field_name("type")))
    for declarator in node.children_by_field_name("declarator"):
        name, ctype = declared(source, declarator, base)
        if node.type == "parameter_declaration" and ctype is not None and not ctype.derived:
            # A parameter that is declared as a function is a pointer to one.
            ctype = ctype.pointed() if ctype.returns is not None else ctype
        if name:
            yield name, ctype


def described(source: SourceFile, node: Node | None) -> CType | None:
    """The type of a type descriptor, which is in a cast or a `sizeof`."""
    if node is None:
        return None
    base = _qualified(source, node, specified(source, node.child_by_field_name("type")))
    declarator = node.child_by_field_name("declarator")
    return declared(source, declarator, base)[1] if declarator is not None else base


def typed(text: bytes) -> CType | None:
    """The type written in C text, as in a cast: b"const xc_interface *". None if it is not
    a type.
    """
    source = SourceFile("", b"int x = (" + text + b")y;\n")
    todo = [source.root]
    while todo:
        node = todo.pop()
        if node.type == "cast_expression":
            return described(source, node.child_by_field_name("type"))
        todo.extend(node.children)
    return None


def literal(text: bytes) -> CType | None:
    """The type of a number, by its suffix; the sign does not matter."""
    text = text.lower().lstrip(b"+-")
    whole = _WHOLE.fullmatch(text)
    if whole is not None:
        suffix = whole.group(1)
        words = [b"unsigned"] * (b"u" in suffix) + [b"long"] * suffix.count(b"l")
        return CType(b" ".join(words if b"long" in words else [*words, b"int"]))
    real = _FLOAT.fullmatch(text)
    if real is None:
        return None
    return CType({b"f": b"float", b"l": b"long double"}.get(real.group(1), b"double"))
