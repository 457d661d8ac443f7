"""What parses as C in a pattern, and means something in SmPL that we do not do: refused by name."""

from __future__ import annotations

from collections.abc import Iterator

from qemu_xen_codemod.smpl.item import first_start
from qemu_xen_codemod.smpl.pattern import Pattern, PatternNode
from qemu_xen_codemod.smpl.text import SmplText
from qemu_xen_codemod.smpl.unparsed import CONTROL, CPLUSPLUS, OLD_STYLE, without_statement

_ATTRIBUTES = ("attribute_specifier", "attribute_declaration", "attributed_declarator")


def check_outside(text: SmplText, pattern: Pattern) -> None:
    """Raises RuleError at the first construct of a pattern that is outside the subset."""
    for root in pattern.nodes:
        for node in _under(root):
            construct = _construct(node)
            if construct is not None:
                where = first_start(next(iter(node.items())))
                raise text.outside(where, construct)


def _under(node: PatternNode) -> Iterator[PatternNode]:
    yield node
    for child in node.children:
        yield from _under(child)


def _construct(node: PatternNode) -> str | None:
    if node.kind in ("function_definition", "declaration"):
        kinds = {one.kind for one in _under(node)}
        if "function_declarator" in kinds and not kinds.isdisjoint(_ATTRIBUTES):
            return "attributes of a function in a pattern"
    if node.kind == "case_statement" and any(one.kind == "dots" for one in node.children):
        return "... in a case of a switch pattern"
    if node.kind == "function_definition" and any(c.kind == "declaration" for c in node.children):
        return OLD_STYLE
    if node.kind == "call_expression" and node.children[0].text in CONTROL:
        return without_statement(node.children[0].text)
    if node.kind == "type_identifier" and node.text in CPLUSPLUS:
        return f"C++ ({node.text.decode()})"
    return None
