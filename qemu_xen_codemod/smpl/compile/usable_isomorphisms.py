# SPDX-License-Identifier: GPL-2.0-or-later
"""Which isomorphisms a rule's pattern can match by, for `rules show`."""

from __future__ import annotations

from collections.abc import Iterator

from qemu_xen_codemod.c.node_kinds import BUILTIN_TYPES, DECLARING
from qemu_xen_codemod.smpl.compile.isomorphisms import (
    CodeForm,
    initialiser_form,
    standard_isomorphisms,
)
from qemu_xen_codemod.smpl.compile.other_forms import OtherForms
from qemu_xen_codemod.smpl.compile.pattern import Pattern, PatternNode, leaves_of, nodes_in
from qemu_xen_codemod.smpl.compile.pattern_marks import is_context
from qemu_xen_codemod.smpl.compile.pattern_shapes import is_designated, may_be_missing

_NAMING = ("declaration", "field_declaration")


def usable_isomorphisms(pattern: Pattern, forms: OtherForms) -> tuple[str, ...]:
    """Their names in the order of the list."""
    used: set[str] = set()
    for node in nodes_in(pattern):
        used.update(_by_data(node, forms))
        used.update(code_form.value for code_form in _by_code(node) if forms.is_enabled(code_form))
    all_names = (
        *(standard_isomorphism.name for standard_isomorphism in standard_isomorphisms()),
        *(form.value for form in CodeForm),
    )
    return tuple(name for name in all_names if name in used)


def _by_data(node: PatternNode, forms: OtherForms) -> Iterator[str]:
    """The isomorphisms of the node and of its other forms."""
    for other in forms.of(node):
        yield other.isomorphism.name
        if not other.is_part:
            yield from _by_data(other.node, forms)


def _by_code(node: PatternNode) -> Iterator[CodeForm]:
    kind = node.kind
    if kind in BUILTIN_TYPES:
        yield from _of_type(node)
    elif kind in DECLARING:
        yield from _of_declaration(node)
    elif kind == "number_literal":
        yield CodeForm.VALUE_FORMAT
    elif kind == "assignment_expression" and all(map(is_context, node.children[:2])):
        yield CodeForm.INITIALISER
    elif kind == "unary_expression" and node.children[0].text == b"-":
        yield CodeForm.NEGATIVE_NUMBER
    elif is_designated(node):
        yield CodeForm.FIELD_ORDER
    elif may_be_missing(node):
        yield CodeForm.MISSING_RETURN


def _of_type(node: PatternNode) -> Iterator[CodeForm]:
    words = [leaf.text for leaf in leaves_of(node)]
    forms: dict[tuple[bytes, ...], CodeForm] = {
        (b"unsigned",): CodeForm.ADD_INT1,
        (b"signed",): CodeForm.ADD_INT2,
        (b"int",): CodeForm.ADD_SIGNED,
    }
    form = forms.get(tuple(words))
    if form is not None:
        yield form
    if {b"short", b"long", b"unsigned", b"signed"}.intersection(words):
        yield CodeForm.TYPE_WORDS


def _of_declaration(node: PatternNode) -> Iterator[CodeForm]:
    kinds = {child.kind for child in node.children}
    words = {leaf.text for child in node.children for leaf in leaves_of(child)}
    if node.kind in ("declaration", "function_definition"):
        yield CodeForm.OPTIONAL_STORAGE
    yield CodeForm.OPTIONAL_QUALIFIER
    if node.kind in _NAMING:
        yield CodeForm.SEVERAL_DECLARATORS
    if node.kind == "declaration" and "init_declarator" not in kinds:
        yield initialiser_form(words)
