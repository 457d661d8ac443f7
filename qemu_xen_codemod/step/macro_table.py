# SPDX-License-Identifier: GPL-2.0-or-later
"""MacroTable: the macros of a tree that may make a wanted name out of pieces, wherever they are.

    #define XC(fn, ...) xc_##fn(xch, ##__VA_ARGS__)      in a header
    XC(domain_pause, 1);                                 in a file without `xc_`

The tree is searched for such a macro's name, then for the macros that use it, until nothing is new.
Where no code holds a piece of a name nothing is searched.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import chain

from qemu_xen_codemod.c.arguments import arguments
from qemu_xen_codemod.c.declarator import opening
from qemu_xen_codemod.c.expansion import Lookup
from qemu_xen_codemod.c.language import language_of
from qemu_xen_codemod.c.lexer import Kind, Token
from qemu_xen_codemod.c.macro import macros_of
from qemu_xen_codemod.c.macro_definition import Macro
from qemu_xen_codemod.c.maker import Makers, has_piece, is_invoked_in, may_make
from qemu_xen_codemod.c.wanted import Wanted
from qemu_xen_codemod.c.words import RESERVED
from qemu_xen_codemod.step.inclusion import Inclusion
from qemu_xen_codemod.step.loader import is_looking_up
from qemu_xen_codemod.step.workspace import Workspace

#: The depth of macros that use macros.
_ROUNDS = 8
_WORD = re.compile(rb"[A-Za-z_]\w*")
_PIECE = re.compile(rb"\b(?:_\w+|\w+_)\b")
#: Two words from which `glue(xc, _version)` or `CALL(xc, version)` may form one.
_PAIR = re.compile(rb"\(\s*(\w+)\s*,\s*(\w+)\s*[,)]")


class MacroTable:
    """Macros by name, and the files that may use one that forms a wanted name."""

    def __init__(self, workspace: Workspace, wanted: Wanted, paths: Iterable[str]) -> None:
        """`paths`: files of known languages that contain what `wanted` is searched by."""
        self._workspace = workspace
        self._wanted = wanted
        self._macros: dict[bytes, list[tuple[str, Macro]]] = defaultdict(list)
        #: Those of files that were read since makers were last looked for.
        self._new: list[tuple[str, Macro]] = []
        self._inclusion = Inclusion(workspace)
        self.makers = Makers(self._inclusion.is_seen)
        #: The files that may use such a macro.
        self.paths: set[str] = set()
        self._collect([path for path in paths if self._may_make(path)])

    def definitions(self, name: bytes, path: str) -> Sequence[tuple[str, Macro]]:
        """The macros of this name that a file may see, each with its own file."""
        found = self._macros.get(name, ())
        return [item for item in found if self._inclusion.is_seen(item[0], path)]

    def lookup(self, path: str, offset: int) -> Lookup:
        """What names stand for at a place: the file's last macro before it, else another file's."""

        def find(name: bytes) -> Macro | None:
            found = self.definitions(name, path)
            if not found:
                return None
            here = [macro for file, macro in found if file == path and macro.offset <= offset]
            return here[-1] if here else found[-1][1]

        return find

    def _may_make(self, path: str) -> bool:
        """Whether the file contains a wanted name, or a piece of one.

        Names that are in hundreds of files only count in strings, or next to dlsym().
        """
        if not self._wanted.prefixes:
            data = self._workspace.read(path)
            if any(b'"%s"' % name in data for name in self._wanted.words):
                return True
            return bool(self._wanted.pieces_among(set(_PIECE.findall(data)))) or is_looking_up(data)
        source = self._workspace.source(path)
        wanted = self._wanted.among(source.words)
        if not wanted.isdisjoint(self._wanted.words) or self._wanted.pieces_among(source.words):
            return True
        if any(not _is_type(word, source.data) for word in wanted):
            return True
        return any(self._wanted.is_pair(*pair) for pair in _PAIR.findall(source.data))

    def _collect(self, paths: Sequence[str]) -> None:
        #: Names whose definition was searched for, and macros whose users were.
        looked_up: set[bytes] = set()
        users: set[bytes] = set()
        for _ in range(_ROUNDS):
            callees: set[bytes] = set()
            for path in paths:
                callees |= self._read(path)
            for name in looked_up:
                callees |= self._passed_on(name)
            self._add_makers()
            makers = set(self.makers.names - users)
            if makers:
                for path in self.paths:
                    callees |= set(self._callees(self._workspace.source(path).code, path))
            callees -= looked_up | self._macros.keys() | RESERVED
            if not callees and not makers:
                return
            looked_up |= callees
            users |= makers
            paths = [
                path
                for path in self._workspace.holding(frozenset(callees | makers))
                if path not in self.paths
                and language_of(path) is not None
                and self._concerns(path, callees, makers)
            ]

    def _read(self, path: str) -> set[bytes]:
        """Record the file's macros; return the names of what is called with a name or a piece of
        one.
        """
        self.paths.add(path)
        source = self._workspace.source(path)
        callees = set(self._callees(source.code, path))
        for macro in macros_of(source):
            self._macros[macro.name].append((path, macro))
            self._new.append((path, macro))
            callees |= set(self._callees(macro.body, path)) - set(macro.parameters or ())
        return callees

    def _callees(self, code: Sequence[Token], path: str) -> Iterator[bytes]:
        """Names before parentheses with an argument that is a wanted name, or a piece of one."""
        for at in range(2, len(code) - 1):
            token, before = code[at], code[at - 1].text
            if token.kind is not Kind.WORD or before not in (b"(", b","):
                continue
            if code[at + 1].text not in (b")", b","):
                continue
            is_part = (
                token.text in self._wanted
                or self.makers.has_one(token.text, path)
                or self._wanted.is_piece(token.text)
            )
            if not is_part and not self._wanted.is_bare(token.text):
                continue
            bracket = opening(code, at)
            callee = code[bracket - 1] if bracket > 0 else token
            if not _WORD.fullmatch(callee.text) or callee.text in self._wanted:
                continue
            if is_part or _is_pair(self._wanted, token.text, arguments(code, bracket)):
                yield callee.text

    def _concerns(self, path: str, callees: set[bytes], makers: Set[bytes]) -> bool:
        """Whether the file uses one of the makers, or defines one of the callees."""
        data = self._workspace.read(path)
        words = set(_WORD.findall(data))
        if any(
            is_invoked_in(data, self.makers.of(name, path), name)
            for name in self.makers.among(makers & words, path)
        ):
            return True
        return any(
            re.search(rb"#\s*define\s+" + re.escape(name) + rb"\b", data)
            for name in callees & words
        )

    def _passed_on(self, name: bytes) -> set[bytes]:
        """What a macro that was searched for by name calls in its body."""
        found: set[bytes] = set()
        for _, macro in self._macros.get(name, ()):
            pairs = zip(macro.body, macro.body[1:], strict=False)
            found |= {first.text for first, second in pairs if second.text == b"("}
            found -= set(macro.parameters or ())
        return {data for data in found if _WORD.fullmatch(data)}

    def _add_makers(self) -> None:
        """Add those of the new macros that may make a wanted name, and all that use these."""
        new, self._new = self._new, []
        fresh: set[bytes] = set()
        for path, macro in new:
            if has_piece(macro, self._wanted) and may_make(macro, self._wanted):
                self.makers.add(path, macro)
                fresh.add(macro.name)
        todo = [*_mentioning(self.makers.names, new), *_mentioning(fresh, self._all())]
        while todo:
            fresh = set()
            for path, macro in todo:
                if not self.makers.has(path, macro) and self._uses_one(path, macro):
                    self.makers.add(path, macro)
                    fresh.add(macro.name)
            todo = list(_mentioning(fresh, self._all()))

    def _all(self) -> Iterator[tuple[str, Macro]]:
        return chain.from_iterable(self._macros.values())

    def _uses_one(self, path: str, macro: Macro) -> bool:
        words = {token.text for token in macro.body}.difference(macro.parameters or ())
        return any(
            may_make(macro, self._wanted, self.makers.lookup(path, used))
            for word in self.makers.among(words, path)
            for used in self.makers.of(word, path)
        )


def _mentioning(
    names: Set[bytes], macros: Iterable[tuple[str, Macro]]
) -> Iterator[tuple[str, Macro]]:
    """Those of the macros with one of the names in the body."""
    if names:
        for path, macro in macros:
            if any(token.text in names for token in macro.body):
                yield path, macro


def _is_type(word: bytes, data: bytes) -> bool:
    """Whether a star or a name follows the word everywhere."""
    return re.search(rb"\b%s\b(?!\s*[*\w])" % word, data) is None


def _is_pair(wanted: Wanted, word: bytes, given: Sequence[Sequence[Token]]) -> bool:
    """Whether the word and another argument form a wanted name."""
    return any(len(group) == 1 and wanted.is_pair(word, group[0].text) for group in given)
