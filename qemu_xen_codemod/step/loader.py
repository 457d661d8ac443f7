# SPDX-License-Identifier: GPL-2.0-or-later
"""Loader: which functions of a tree look up a name at run time, as dlsym() does.

These are functions of the system and of common libraries, and the tree's wrappers around them:
functions and macros whose body calls one, also indirectly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cached_property

from qemu_xen_codemod.c.arguments import arguments
from qemu_xen_codemod.c.around import Functions
from qemu_xen_codemod.c.declarator import closing
from qemu_xen_codemod.c.language import language_of
from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.c.literal import strings
from qemu_xen_codemod.c.macro import macros_of
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.step.workspace import Workspace

_LOOKUPS = frozenset(
    b"""dlsym dlvsym dlfunc g_module_symbol GetProcAddress SDL_LoadFunction lt_dlsym uv_dlsym
    PR_FindSymbol PR_FindFunctionSymbol""".split()
)
#: The depth of functions that call functions that call dlsym().
_DEPTH = 3


class Loader:
    """The functions that look up names; the tree is searched on the first request."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def behind(self, name: bytes) -> bytes:
        """The function that looks up the argument of `name`, b"" if it looks up nothing."""
        return name if name in _LOOKUPS else self._wrappers.get(name, b"")

    @cached_property
    def is_used(self) -> bool:
        """Whether the tree looks up anything at run time."""
        return any(is_loading(source) for source in self._holding(_LOOKUPS))

    @cached_property
    def _wrappers(self) -> dict[bytes, bytes]:
        """The tree's functions and macros that look up their arguments, and by what."""
        found: dict[bytes, bytes] = {}
        fresh = {name: name for name in _LOOKUPS}
        for _ in range(_DEPTH):
            more: dict[bytes, bytes] = {}
            for source in self._holding(frozenset(fresh)):
                for name in _users(source, fresh.keys()) - found.keys() - fresh.keys():
                    for parameters, body in _bodies(source, name):
                        for callee in _called(body, parameters):
                            if callee in fresh:
                                more[name] = fresh[callee]
            if not more:
                break
            found |= more
            fresh = more
        return found

    def _holding(self, words: frozenset[bytes]) -> Iterator[SourceFile]:
        for path in self._workspace.holding(words):
            if language_of(path) is not None:
                yield self._workspace.source(path)


def is_looking_up(data: bytes) -> bool:
    """Whether the text contains the name of a function that looks up names."""
    return any(name in data for name in _LOOKUPS)


def is_loading(source: SourceFile) -> bool:
    """Whether code of the file names a function that looks up names."""
    if _LOOKUPS.isdisjoint(source.words):
        return False
    return not _LOOKUPS.isdisjoint(source.word_places) or any(
        token.text in _LOOKUPS for macro in macros_of(source) for token in macro.body
    )


def opened_libraries(source: SourceFile, names: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """The string literals that are file names of the libraries, `"libxenctrl.so.4.17"`, by
    offset.
    """
    listed = b"|".join(re.escape(name) for name in names)
    file = re.compile(rb"(?:[^\s\"]*/)?((?:%s)\.(?:so[.\d]*|dylib))" % listed)
    if file.search(source.data) is None:
        return
    macros = (macro.body for macro in macros_of(source))
    for code in (source.code, *macros):
        for first, _, text in strings(code):
            found = file.fullmatch(text)
            if found is not None:
                yield code[first].start, found.group(1)


def _bodies(source: SourceFile, name: bytes) -> Iterator[tuple[frozenset[bytes], Sequence[Token]]]:
    """The parameters and bodies of the functions and macros of that name."""
    for macro in macros_of(source):
        if macro.name == name:
            yield frozenset(macro.parameters or ()), macro.body
    code = source.code
    for at in source.word_places.get(name, ()):
        if at + 1 >= len(code) or code[at + 1].text != b"(":
            continue
        end = closing(code, at + 1)
        if end + 1 < len(code) and code[end + 1].text == b"{":
            words = {pair.text for pair in code[at + 2 : end] if pair.kind is Kind.WORD}
            yield frozenset(words), code[end + 1 : closing(code, end + 1)]


def _users(source: SourceFile, words: Set[bytes]) -> set[bytes]:
    """The functions and macros that contain one of the words."""
    found = {
        macro.name
        for macro in macros_of(source)
        if any(token.text in words for token in macro.body)
    }
    places = [at for word in words & source.word_places.keys() for at in source.word_places[word]]
    if places:
        functions = Functions(source.code)
        found |= {functions.around(source.code[at].start).encode() for at in places}
    return found - {b""}


def _called(body: Sequence[Token], parameters: frozenset[bytes]) -> Iterator[bytes]:
    """The function in the body that looks up names, or gets one of its parameters."""
    for at, token in enumerate(body[:-1]):
        if token.kind is not Kind.WORD or body[at + 1].text != b"(":
            continue
        given = [argument for argument in arguments(body, at + 1) if argument]
        if token.text in _LOOKUPS:
            is_open = not any(entry[-1].kind is Kind.STRING for entry in given)
        else:
            is_open = not parameters.isdisjoint(group[-1].text for group in given)
        if is_open:
            yield token.text
