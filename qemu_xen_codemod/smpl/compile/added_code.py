# SPDX-License-Identifier: GPL-2.0-or-later
"""The text of added code, with placeholders where matched text is copied in.

Built from the plus slice of a patch. Line breaks and blanks stay as its author wrote them; the
indentation is relative to the template's first line. The code that a context node matched is
copied whole, with its layout, comments and inner edits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from qemu_xen_codemod.c.lexer import Kind
from qemu_xen_codemod.c.node_kinds import EXPRESSIONS
from qemu_xen_codemod.smpl.compile.added_layout import Atom, atom_of, is_blank_plus, joined
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
    patterns_in,
)
from qemu_xen_codemod.smpl.compile.pattern_marks import is_context
from qemu_xen_codemod.smpl.compile.precedence import Level, added_level, added_level_wanted
from qemu_xen_codemod.smpl.read.body_items import PLACEHOLDER, BodyToken, LineMark, first_start
from qemu_xen_codemod.smpl.read.smpl_text import SmplText

#: In a branch without braces, an `else` after it would become part of it.
_CONTROL = re.compile(rb"\s*(if|for|while|do|switch)\b")
_COPY = PLACEHOLDER + b"copy"


@dataclass(frozen=True, eq=False, slots=True)
class Template:
    """Text with placeholder words."""

    text: bytes
    #: By placeholder: the node whose match, or the metavariable whose code, replaces it.
    parts: Mapping[bytes, PatternNode]
    #: Whether it is one or more whole statements, declarations or directives.
    is_lines: bool
    #: The precedence level that the code of a placeholder needs to go without parentheses.
    wanted: Mapping[bytes, Level] = field(default_factory=dict)
    #: The level of the whole, when it is an expression of more than one placeholder.
    level: Level | None = None

    @property
    def is_several(self) -> bool:
        """Whether it is more than one statement, or not a plain one."""
        text = self.text
        if text.lstrip().startswith(b"{"):
            return False
        return text.count(b";") > 1 or b"#" in text or _CONTROL.match(text) is not None


class TemplateMaker:
    """Makes the templates of one rule, given its matched nodes."""

    def __init__(
        self, text: SmplText, matched: Sequence[PatternNode], added: Sequence[PatternNode] = ()
    ) -> None:
        self.text = text
        #: The precedence level that each metavariable of the added code needs.
        self.wanted: dict[PatternNode, Level] = {}
        for root in added:
            self._want(root)
        self.by_items: dict[tuple[int, int], PatternNode] = {}
        for root in matched:
            self._index(root)

    def _want(self, node: PatternNode) -> None:
        for at, child in enumerate(node.children):
            if isinstance(child, MetavariableUse) and (wanted := added_level_wanted(node, at)):
                self.wanted[child] = wanted
            self._want(child)
        for branch in patterns_in(node):
            for root in branch.nodes:
                self._want(root)

    def _index(self, node: PatternNode) -> None:
        items = list(items_of(node))
        if items and is_context(node):
            key = (first_start(items[0]), first_start(items[-1]))
            self.by_items.setdefault(key, node)
        for child in node.children:
            self._index(child)
        for branch in patterns_in(node):
            for root in branch.nodes:
                self._index(root)

    def counterpart(self, node: PatternNode) -> PatternNode | None:
        """The matched node with the same context tokens."""
        items = list(items_of(node))
        if not items or not is_context(node):
            return None
        matched = self.by_items.get((first_start(items[0]), first_start(items[-1])))
        if matched is None or len(list(items_of(matched))) != len(items):
            return None
        return matched

    def make(self, nodes: Sequence[PatternNode], is_lines: bool) -> Template:
        parts: dict[bytes, PatternNode] = {}
        wanted: dict[bytes, Level] = {}
        atoms: list[Atom] = []
        for node in nodes:
            self._atoms(node, atoms, parts, wanted)
        is_expression = len(nodes) == 1 and nodes[0].kind in EXPRESSIONS
        level = added_level(nodes[0]) if is_expression else None
        return Template(joined(self.text.data, atoms), parts, is_lines, wanted, level)

    def _atoms(
        self,
        node: PatternNode,
        atoms: list[Atom],
        parts: dict[bytes, PatternNode],
        wanted: dict[bytes, Level],
    ) -> None:
        matched = self.counterpart(node)
        if node in self.wanted:
            wanted[_COPY + b"%d" % len(parts)] = self.wanted[node]
        if matched is not None and matched.kind != "comment" and not _is_punctuation(matched):
            name = _COPY + b"%d" % len(parts)
            parts[name] = matched
            items = list(items_of(node))
            last = items[-1]
            end = last.token.end if isinstance(last, BodyToken) else last.end
            is_dots = isinstance(matched, Dots) and matched.item.statements
            atoms.append(Atom(name, first_start(items[0]), end, LineMark.CONTEXT, None, is_dots))
            return
        if node.children:
            for child in node.children:
                first = len(atoms)
                self._atoms(child, atoms, parts, wanted)
                if child is _prefix_of(node) and len(atoms) == first + 1:
                    atoms[-1] = replace(atoms[-1], is_prefix=True)
            return
        name = _COPY + b"%d" % len(parts)
        match node:
            case Define():
                atoms.append(_definition(node, parts))
            case PatternToken() | AnyInclude():
                atoms.append(atom_of(node.item, node.text))
            case MetavariableUse():
                parts[name] = node
                atoms.append(atom_of(node.item, name))
            case Dots() | Disjunction() | Conjunction() | Nest():
                parts[name] = node
                atoms.append(Atom(name, node.item.start, node.item.end, LineMark.CONTEXT, None))
            case Inner() | AnyType() | BareExpression():
                pass
            case _:
                assert_never(node)

    def make_lines(self, nodes: Sequence[PatternNode]) -> Template:
        """Lines to put next to others, including the blank `+` lines above and below them."""
        template = self.make(nodes, True)
        items = [item for node in nodes for item in items_of(node)]
        last = items[-1]
        end = last.token.end if isinstance(last, BodyToken) else last.end
        above = self.text.data[: first_start(items[0])].split(b"\n")[:-1]
        below = self.text.data[end:].split(b"\n")[1:]
        text = b"\n" * (is_blank_plus(above[-1:])) + template.text
        # The first newline ends the last line, the second is the blank line.
        text += b"\n\n" * is_blank_plus(below[:1])
        return replace(template, text=text, is_lines=True)


def _is_punctuation(node: PatternNode) -> bool:
    return isinstance(node, PatternToken) and node.item.token.kind is Kind.PUNCTUATION


def _prefix_of(node: PatternNode) -> PatternNode | None:
    """The child of an expression after which authors put no blank."""
    if node.kind in ("unary_expression", "pointer_expression"):
        return node.children[0]
    if node.kind == "update_expression" and node.children[0].text in (b"++", b"--"):
        return node.children[0]
    return node.children[-2] if node.kind == "cast_expression" else None


def _definition(node: Define, parts: dict[bytes, PatternNode]) -> Atom:
    """The line of a definition, with a part for each metavariable in it."""
    text = node.text
    for offset, use in reversed(node.uses):
        name = _COPY + b"%d" % len(parts)
        parts[name] = use
        text = text[:offset] + name + text[offset + len(use.text) :]
    return atom_of(node.item, text)
