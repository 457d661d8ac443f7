# SPDX-License-Identifier: GPL-2.0-or-later
"""Branches without braces: `if (x) f();` when f(); is removed or lines are added next to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tree_sitter import Node

from qemu_xen_codemod.c.nodes import previous_code
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.statements import BRANCHING
from qemu_xen_codemod.edit.edit import Edit, Piece, Span
from qemu_xen_codemod.edit.lines import TRAILING_COMMENTS, indent_from
from qemu_xen_codemod.smpl.change.node_places import Unsafe

_ELSE = re.compile(rb"\s*else\b")
_LEVEL = b"    "
#: A line's code, where it is not a directive.
_LATER_LINE = re.compile(rb"(?<=\n)(?=[ \t]*+[^\s#])")
#: Why no lines can be added next to the braces of these.
_BLOCKS = {
    "switch_statement": "lines cannot be added next to the block of a switch",
    "function_definition": "lines cannot be added next to the braces of a function",
}


@dataclass(frozen=True, slots=True)
class Branch:
    """A statement without braces that is a whole branch or loop body."""

    span: Span
    #: The end of the code before it.
    before: int
    #: The comments between that code and the statement, with the blanks before them.
    comments: bytes
    #: The comment at the end of the statement's line, with the blanks before it.
    trailing: bytes
    #: The indentation of the line with the branch's keyword, and of the statement.
    outer: bytes
    inner: bytes
    #: Whether it is the `if` of an `else if`, which has the indentation of the `else`.
    is_else_if: bool

    def emptied(self, data: bytes, rule: str) -> Edit:
        """Empty braces in place of the removed statement."""
        end, rest = self._else(data)
        pieces = (self._opening + self.outer + b"}" + rest,)
        return Edit(Span(self.before, end), pieces, rule)

    def braced(
        self, data: bytes, above: Sequence[bytes], below: Sequence[bytes], rule: str
    ) -> Edit:
        """The statement in braces, with lines above and below it."""
        end, rest = self._else(data)
        opening = self._opening + b"".join(self._indented(text) for text in above) + self.inner
        closing = self.trailing + b"\n" + b"".join(self._indented(text) for text in below)
        pieces = (opening, *self._statement(data), closing + self.outer + b"}" + rest)
        return Edit(Span(self.before, end), pieces, rule)

    def braces_around(self, data: bytes, text: bytes, rule: str) -> Edit:
        """Braces with new lines of text in place of the statement."""
        end, rest = self._else(data)
        lines = self._indented(text).removesuffix(b"\n") + self.trailing + b"\n"
        pieces = (self._opening + lines + self.outer + b"}" + rest,)
        return Edit(Span(self.before, end), pieces, rule)

    def _statement(self, data: bytes) -> Iterator[Piece]:
        """The statement, with the later lines of an `else if` one level deeper."""
        at = self.span.start
        if self.is_else_if:
            level = self.inner.removeprefix(self.outer)
            for line in _LATER_LINE.finditer(data, self.span.start, self.span.end):
                yield Span(at, line.start())
                yield level
                at = line.start()
        yield Span(at, self.span.end)

    @property
    def _opening(self) -> bytes:
        return b" {" + self.comments + b"\n"

    def _indented(self, text: bytes) -> bytes:
        lines = [
            self.inner + line if line and not line.startswith(b"#") else line
            for line in text.rstrip(b"\n").split(b"\n")
        ]
        return b"\n".join(lines) + b"\n"

    def _else(self, data: bytes) -> tuple[int, bytes]:
        """The end of the edit, and an `else` after the statement, for the closing brace's line."""
        end = self.span.end + len(self.trailing)
        following_else = _ELSE.match(data, end)
        return (following_else.end(), b" else") if following_else else (end, b"")


def branch_at(source: SourceFile, span: Span, *, is_block: bool = False) -> Branch | None:
    """The brace-less branch that is exactly this statement; with `is_block`, also a block.

    Raises Unsafe if the tree does not show code between the branch's keyword and the statement.
    """
    node = source.ancestors.smallest(span)
    around = source.ancestors.parent
    while node is not None and (node.start_byte, node.end_byte) != (span.start, span.end):
        if node.start_byte < span.start or node.end_byte > span.end:
            return None
        node = around(node)
    owner = around(node) if node is not None else None
    while node and owner and _same_span(node, owner) and owner.type not in BRANCHING:
        node, owner = owner, around(owner)
    if node is None or owner is None or owner.type not in BRANCHING:
        return None
    if node.type == "compound_statement" and not is_block:
        return None
    if not node.type.endswith("statement"):
        return None
    before = previous_code(node)
    if before is None:
        return None
    is_read = source.directive_at(before.start_byte) is None
    if before.is_error or not is_read or source.code_in(before.end_byte, span.start):
        raise Unsafe(span, "the code before it could not be parsed", source.place(before.end_byte))
    data = source.data
    line = data.rfind(b"\n", 0, owner.start_byte) + 1
    outer = indent_from(data, line)
    own_line = data.rfind(b"\n", 0, span.start) + 1
    inner = indent_from(data, own_line)
    begins_line = not data[own_line : span.start].strip()
    if not begins_line:
        inner = outer + (b"\t" if b"\t" in outer else _LEVEL)
    comments = data[before.end_byte : span.start].rstrip()
    comment_match = TRAILING_COMMENTS.match(data, span.end)
    trailing = comment_match.group().rstrip() if comment_match else b""
    is_else_if = owner.type == "else_clause" and node.type == "if_statement" and not begins_line
    return Branch(span, before.end_byte, comments, trailing, outer, inner, is_else_if)


def no_lines_beside(source: SourceFile, span: Span, *, is_any_statement: bool) -> str | None:
    """Why no lines can be added next to a span: it is the block of a `switch` or of a function, or
    a metavariable matched a label with its statement, which Coccinelle matches one by one.
    """
    node = source.ancestors.smallest(span)
    while node is not None and (node.start_byte, node.end_byte) == (span.start, span.end):
        if is_any_statement and node.type in ("case_statement", "labeled_statement"):
            return "lines cannot be added next to a label and its statement"
        if node.type == "compound_statement" and node.parent is not None:
            return _BLOCKS.get(node.parent.type)
        node = node.parent
    return None


def _same_span(node: Node, other: Node) -> bool:
    return (node.start_byte, node.end_byte) == (other.start_byte, other.end_byte)
