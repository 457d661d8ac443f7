"""Loader: which functions of a tree look up a name at run time, as dlsym() does.

Those of the system and of common libraries, and what the tree wraps around them: a function or
macro whose body calls one, be it through another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from qemu_xen_codemod.c.arguments import arguments
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
#: Functions that call functions that call dlsym().
_DEPTH = 3


class Loader:
    """Asked of names; the tree is searched when one is not known."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._known: dict[bytes, bytes] = {name: name for name in _LOOKUPS}
        self._is_used: bool | None = None

    def behind(self, name: bytes) -> bytes:
        """The function that looks up what `name` is given, b"" when it looks up nothing."""
        return self._find(name, _DEPTH)

    @property
    def is_used(self) -> bool:
        """Does the tree look up anything at run time?"""
        if self._is_used is None:
            self._is_used = any(
                is_loading(self._workspace.source(path))
                for path in self._workspace.holding(_LOOKUPS)
                if language_of(path) is not None
            )
        return self._is_used

    def _find(self, name: bytes, depth: int) -> bytes:
        if name not in self._known:
            self._known[name] = b""
            self._known[name] = self._search(name, depth)
        return self._known[name]

    def _search(self, name: bytes, depth: int) -> bytes:
        for path in self._workspace.holding(frozenset((name,))):
            if language_of(path) is None:
                continue
            source = self._workspace.source(path)
            for parameters, body in _bodies(source, name):
                for callee in _called(body, parameters):
                    if callee in _LOOKUPS:
                        return callee
                    if depth and callee != name and (found := self._find(callee, depth - 1)):
                        return found
        return b""


def is_loading(source: SourceFile) -> bool:
    """Does code of the file name a function that looks up names?"""
    if _LOOKUPS.isdisjoint(source.words):
        return False
    return not _LOOKUPS.isdisjoint(source.word_places) or any(
        token.text in _LOOKUPS for macro in macros_of(source) for token in macro.body
    )


def opened_libraries(source: SourceFile, names: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """The string literals that are files of the libraries, `"libxenctrl.so.4.17"`, by offset."""
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
            words = {one.text for one in code[at + 2 : end] if one.kind is Kind.WORD}
            yield frozenset(words), code[end + 1 : closing(code, end + 1)]


def _called(body: Sequence[Token], parameters: frozenset[bytes]) -> Iterator[bytes]:
    """What the body calls with one of its parameters, or with what it makes of one."""
    for at, token in enumerate(body[:-1]):
        if token.kind is not Kind.WORD or body[at + 1].text != b"(":
            continue
        passed = (one[-1].text for one in arguments(body, at + 1) if one)
        if token.text in _LOOKUPS or not parameters.isdisjoint(passed):
            yield token.text
