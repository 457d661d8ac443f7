# SPDX-License-Identifier: GPL-2.0-or-later
"""The type of an expression from syntax alone: declarations in scope, members, casts, literals.

Nothing is guessed: a name without a visible declaration has no known type.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from tree_sitter import Node

from qemu_xen_codemod.c.arithmetic import converted, is_converted
from qemu_xen_codemod.c.ctype import CType, described, in_order, literal
from qemu_xen_codemod.c.declared import Declared
from qemu_xen_codemod.c.in_sight import Headers, InSight
from qemu_xen_codemod.c.locals import around, names_before
from qemu_xen_codemod.c.macro_bodies import bodies_at, expression_of
from qemu_xen_codemod.c.nodes import named_code_children, operator_of
from qemu_xen_codemod.c.outside import Outside
from qemu_xen_codemod.c.source import SourceFile

_INT = CType(b"int")
_SIZE = CType(b"size_t")
_TRUTH = frozenset(("==", "!=", "<", ">", "<=", ">=", "&&", "||"))
#: These have the same type everywhere.
_ALWAYS = {
    # As in Coccinelle; in C it is an int.
    "char_literal": CType(b"char"),
    "string_literal": CType(b"char", (b"[]",)),
    "concatenated_string": CType(b"char", (b"[]",)),
    "null": CType(b"void", (b"*",)),
    "true": CType(b"bool"),
    "false": CType(b"bool"),
    "sizeof_expression": _SIZE,
    "alignof_expression": _SIZE,
    "offsetof_expression": _SIZE,
}
#: Expressions that may be parts of an object.
_PARTS = frozenset(("field_expression", "subscript_expression", "parenthesized_expression"))
#: The depth of macros in macros.
_MACROS = 8


def type_of(source: SourceFile, node: Node, headers: Headers | None = None) -> CType | None:
    """The type of an expression, None if it is not known. For one question; use `TypeScope` for
    many.
    """
    return TypeScope(headers).type_of(source, node)


def _first_parts(node: Node) -> Iterator[Node]:
    """An expression, what it begins with, and so on."""
    part: Node | None = node
    while part is not None:
        yield part
        part = part.child(0) if part.child_count else None


class TypeScope:
    """Determines the types of expressions, and caches what it read of files.

    `headers` gives the file of a quoted include path, None if there is none.
    """

    def __init__(self, headers: Headers | None = None, outside: Outside | None = None) -> None:
        self._in_sight = InSight(headers)
        self._outside = outside
        #: The depth of macro bodies around the code in question.
        self._depth = 0
        #: The types of expressions, by the node's id in its file.
        self._types: dict[tuple[SourceFile, int], CType | None] = {}

    def type_of(self, source: SourceFile, node: Node) -> CType | None:
        """The type of an expression, None if it is not known."""
        try:
            return self._type_of(source, node)
        except RecursionError:
            pass
        try:
            # From the innermost one on: `a->b->c` is asked about at each of its levels.
            for inner in reversed(list(_first_parts(node))):
                self._type_of(source, inner)
            return self._type_of(source, node)
        except RecursionError:
            # Nobody nests expressions or structs this deep.
            return None

    def _type_of(self, source: SourceFile, node: Node) -> CType | None:
        """The same. Raises RecursionError."""
        if node.type == "number_literal":
            return literal(source.text(node))
        rule = self._RULES.get(node.type)
        if rule is None:
            return _ALWAYS.get(node.type)
        key = (source, node.id)
        if key not in self._types:
            self._types[key] = rule(self, source, node)
        return self._types[key]

    def same(self, source: SourceFile, c_type: CType, other: CType) -> bool:
        """Whether both are the same type, given the typedefs that the file sees."""
        return self.resolved(source, c_type) == self.resolved(source, other)

    def resolved(self, source: SourceFile, ctype: CType) -> CType:
        """The type with the typedefs that the file sees resolved."""
        for _ in range(20):
            if ctype.returns is not None:
                break
            meant = self._find(source, ctype.base, lambda declared: declared.typedefs)
            if meant is None or meant.base == ctype.base:
                break
            meant = meant.qualified(ctype.qualifiers) if ctype.qualifiers else meant
            levels = (*ctype.levels[:-1], *meant.levels)
            ctype = CType(meant.base, ctype.derived + meant.derived, meant.returns)
            ctype = ctype.with_levels(levels)
        return ctype

    # --- names ----------------------------------------------------------------------------------

    def _identifier(self, source: SourceFile, node: Node) -> CType | None:
        name = source.text(node)
        outside = self._outside
        if outside is not None and name in outside.hidden:
            return None
        scopes = [(source, group, node) for group in around(source, node, name)]
        if outside is not None:
            scopes += [(outside.source, *scope) for scope in outside.locals_for()]
        for file, group, use in scopes:
            known = [ctype for inner in group for found, ctype in names_before(file, inner, use)
                     if found == name]  # fmt: skip
            if known:
                # Two #if arms may declare it differently.
                return known[-1] if all(ctype == known[-1] for ctype in known) else None
        found = self._find(source, name, lambda declared: declared.names)
        return found if found is not None else self._macro(source, node, is_called=False)

    def _macro(self, source: SourceFile, node: Node, *, is_called: bool) -> CType | None:
        """The type of a macro's body: of its last definition, or of all those in `#if` arms.

        The file determines what a name in it stands for, unless the user has a local of that name.
        """
        name, depth = source.text(node), self._depth
        if depth >= _MACROS:
            return None
        file = self._file(source)
        locals_here = self._locals_at(source, node)
        types: list[CType | None] = []
        for number, seen in enumerate(self._in_sight.files(file)):
            at = len(seen.data) if number or source is not file else node.start_byte
            for body in bodies_at(seen, name, at):
                read = expression_of(body.text or b"")
                if read is None or (body.parameters is not None) is not is_called:
                    types.append(None)
                    continue
                hidden = locals_here | (body.parameters or frozenset())
                scope = TypeScope(outside=Outside(file, None, hidden))
                scope._in_sight, scope._depth = self._in_sight, depth + 1
                types.append(scope._type_of(*read))
            if types:
                break
        return types[-1] if types and all(c_type == types[-1] for c_type in types) else None

    def _locals_at(self, source: SourceFile, node: Node) -> frozenset[bytes]:
        """The names at a node that are not the file's."""
        if self._outside is not None:
            return self._outside.hidden
        groups = around(source, node)
        known = (names_before(source, inner, node) for group in groups for inner in group)
        return frozenset(name for names in known for name, _ in names)

    def _file(self, source: SourceFile) -> SourceFile:
        """The file that contains code which is parsed separately."""
        return self._outside.source if self._outside is not None else source

    def sees_members(self, source: SourceFile, ctype: CType) -> bool:
        """Whether the file sees the members of the type's base."""
        declared = self._in_sight.declared(self._file(source))
        return any(ctype.base in file.members for file in declared)

    def _find(
        self,
        source: SourceFile,
        name: bytes,
        table: Callable[[Declared], dict[bytes, CType | None]],
    ) -> CType | None:
        for declared in self._in_sight.declared(self._file(source)):
            if name in table(declared):
                return table(declared)[name]
        return None

    # --- expressions ----------------------------------------------------------------------------

    def _child(self, source: SourceFile, node: Node, name: str) -> CType | None:
        child = node.child_by_field_name(name)
        return self._type_of(source, child) if child is not None else None

    def _argument(self, source: SourceFile, node: Node) -> CType | None:
        return self._child(source, node, "argument")

    def _inner(self, source: SourceFile, node: Node) -> CType | None:
        last = named_code_children(node)[-1:]
        return self._type_of(source, last[0]) if last else None

    def _comma(self, source: SourceFile, node: Node) -> CType | None:
        return self._child(source, node, "right")

    def _assignment(self, source: SourceFile, node: Node) -> CType | None:
        left = self._child(source, node, "left")
        return left if left is not None else self._child(source, node, "right")

    def _cast(self, source: SourceFile, node: Node) -> CType | None:
        return described(source, node.child_by_field_name("type"))

    def _prefixed(self, source: SourceFile, node: Node) -> CType | None:
        operator = source.prefix(node)
        if operator == b"!":
            return _INT
        ctype = self._argument(source, node)
        if ctype is None:
            return None
        if operator == b"&":
            argument = node.child_by_field_name("argument")
            return ctype.qualified(self._outer_qualifiers(source, argument)).pointed()
        if operator == b"*":
            return self._followed(source, ctype)
        promoted = self._promoted(source, ctype)
        # As in Coccinelle: the sign of a `const int` is const.
        return ctype if promoted == ctype else promoted

    def _outer_qualifiers(self, source: SourceFile, node: Node | None) -> bytes:
        """The qualifiers that a member or an element gets from the object that contains it."""
        if node is None or node.type not in _PARTS:
            return b""
        if node.type == "parenthesized_expression":
            return self._outer_qualifiers(source, next(iter(named_code_children(node)), None))
        inner = node.child_by_field_name("argument")
        outer = self._type_of(source, inner) if inner is not None else None
        if outer is None:
            return b""
        outer = self.resolved(source, outer)
        if outer.is_pointer:
            # The target of a pointer is not part of the pointer.
            is_member = node.type == "field_expression"
            return outer.levels[1] if is_member and len(outer.derived) == 1 else b""
        held = outer.levels[len(outer.derived) if outer.is_array else 0]
        return in_order((*held.split(), *self._outer_qualifiers(source, inner).split()))

    def _followed(self, source: SourceFile, ctype: CType) -> CType | None:
        return ctype.followed() if ctype.derived else self.resolved(source, ctype).followed()

    def _subscript(self, source: SourceFile, node: Node) -> CType | None:
        ctype = self._argument(source, node)
        return self._followed(source, ctype) if ctype is not None else None

    def _member(self, source: SourceFile, node: Node) -> CType | None:
        outer = self._argument(source, node)
        name = node.child_by_field_name("field")
        if outer is None or name is None:
            return None
        outer = self.resolved(source, outer)
        if len(outer.derived) != (operator_of(node) == "->"):
            return None
        for declared in self._in_sight.declared(self._file(source)):
            if outer.base in declared.members:
                return declared.members[outer.base].get(source.text(name))
        return None

    def _call(self, source: SourceFile, node: Node) -> CType | None:
        called = node.child_by_field_name("function")
        function = self._child(source, node, "function")
        if function is None and called is not None and called.type == "identifier":
            return self._macro(source, called, is_called=True)
        if function is not None and function.returns is None:
            function = self.resolved(source, function)
        return function.returns if function is not None else None

    def _conditional(self, source: SourceFile, node: Node) -> CType | None:
        c_type = self._child(source, node, "consequence")
        if node.child_by_field_name("consequence") is None:
            c_type = self._child(source, node, "condition")
        other = self._child(source, node, "alternative")
        if c_type is None or other is None:
            return other
        if c_type.derived or other.derived:
            if c_type.is_array is not other.is_array and c_type.followed() == other.followed():
                # The array becomes a pointer to its first element.
                return other if c_type.is_array else c_type
            if c_type == other:
                return other
            if _is_null(node.child_by_field_name("alternative")):
                return c_type
            return other if _is_null(node.child_by_field_name("consequence")) else None
        return self._arithmetic(source, c_type, other) if c_type != other else other

    def _binary(self, source: SourceFile, node: Node) -> CType | None:
        operator = operator_of(node)
        if operator in _TRUTH:
            return _INT
        c_type, other = self._child(source, node, "left"), self._child(source, node, "right")
        if c_type is None or other is None:
            # As in Coccinelle: an operand of unknown type is like the other one.
            known = c_type or other
            if known is None or known.derived:
                return known
            promoted = self._promoted(source, known)
            return known if promoted == known else promoted
        if operator in ("<<", ">>"):
            return self._promoted(source, c_type)
        c_type, other = self._as_pointer(source, c_type), self._as_pointer(source, other)
        if c_type.derived and other.derived:
            return CType(b"ptrdiff_t") if operator == "-" else None
        if c_type.derived or other.derived:
            return c_type if c_type.derived else other
        return self._arithmetic(source, c_type, other)

    def _as_pointer(self, source: SourceFile, ctype: CType) -> CType:
        """The pointer that a typedef names; any other type as it is."""
        meant = self.resolved(source, ctype)
        return meant if meant.derived and not ctype.derived else ctype

    def _promoted(self, source: SourceFile, ctype: CType) -> CType | None:
        return self._arithmetic(source, ctype, ctype)

    def _arithmetic(self, source: SourceFile, c_type: CType, other: CType) -> CType | None:
        found = converted(self.resolved(source, c_type), self.resolved(source, other))
        # The name of a typedef stays.
        return (
            CType(c_type.base) if found and c_type == other and not is_converted(c_type) else found
        )

    #: Not per scope: that would keep the scope alive, and all files that its headers come from.
    _RULES: ClassVar[dict[str, Callable[[TypeScope, SourceFile, Node], CType | None]]] = {
        "identifier": _identifier,
        "parenthesized_expression": _inner,
        "comma_expression": _comma,
        "assignment_expression": _assignment,
        "update_expression": _argument,
        "cast_expression": _cast,
        "compound_literal_expression": _cast,
        "pointer_expression": _prefixed,
        "subscript_expression": _subscript,
        "field_expression": _member,
        "call_expression": _call,
        "conditional_expression": _conditional,
        "unary_expression": _prefixed,
        "binary_expression": _binary,
    }


def _is_null(node: Node | None) -> bool:
    return node is not None and (node.type == "null" or node.text == b"0")
