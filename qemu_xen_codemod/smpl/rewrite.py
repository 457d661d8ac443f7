"""Operations x a match's State -> Edits.

Each operation is done at every place that its nodes matched: of two branches that both come to the
statement behind `...`, both are edited. An edit that would not be safe raises Unsafe.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from tree_sitter import Node

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Edit, Piece, Span
from qemu_xen_codemod.edit.lines import insert_lines_after, insert_lines_before, remove_lines
from qemu_xen_codemod.edit.realign import shifted
from qemu_xen_codemod.edit.reindent import reindent
from qemu_xen_codemod.edit.slots import Element, lay_out
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.errors import Place
from qemu_xen_codemod.smpl.binding import Binding, Record, State
from qemu_xen_codemod.smpl.branch import Branch, branch_at
from qemu_xen_codemod.smpl.declarators import declaration_of_several
from qemu_xen_codemod.smpl.difference import Insert, Operation, Remove, Replace, Slots
from qemu_xen_codemod.smpl.item import PLACEHOLDER
from qemu_xen_codemod.smpl.pattern import PatternNode
from qemu_xen_codemod.smpl.template import Template

#: In a branch without braces, an `else` behind it would become its own.
_CONTROL = re.compile(rb"\s*(if|for|while|do|switch)\b")
_PLACEHOLDER = re.compile(PLACEHOLDER + rb"copy[0-9]+")


class Unsafe(Exception):
    """An edit cannot be made safely at this span."""

    def __init__(self, span: Span, why: str, other: Place | None = None) -> None:
        super().__init__(why)
        self.span = span
        self.why = why
        #: What it goes against.
        self.other = other


@dataclass(frozen=True, slots=True)
class _Instance:
    """One place of a statement of the pattern, with the bindings that hold in it."""

    span: Span
    env: Mapping[str, Binding]


class Rewriter:
    """Turns the matches of one file into edits."""

    def __init__(self, source: SourceFile, style: Style, rule: str) -> None:
        self.source = source
        self.style = style
        self.rule = rule

    def edits(self, operations: tuple[Operation, ...], state: State) -> list[Edit]:
        """All edits of one match. Raises Unsafe."""
        return _MatchEdits(self, state).make(operations)


class _MatchEdits:
    def __init__(self, rewriter: Rewriter, state: State) -> None:
        self.source = rewriter.source
        self.data = rewriter.source.data
        self.style = rewriter.style
        self.rule = rewriter.rule
        self.state = state
        self.records: dict[int, list[Record]] = {}
        self.by_name: dict[str, list[Record]] = {}
        self.instances: list[_Instance] = []
        for record in state.records():
            self.records.setdefault(id(record.node), []).append(record)
            if record.node.metavariable is not None:
                self.by_name.setdefault(record.node.metavariable.name, []).append(record)
            if record.env is not None:
                self.instances.append(_Instance(record.span, record.env))
        self.braced: dict[Span, tuple[Branch, list[bytes], list[bytes]]] = {}
        self.parts: dict[bytes, tuple[Piece, ...]] = {}

    def make(self, operations: tuple[Operation, ...]) -> list[Edit]:
        edits: list[Edit] = []
        for operation in operations:
            if isinstance(operation, Replace):
                edits.extend(self._replace(operation))
            elif isinstance(operation, Remove):
                edits.extend(self._remove(operation))
            elif isinstance(operation, Insert):
                edits.extend(self._insert(operation))
            else:
                edits.extend(self._slots(operation))
        for branch, above, below in self.braced.values():
            edits.append(self._expanded(branch.braced(self.data, above, below, self.rule)))
        return list(dict.fromkeys(edits))

    # Where nodes stand

    def _records_of(self, node: PatternNode) -> list[Record]:
        return list({record.span: record for record in self.records.get(id(node), [])}.values())

    def _instance(self, span: Span) -> _Instance:
        """The innermost statement of the pattern around a span."""
        around = [one for one in self.instances if one.span.contains(span)]
        if not around:
            return _Instance(Span(0, len(self.data)), self.state.env)
        return min(around, key=lambda one: one.span.end - one.span.start)

    def _regions(self, nodes: tuple[PatternNode, ...]) -> Iterator[Span]:
        """The spans of neighbouring nodes, each place once."""
        firsts = self._records_of(nodes[0])
        if not firsts and self._is_matched(nodes):
            raise Unsafe(self._any_span(), "it matches in another form than the patch's own")
        for first in firsts:
            end = first.span.end
            for node in nodes[1:]:
                ends = [r.span.end for r in self._records_of(node) if r.span.start >= end]
                if ends:
                    end = min(ends)
            # Directives end with their newline.
            size = len(self.data[first.span.start : end].rstrip(b"\r\n"))
            yield Span(first.span.start, first.span.start + size)

    def _is_matched(self, nodes: tuple[PatternNode, ...]) -> bool:
        """Whether nodes without records stand in a branch that did match."""
        return any(id(leaf) in self.records for node in nodes for leaf in node.leaves())

    def _any_span(self) -> Span:
        return next(iter(self.state.records())).span

    # Operations

    def _replace(self, operation: Replace) -> Iterator[Edit]:
        for span in self._regions(operation.nodes):
            text = self._filled(operation.template, span)
            base = _indent_at(self.data, span.start)
            lines = reindent(self.data, base, text, self.style)
            eol = self._line_end(span.start)
            first = lines[0].lstrip(b" \t") if lines else b""
            joined = eol.join([first, *lines[1:]])
            if span.start == span.end:
                # What the code leaves out, as the value of `return;`.
                joined = b" " + joined
            if first.startswith(b"#"):
                begin = span.start - len(base)
                if not self.data[begin : span.start].strip():
                    span = Span(begin, span.end)
            may_need_braces = operation.template.is_lines or _is_several(operation.template)
            branch = branch_at(self.source, span) if may_need_braces else None
            if branch is not None and branch.span == span and len(operation.nodes) >= 1:
                if _is_several(operation.template):
                    yield self._expanded(branch.braces_around(self.data, text, self.rule))
                    continue
            yield self._expanded(Edit(span, (joined,), self.rule))

    def _remove(self, operation: Remove) -> Iterator[Edit]:
        for span in self._regions(operation.nodes):
            if declaration_of_several(self.source, span) is not None:
                yield Edit(span, (), self.rule)
                continue
            branch = branch_at(self.source, span)
            if branch is not None:
                yield branch.emptied(self.data, self.rule)
            else:
                yield remove_lines(self.data, span, self.rule)

    def _insert(self, operation: Insert) -> Iterator[Edit]:
        for record in self._records_of(operation.anchor):
            span = record.span
            if declaration_of_several(self.source, span) is not None:
                raise Unsafe(
                    span, "the declaration that it is put beside declares other names, too"
                )
            text = self._filled(operation.template, span)
            if operation.deeper:
                text = b"\n".join(b"    " + line if line else b"" for line in text.split(b"\n"))
            branch = branch_at(self.source, span)
            if branch is not None and not operation.deeper:
                _, above, below = self.braced.setdefault(span, (branch, [], []))
                (below if operation.below else above).append(text)
                continue
            put = insert_lines_after if operation.below else insert_lines_before
            yield self._expanded(put(self.data, span, text, self.style, self.rule))

    def _slots(self, operation: Slots) -> Iterator[Edit]:
        for record in self._records_of(operation.listed):
            elements = self._elements_in(record.span)
            new: list[Element] = []
            for one in operation.elements:
                if isinstance(one, Template):
                    text = self._filled(one, record.span)
                    new.append(Element(None, self._pieces(text)))
                else:
                    new.extend(Element(at) for at in self._indexes(one, record.span, elements))
            kept = {one.kept for one in new}
            new = [
                replace(one, replaces=at)
                if one.kept is None and at < len(elements) and at not in kept
                else one
                for at, one in enumerate(new)
            ]
            yield from lay_out(self.data, record.span, elements, new, self.rule)

    def _elements_in(self, listed: Span) -> list[Span]:
        """The spans of a source list's elements."""
        node: Node | None = self.source.root.descendant_for_byte_range(listed.start, listed.end - 1)
        while node is not None and (node.start_byte, node.end_byte) != (listed.start, listed.end):
            node = node.parent
        assert node is not None
        return [
            Span(child.start_byte, child.end_byte)
            for child in node.children[1:-1]
            if child.type not in (",", "comment")
        ]

    def _indexes(self, node: PatternNode, listed: Span, elements: list[Span]) -> list[int]:
        """Which source elements a pattern element stands for: several for dots, or none."""
        for record in self.records.get(id(node), []):
            if listed.contains(record.span):
                return [at for at, element in enumerate(elements) if record.span.contains(element)]
        return []

    # Templates

    def _filled(self, template: Template, around: Span) -> bytes:
        """The template's text with a placeholder of this match for each part."""
        instance = self._instance(around)

        def fill(found: re.Match[bytes]) -> bytes:
            name = PLACEHOLDER + b"copy%d" % (1000 + len(self.parts))
            self.parts[name] = self._part(template.parts[found.group()], instance)
            return name

        return _PLACEHOLDER.sub(fill, template.text)

    def _part(self, node: PatternNode, instance: _Instance) -> tuple[Piece, ...]:
        for record in self.records.get(id(node), []):
            if instance.span.contains(record.span):
                return (record.span,)
        if node.metavariable is not None:
            name = node.metavariable.name
            for record in self.by_name.get(name, []):
                if instance.span.contains(record.span):
                    return (record.span,)
            binding = instance.env.get(name) or self.state.env.get(name)
            if binding is not None:
                return (binding.span if binding.span is not None else binding.text,)
        for record in self.records.get(id(node), []):
            return (record.span,)
        if node.kind == "dots":
            return ()
        raise Unsafe(instance.span, "the added code names what is not in this match")

    def _pieces(self, text: bytes) -> tuple[Piece, ...]:
        """Text with placeholders -> pieces; copies of several lines move to their new indentation."""
        pieces: list[Piece] = []
        at = 0
        for found in _PLACEHOLDER.finditer(text):
            if found.group() not in self.parts:
                continue
            pieces.append(text[at : found.start()])
            line = text[text.rfind(b"\n", 0, found.start()) + 1 : found.start()]
            for part in self.parts[found.group()]:
                pieces.extend(self._moved(part, line, is_first=b"\n" not in text[: found.start()]))
            at = found.end()
        pieces.append(text[at:])
        return tuple(piece for piece in pieces if not isinstance(piece, bytes) or piece)

    def _moved(self, part: Piece, before: bytes, *, is_first: bool) -> Iterator[Piece]:
        if not isinstance(part, Span) or is_first or before.strip():
            yield part
            return
        old = _indent_at(self.data, part.start)
        text = self.data[part.start : part.end]
        begins_line = self.data[part.start - len(old) : part.start] == old
        if b"\n" not in text or old == before or not begins_line:
            yield part
            return
        tab = self.style.tab
        by = len(before.expandtabs(tab)) - len(old.expandtabs(tab))
        start = part.start
        while (end := self.data.find(b"\n", start, part.end)) >= 0:
            yield Span(start, end + 1)
            start = end + 1
            indent = _blank_at(self.data, start)
            if self.data[start + len(indent) : start + len(indent) + 1] not in (b"\n", b"#", b"\r"):
                yield shifted(indent, by, tab)
                start += len(indent)
        yield Span(start, part.end)

    def _expanded(self, edit: Edit) -> Edit:
        pieces: list[Piece] = []
        for piece in edit.pieces:
            pieces.extend(self._pieces(piece) if isinstance(piece, bytes) else (piece,))
        return Edit(edit.span, tuple(pieces), edit.rule)

    def _line_end(self, offset: int) -> bytes:
        end = self.data.find(b"\n", offset)
        return b"\r\n" if end > 0 and self.data[end - 1 : end] == b"\r" else b"\n"


def _blank_at(data: bytes, start: int) -> bytes:
    end = start
    while data[end : end + 1] in (b" ", b"\t"):
        end += 1
    return data[start:end]


def _indent_at(data: bytes, offset: int) -> bytes:
    """The indentation of the line that holds an offset."""
    return _blank_at(data, data.rfind(b"\n", 0, offset) + 1)


def _is_several(template: Template) -> bool:
    """Whether a template is more than one statement, or not a plain one."""
    text = template.text
    if text.lstrip().startswith(b"{"):
        return False
    return text.count(b";") > 1 or b"#" in text or _CONTROL.match(text) is not None
