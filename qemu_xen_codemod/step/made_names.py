# SPDX-License-Identifier: GPL-2.0-or-later
"""MadeNames: references to wanted functions whose names the code does not spell out.

    #define XC(fn) xc_##fn(xch)          XC(domain_pause)            a macro pastes the name
    #define LOAD(f) p_##f = dlsym(h, #f) LOAD(xc_version)            it is looked up at run time,
    dlsym(h, "xc_version")               { "xc_version", &p },       and so it is here

A string is a reference where it is given to a function that looks up names, and in a table or a
variable where something looks up names; elsewhere it is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property

from qemu_xen_codemod.c.declarator import Lexeme, closing, opening, openings
from qemu_xen_codemod.c.expansion import Piece, expand, pieces
from qemu_xen_codemod.c.language import language_of
from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.c.literal import strings
from qemu_xen_codemod.c.macro import macros_of
from qemu_xen_codemod.c.macro_definition import Macro
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.unlisted import is_function_used
from qemu_xen_codemod.c.usage import Use, is_use
from qemu_xen_codemod.c.wanted import Wanted
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.reference import Form, Reference, make_reference
from qemu_xen_codemod.rule.pack import Library
from qemu_xen_codemod.rule.searched import opened_words
from qemu_xen_codemod.step.loader import Loader, is_loading, opened_libraries
from qemu_xen_codemod.step.macro_table import MacroTable
from qemu_xen_codemod.step.workspace import Workspace

#: The number of tokens around an invocation that show how its result is used.
_AROUND = 8
_LITERAL = re.compile(rb'"([A-Za-z_]\w*)"')


@dataclass(frozen=True, slots=True)
class _Found:
    word: bytes
    #: The token in the file that produces it.
    token: Token
    form: Form
    why: str
    #: The macro whose definition contains it, b"" for none.
    macro: bytes = b""


class MadeNames:
    """Searches a tree once, and then its files one by one."""

    def __init__(
        self,
        workspace: Workspace,
        wanted: Wanted,
        libraries: Sequence[Library],
        paths: Sequence[str],
    ) -> None:
        """`paths`: the files of known languages that contain what `wanted` is searched by."""
        self._workspace = workspace
        self._wanted = wanted
        self._libraries = libraries
        self._macros = MacroTable(workspace, wanted, paths)
        self._loader = Loader(workspace)
        #: Files that may contain such references.
        self.paths = frozenset(self._macros.paths)

    def find(self, source: SourceFile) -> Iterator[Reference]:
        """The references of a file, in order, without outcome."""
        found: list[_Found] = []
        if source.path in self.paths:
            texts = self._texts(source)
            starts = texts.keys() | set(self._invoked(source, texts))
            found += self._in_code(source, source.code, starts, texts)
            found += self._in_macros(source)
        for entry in sorted(found, key=lambda item: item.token.start):
            span = Span(entry.token.start, entry.token.end)
            reference = make_reference(source, Use(entry.word, span, entry.macro), entry.form)
            yield replace(reference, reason=entry.why)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """Which libraries are opened at run time, one sentence each."""
        return tuple(
            f"{path}:{line}: {name} is opened at run time"
            for path, line, name in sorted(self._opened)
        )

    @cached_property
    def _opened(self) -> frozenset[tuple[str, int, str]]:
        """Path, line and library of each string literal that is a file name of a library."""
        words = opened_words(self._libraries)
        names = [library.stem.encode() for library in self._libraries if library.name]
        found = set()
        for path in self._workspace.holding(words) if words else ():
            if language_of(path) is not None:
                source = self._workspace.source(path)
                for offset, name in opened_libraries(source, names):
                    found.add((path, source.line_of(offset), name.decode()))
        return frozenset(found)

    def _in_code(
        self,
        source: SourceFile,
        code: Sequence[Token],
        starts: Set[int],
        texts: Mapping[int, bytes],
    ) -> Iterator[_Found]:
        """The results of the macros and strings that begin at `starts`."""
        done = 0
        for at in sorted(starts):
            if at < done:
                continue
            end = self._invocation(code, at, source.path)
            if end:
                yield from self._expanded(source, code, at, end)
                done = end
            elif at in texts:
                why = self._why_looked_up(code, at, source)
                if why:
                    yield _Found(texts[at], _inside(code[at], texts[at]), Form.BY_NAME, why)

    def _in_macros(self, source: SourceFile) -> Iterator[_Found]:
        """What the file's macros look up by themselves, whatever their arguments."""
        for macro in macros_of(source):
            body = macro.body
            texts = {at: text for at, _, text in strings(body) if text in self._wanted}
            named = [at for at, token in enumerate(body) if token.text in self._wanted]
            if not texts and not named:
                continue
            starts = texts.keys() | set(self._around(body, (*texts, *named), source))
            for item in self._in_code(source, body, starts, texts):
                if item.form is Form.BY_NAME:
                    yield replace(item, macro=macro.name)

    def _texts(self, source: SourceFile) -> dict[int, bytes]:
        """The strings in code that are wanted names, by the index of their first token."""
        literals = set(_LITERAL.findall(source.data))
        if not self._wanted.among(literals) and not self._wanted.pieces_among(literals):
            return {}
        return {at: text for at, _, text in strings(source.code) if text in self._wanted}

    def _invoked(self, source: SourceFile, texts: Iterable[int]) -> Iterator[int]:
        """Where macros are invoked that may produce a wanted name."""
        code, places = source.code, source.word_places
        made = [
            at for name in self._macros.makers.among(places, source.path) for at in places[name]
        ]
        yield from made
        wanted = self._wanted
        words = wanted.among(places.keys()) | wanted.pieces_among(places.keys())
        words |= {word for word in places if wanted.is_bare(word)}
        # `#define xc_version(a...) CALL(int, xc_version, a)`: a macro in place of the function.
        yield from (at for word in words if self._is_macro(word, source) for at in places[word])
        inside = [*made, *texts, *(at for word in words for at in places[word])]
        yield from self._around(code, inside, source)

    def _is_macro(self, word: bytes, source: SourceFile) -> bool:
        return bool(self._macros.definitions(word, source.path))

    def _around(
        self, code: Sequence[Token], places: Iterable[int], source: SourceFile
    ) -> Iterator[int]:
        """The macros whose arguments contain the tokens."""
        brackets: Sequence[int] = ()
        for at in places:
            brackets = brackets or openings(code)
            bracket = brackets[at]
            while bracket > 0 and code[bracket].text == b"(":
                if self._is_macro(code[bracket - 1].text, source):
                    yield bracket - 1
                bracket = brackets[bracket]

    def _invocation(self, code: Sequence[Token], at: int, path: str) -> int:
        """The index after the macro's invocation at `at`, 0 if it is not one."""
        if code[at].kind is not Kind.WORD:
            return 0
        found = self._macros.definitions(code[at].text, path)
        is_called = at + 1 < len(code) and code[at + 1].text == b"("
        if is_called and any(macro.parameters is not None for _, macro in found):
            return closing(code, at + 1) + 1
        return at + 1 if any(macro.parameters is None for _, macro in found) else 0

    def _expanded(
        self, source: SourceFile, code: Sequence[Token], at: int, end: int
    ) -> Iterator[_Found]:
        """What the macro invoked at `at` produces from its arguments."""
        before = pieces(code[max(0, at - _AROUND) : at])
        after = pieces(code[end : end + _AROUND])
        seen: set[tuple[bytes, Form]] = set()
        for macro in self._candidates(source.path, code[at]):
            lookup = self._macros.lookup(source.path, code[at].start)
            made = expand(
                pieces(code[at:end]),
                lambda name, first=macro, other=lookup: (  # type: ignore[misc]
                    first if name == first.name else other(name)
                ),
            )
            whole = [*before, *made, *after]
            for word, form, why in self._of_expansion(whole, len(before), len(made), source):
                if (word, form) in seen:
                    continue
                seen.add((word, form))
                named = next((pair for pair in code[at + 1 : end] if pair.text == word), code[at])
                reason = why or f"the macro {code[at].text.decode()} forms its name"
                yield _Found(word, named, form, reason)

    def _candidates(self, path: str, name: Token) -> list[Macro]:
        """The macros that the name may stand for: the file's last one, else those of others."""
        found = self._macros.definitions(name.text, path)
        here = [item for file, item in found if file == path and item.offset <= name.start]
        return here[-1:] or list({macro.text: macro for _, macro in found}.values())

    def _of_expansion(
        self, code: Sequence[Piece], start: int, length: int, source: SourceFile
    ) -> Iterator[tuple[bytes, Form, str]]:
        for at in range(start, start + length):
            piece = code[at]
            is_name = piece.kind is Kind.WORD and piece.is_made and piece.text in self._wanted
            if is_name and is_use(code, at) and self._is_function(code, at):
                yield piece.text, Form.PASTED, ""
        for first, _, text in strings(code):
            if start <= first < start + length and text in self._wanted:
                why = self._why_looked_up(code, first, source)
                if why:
                    yield text, Form.BY_NAME, why

    def _is_function(self, code: Sequence[Lexeme], at: int) -> bool:
        word = code[at].text
        if not self._wanted.is_unlisted(word):
            return True
        before = code[at - 1].text if at else b""
        after = code[at + 1].text if at + 1 < len(code) else b""
        return is_function_used(Use(word, Span(0, 0), b"", before, after))

    def _why_looked_up(self, code: Sequence[Lexeme], first: int, source: SourceFile) -> str:
        """Why the string from `first` to `end` is looked up at run time, "" if it is not."""
        around = opening(code, first)
        before = code[first - 1].text if first else b""
        library = self._library(source.path)
        if around >= 0 and code[around].text == b"(":
            name = code[around - 1] if around else None
            behind = b""
            if name is not None and name.kind is Kind.WORD:
                behind = self._loader.behind(name.text)
            return f"{behind.decode()}() looks it up at run time{library}" if behind else ""
        is_listed = before in (b"{", b",") or (
            before == b"=" and first > 2 and _is_designator(code, first - 2)
        )
        if is_listed and around >= 0 and self._loader.is_used:
            return f"it is in a table of names that are looked up at run time{library}"
        if before in (b"=", b"return", b"?", b":") and is_loading(source):
            return f"it may be looked up at run time{library}"
        return ""

    def _library(self, path: str) -> str:
        here = {name for file, _, name in self._opened if file == path}
        names = sorted(here or {name for _, _, name in self._opened})
        return f", in {' or '.join(names)}" if names else ""


def _inside(literal: Token, text: bytes) -> Token:
    """The text of a literal as a token."""
    at = literal.text.find(text)
    start = literal.start + max(at, 0)
    return Token(Kind.WORD, start, start + len(text), text)


def _is_designator(code: Sequence[Lexeme], at: int) -> bool:
    """Whether `.name` or `[index]` of an initialiser ends at `at`."""
    return code[at].text == b"]" or (at > 0 and code[at - 1].text == b".")
