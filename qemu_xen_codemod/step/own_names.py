# SPDX-License-Identifier: GPL-2.0-or-later
"""OwnNames: what the user's own rules remove from the code, and its uses in a tree.

Functions are found like those of the libraries, and also in `#if` conditions. Types and members are
recognised by the words around them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from qemu_xen_codemod.c.around import Functions
from qemu_xen_codemod.c.declarator import is_declarator
from qemu_xen_codemod.c.language import language_of
from qemu_xen_codemod.c.lexer import Kind, Token, words_of
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.usage import macro_body, uses
from qemu_xen_codemod.c.wanted import Wanted
from qemu_xen_codemod.c.words import TAGGED
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.parallel import processes_for, work_on
from qemu_xen_codemod.reference import Reference, why_left
from qemu_xen_codemod.rule.outcome import Outcome
from qemu_xen_codemod.rule.pack import Keep, Library
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.smpl import NameKind
from qemu_xen_codemod.step.keep import KeptRegion, kept_regions
from qemu_xen_codemod.step.made_names import MadeNames
from qemu_xen_codemod.step.workspace import Workspace

_CONDITIONS = frozenset(b"if ifdef ifndef elif elifdef elifndef undef".split())
_GONE = (Outcome.REWRITTEN, Outcome.WRAPPED, Outcome.RETIRED)
_SHOWN = 3


@dataclass(frozen=True)
class OwnNames:
    """The names, by kind."""

    functions: frozenset[bytes] = frozenset()
    types: frozenset[bytes] = frozenset()
    tags: frozenset[bytes] = frozenset()
    members: frozenset[bytes] = frozenset()

    @property
    def all(self) -> frozenset[bytes]:
        return self.functions | self.types | self.tags | self.members

    @cached_property
    def wanted(self) -> Wanted:
        return Wanted(self.functions)

    @property
    def search_words(self) -> frozenset[bytes]:
        return self.all | self.wanted.search_words


def own_names(rules: Sequence[Rule], libraries: Sequence[Library]) -> OwnNames:
    """The names that the rules handle and that belong to no library."""
    found: dict[NameKind, set[bytes]] = {kind: set() for kind in NameKind}
    for rule in rules:
        for symbol in rule.symbols:
            found[NameKind.FUNCTION].add(symbol.encode())
        for remove in rule.removes:
            found[remove.kind].add(remove.name.encode())
    functions = (
        name
        for name in found[NameKind.FUNCTION]
        if not any(library.holds(name.decode()) for library in libraries)
    )
    return OwnNames(
        frozenset(functions),
        frozenset(found[NameKind.TYPE]),
        frozenset(found[NameKind.TAG]),
        frozenset(found[NameKind.MEMBER]),
    )


def find_own(
    workspace: Workspace, own_names: OwnNames, keep: Sequence[Keep]
) -> Iterator[Reference]:
    """The uses of the names, by path and place; those that the pack keeps are kept."""
    if not own_names.all:
        return
    made = MadeNames(workspace, own_names.wanted, (), _sources(workspace, own_names.search_words))
    # The others only contain pieces of names.
    using = _sources(workspace, own_names.all)

    def work(path: str) -> tuple[Reference, ...]:
        # Not the workspace's source: the tokens of hundreds of files need not be cached.
        data = workspace.read(path)
        source = SourceFile(path, data, macros=workspace.macros_of(path, data))
        return tuple(_kept(source, keep, _in_file(source, own_names)))

    written = dict(zip(using, work_on(work, using, processes_for(len(using))), strict=True))
    for path in sorted(made.paths.union(using)):
        found = {reference.offset: reference for reference in written.get(path, ())}
        if path in made.paths:
            source = workspace.source(path)
            found |= {item.offset: item for item in _kept(source, keep, made.find(source))}
        for _, entry in sorted(found.items()):
            yield entry


def _sources(workspace: Workspace, words: frozenset[bytes]) -> list[str]:
    return [path for path in workspace.holding(words) if language_of(path) is not None]


def _kept(
    source: SourceFile, keep: Sequence[Keep], found: Iterable[Reference]
) -> Iterator[Reference]:
    """The references; those in code that the pack keeps are kept."""
    regions: Sequence[KeptRegion] | None = None
    for reference in found:
        if regions is None:
            regions = kept_regions(keep, source)
        for region in regions:
            if region.span.start <= reference.offset < region.span.end:
                reference = replace(reference, outcome=Outcome.KEPT, reason=region.reason)
                break
        yield reference


def unused_notes(
    workspace: Workspace, own_names: OwnNames, references: Sequence[Reference]
) -> Iterator[str]:
    """A sentence for each function that had uses, has none left, and is still declared."""
    left = {reference.symbol for reference in references if reference.outcome not in _GONE}
    removed = {reference.symbol for reference in references if reference.outcome in _GONE} - left
    for name in sorted(name for name in own_names.functions if name.decode() in removed):
        places = list(_declared(workspace, name))
        if places:
            more = f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
            yield (
                f"nothing uses {name.decode()} any more; it is still declared or defined in"
                f" {', '.join(places[:_SHOWN])}{more}"
            )


def _declared(workspace: Workspace, name: bytes) -> Iterator[str]:
    for path in workspace.holding(frozenset((name,))):
        if language_of(path) is None:
            continue
        source = workspace.source(path)
        for at in source.word_places.get(name, ()):
            if is_declarator(source.code, at):
                yield f"{path}:{source.line_of(source.code[at].start)}"
        for token in source.directives:
            if macro_body(token)[0] == name:
                yield f"{path}:{source.line_of(token.start)}"


def _in_file(source: SourceFile, own_names: OwnNames) -> Iterator[Reference]:
    functions = Functions(source.code)

    def reference(word: bytes, at: int, macro: bytes = b"", reason: str = "") -> Reference:
        return Reference(
            word.decode("utf-8", "replace"),
            source.place(at),
            at,
            macro.decode("utf-8", "replace") if macro else functions.around(at),
            in_macro=bool(macro),
            reason=reason or why_left(source.path),
        )

    for use in uses(source, own_names.functions):
        yield reference(use.word, use.span.start, use.macro)
    for span, word in _conditions(source, own_names.functions):
        yield reference(word, span.start, reason="it is in a preprocessor condition")
    others = own_names.types | own_names.tags | own_names.members
    if others:
        for token in source.directives:
            name, body = macro_body(token)
            for at, pair in enumerate(body):
                if pair.text in others and _is_told(body, at, own_names):
                    yield reference(pair.text, pair.start, name)
        for word in others & source.word_places.keys():
            for at in source.word_places[word]:
                if _is_told(source.code, at, own_names):
                    yield reference(word, source.code[at].start)


def _is_told(code: Sequence[Token], at: int, own_names: OwnNames) -> bool:
    """Whether the word at `at` is a use of a type, tag or member of that name."""
    word = code[at].text
    before = code[at - 1].text if at else b""
    after = code[at + 1].text if at + 1 < len(code) else b""
    if before in (b".", b"->"):
        return word in own_names.members
    if before in TAGGED:
        return word in own_names.tags and after != b"{"
    return word in own_names.types and not is_declarator(code, at)


def _conditions(source: SourceFile, words: frozenset[bytes]) -> Iterator[tuple[Span, bytes]]:
    """The words in `#if` and similar directives."""
    if not words:
        return
    for directive in source.directives:
        if not any(word in directive.text for word in words):
            continue
        name, *rest = words_of(directive)
        if name.text in _CONDITIONS:
            for token in rest:
                if token.kind is Kind.WORD and token.text in words:
                    yield Span(token.start, token.end), token.text
