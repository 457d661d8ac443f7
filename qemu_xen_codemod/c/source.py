# SPDX-License-Identifier: GPL-2.0-or-later
"""SourceFile: a file's bytes, its tree-sitter tree, and where it could not be parsed.

The tree is parsed from a masked copy of the bytes (`mask`), in which code that tree-sitter cannot
parse is blanked to the same length. Offsets are therefore those of the file's own bytes, and `text`
returns these.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, wraps
from operator import attrgetter
from typing import Any, TypeVar

from tree_sitter import Node, Tree

from qemu_xen_codemod.c.ancestors import Ancestors, deeper_than
from qemu_xen_codemod.c.dead import dead_spans
from qemu_xen_codemod.c.known_macros import KnownMacros
from qemu_xen_codemod.c.language import Language, language_of
from qemu_xen_codemod.c.lexer import Kind, Token, code_tokens, cpp_tokens, directives, tokens
from qemu_xen_codemod.c.mask.buffer import MaskBuffer, blanked
from qemu_xen_codemod.c.mask.mask import Masked, read
from qemu_xen_codemod.c.mask.prefixes import with_prefixes
from qemu_xen_codemod.c.node_kinds import PREFIXED
from qemu_xen_codemod.c.parse import errors_of, parse
from qemu_xen_codemod.c.type_names import TypeNames
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.errors import Place

__all__ = ["SourceFile", "asked_once", "parse"]

Answer = TypeVar("Answer")

#: Larger files are not searched: nobody writes such C, and 100 MB would take more than a minute.
MOST_BYTES = 8_000_000
#: The largest depth of a file's tree. A bracket takes one or two levels, an `else if` two, an
#: operator one; QEMU's code stays below 100.
MOST_LEVELS = 5000
#: The size from which the tokens of a piece of code are worth looking up, in bytes.
_LONG = 200
_WORD = re.compile(rb"\w+")
_QUOTED = re.compile(rb'[ \t\f\v]*#[ \t\f\v]*include[ \t\f\v]*"([^"\n]+)"')
_DIRECTIVE = re.compile(rb"(?:\A|\n)[ \t\f\v]*#")
#: Without one of these no code is dead, and the file need not be tokenised to know.
_IF_0 = re.compile(rb"#[ \t\f\v]*if\b[^\n]*\b0\b|#[ \t\f\v]*if[ \t]*(?:\\|/\*)")


@dataclass(frozen=True, eq=False)
class SourceFile:
    """One C file. It is parsed when its tree is first requested."""

    #: POSIX path inside the tree.
    path: str
    data: bytes
    #: Blanked before parsing: code that a rule must not see.
    hidden: tuple[Span, ...] = ()
    #: What to parse instead of `data`, with the same length; None for `data` itself.
    parsed_as: bytes | None = None
    #: What is known about the macros that it uses, except for its own.
    macros: KnownMacros | None = field(default=None, repr=False)
    #: The file that this is a fragment of; None for a file.
    whole: SourceFile | None = field(default=None, repr=False)
    #: By questions that are asked once.
    _answers: dict[Callable[[SourceFile], Any], Any] = field(
        default_factory=dict, init=False, repr=False
    )

    @property
    def _seen(self) -> bytes:
        """The file with hidden code blanked, as long as `data`."""
        data = self.data if self.parsed_as is None else self.parsed_as
        if not self.hidden:
            return data
        buffer = MaskBuffer(data)
        for span in self.hidden:
            buffer.blank(span.start, span.end)
        return bytes(buffer.bytes)

    @cached_property
    def _read(self) -> Masked:
        known = self.macros or KnownMacros({}, data=self.data)
        if self.hidden or self.parsed_as is not None:
            masked = read(self._seen, known=known)
        else:
            masked = read(self.data, lambda: self.tokens, known)
        return with_prefixes(masked, self._names_type)

    def _names_type(self, name: bytes, offset: int) -> bool | None:
        file = self.whole or self
        return file.type_names.is_type(name, file.directive_at(offset))

    @cached_property
    def type_names(self) -> TypeNames:
        return TypeNames(self.code, self.word_places)

    @property
    def masked(self) -> bytes:
        """The bytes that were parsed, as long as `data`."""
        return self._read.data

    @property
    def tree(self) -> Tree:
        return self._read.tree

    @property
    def root(self) -> Node:
        return self.tree.root_node

    @cached_property
    def ancestors(self) -> Ancestors:
        return Ancestors(self.root)

    @cached_property
    def too_deep(self) -> Span | None:
        """Where code is nested more deeply than anybody writes it, so that it is not searched."""
        node = deeper_than(self.root, MOST_LEVELS)
        return None if node is None else Span(node.start_byte, node.end_byte)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        is_cpp = language_of(self.path) is Language.CPP
        return tuple(cpp_tokens(self.data) if is_cpp else tokens(self.data))

    @cached_property
    def _uncommented(self) -> tuple[Token, ...]:
        return tuple(token for token in self.tokens if token.kind is not Kind.COMMENT)

    def code_in(self, start: int, end: int) -> Sequence[Token]:
        """The tokens between two offsets, without comments."""
        part = self._part(start, end)
        return self._uncommented[part] if part else list(code_tokens(self.data, start, end))

    def texts_in(self, start: int, end: int) -> tuple[bytes, ...]:
        """The texts of these tokens."""
        part = self._part(start, end)
        if part:
            return self._texts[part]
        return tuple(token.text for token in code_tokens(self.data, start, end))

    @cached_property
    def _texts(self) -> tuple[bytes, ...]:
        return tuple(token.text for token in self._uncommented)

    def _part(self, start: int, end: int) -> slice | None:
        """Which of the file's tokens these are; None if there are few or if one of them is cut."""
        if end - start <= _LONG:
            return None
        # Tokenised once for all questions: there are many nested pieces.
        known = self._uncommented
        first = bisect_left(known, start, key=attrgetter("start"))
        last = bisect_left(known, end, key=attrgetter("start"))
        is_cut = any(known[at - 1].end > cut for at, cut in ((first, start), (last, end)) if at)
        return None if is_cut else slice(first, last)

    @cached_property
    def code(self) -> tuple[Token, ...]:
        """The tokens without comments and directives."""
        skipped = (Kind.COMMENT, Kind.DIRECTIVE)
        return tuple(token for token in self.tokens if token.kind not in skipped)

    def code_index(self, offset: int) -> int:
        """The index in `code` of the first token from an offset on."""
        return bisect_left(self.code, offset, key=attrgetter("start"))

    @cached_property
    def directives(self) -> tuple[Token, ...]:
        if "tokens" not in self.__dict__ and language_of(self.path) is not Language.CPP:
            return tuple(directives(self.data))
        return tuple(token for token in self.tokens if token.kind is Kind.DIRECTIVE)

    def directives_in(self, start: int, end: int) -> Sequence[Token]:
        """The directives that begin between two offsets."""
        begin = attrgetter("start")
        first = bisect_left(self.directives, start, key=begin)
        return self.directives[first : bisect_left(self.directives, end, key=begin)]

    def directive_at(self, offset: int) -> Token | None:
        """The directive that contains the byte."""
        index = bisect_right(self.directives, offset, key=attrgetter("start")) - 1
        found = self.directives[index] if index >= 0 else None
        return found if found is not None and offset < found.end else None

    @cached_property
    def quoted_includes(self) -> tuple[str, ...]:
        """The quoted paths of its includes, in order."""
        found = (_QUOTED.match(token.text) for token in self.directives)
        return tuple(match.group(1).decode("utf-8", "replace") for match in found if match)

    @cached_property
    def word_places(self) -> dict[bytes, list[int]]:
        """For each word of `code`, the indices where it occurs."""
        places: dict[bytes, list[int]] = {}
        for index, token in enumerate(self.code):
            if token.kind is Kind.WORD:
                places.setdefault(token.text, []).append(index)
        return places

    @cached_property
    def words(self) -> frozenset[bytes]:
        """The runs of letters, digits and underscores, wherever they are."""
        return frozenset(_WORD.findall(self.data, self.first))

    @cached_property
    def first(self) -> int:
        """The offset of the first byte that is not blank: there are thousands before a fragment."""
        return len(self.data) - len(self.data.lstrip())

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Byte offset of the first byte of each line."""
        starts = [0]
        at = self.data.find(b"\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.data.find(b"\n", at + 1)
        return tuple(starts)

    @cached_property
    def unparsed(self) -> tuple[Span, ...]:
        """Where the tree does not represent the file, in order: its outermost ERROR nodes, its
        MISSING tokens (empty spans), operators that it shows in another order, and #if lines and
        arms that were masked because they cut a construct.
        """
        cut = [span for span in self.blanked if _DIRECTIVE.search(self.text(span))]
        return tuple(sorted({*errors_of(self.tree), *self._read.misread, *cut}))

    @cached_property
    def blanked(self) -> tuple[Span, ...]:
        """The masked spans that contain a word, in order: macros that alone are not C, #if lines,
        arms. The tree shows something else, or nothing, in their place.
        """
        return blanked(self._seen, self.masked)

    def is_dead(self, offset: int) -> bool:
        """Whether an offset is in text that is never compiled (`#if 0`)."""
        at = bisect_right(self.dead, offset, key=attrgetter("start")) - 1
        return at >= 0 and offset < self.dead[at].end

    @cached_property
    def dead(self) -> tuple[Span, ...]:
        """The spans of code that no compiler sees."""
        return dead_spans(self.tokens) if _IF_0.search(self.data) else ()

    def text(self, node: Node | Span) -> bytes:
        """The file's own bytes for a node or span."""
        if isinstance(node, Span):
            return self.data[node.start : node.end]
        return self.data[node.start_byte : node.end_byte]

    def prefix(self, node: Node) -> bytes:
        """The operator in front of an operand, b"" for none. The tree may have another one."""
        return self.text(node.children[0]) if node.type in PREFIXED else b""

    def line_of(self, offset: int) -> int:
        """The 1-based line of a byte offset."""
        return bisect_right(self.line_starts, offset)

    def place(self, offset: int) -> Place:
        """The place of a byte offset, with the column in characters.

        A byte that is not UTF-8 counts as one character.
        """
        line = self.line_of(offset)
        start = self.line_starts[line - 1]
        shown = self._shown.get(line)
        if shown is None:
            end = self.data.find(b"\n", start)
            raw = self.data[start : end if end >= 0 else len(self.data)]
            shown = self._shown[line] = raw.decode("utf-8", "replace").rstrip("\r")
        if shown.isascii():
            return Place(self.path, line, offset - start + 1, shown)
        column = len(self.data[start:offset].decode("utf-8", "replace")) + 1
        return Place(self.path, line, column, shown)

    @cached_property
    def _shown(self) -> dict[int, str]:
        """The lines that were requested: all places on a long line share one text."""
        return {}

    def offset(self, place: Place) -> int:
        """The byte offset of a place of the file."""
        start = self.line_starts[min(place.line, len(self.line_starts)) - 1]
        end = start
        while end < len(self.data) and self.place(end).column < place.column:
            end += 1
        return end


def asked_once(question: Callable[[SourceFile], Answer]) -> Callable[[SourceFile], Answer]:
    """The question's answer, which is kept with the file: nobody may change it."""

    @wraps(question)
    def answer(source: SourceFile) -> Answer:
        answers: dict[Callable[[SourceFile], Any], Answer] = source._answers  # noqa: SLF001
        if question not in answers:
            answers[question] = question(source)
        return answers[question]

    return answer
