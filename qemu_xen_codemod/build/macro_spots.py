# SPDX-License-Identifier: GPL-2.0-or-later
"""Which words in the bodies of macros become references where the macros are expanded.

libclang gives an expanded word the place of the outermost macro's name. The text tells in which
macro's body the word was written: in that macro's, or in that of a macro that its body leads to by
name. If several such bodies contain the word, all of them count.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from qemu_xen_codemod.build.clang_places import written_at
from qemu_xen_codemod.build.spot import Spot
from qemu_xen_codemod.regular_file import read_regular

_DEFINE = re.compile(rb"^[ \t]*#[ \t]*define[ \t]+([A-Za-z_]\w*)((?:\\\r?\n|[^\n])*)", re.MULTILINE)
_NAME = re.compile(rb"[A-Za-z_]\w*")


def find_expanded(parsed: Any, files: Mapping[Path, str], spots: Iterable[Spot]) -> set[Spot]:
    """The spots, all in active macro definitions, that an expansion makes a reference.

    `files` has libclang's name of each file of the unit.
    """
    by_word: dict[str, list[Spot]] = {}
    for spot in spots:
        by_word.setdefault(spot.word, []).append(spot)
    texts = {name: _read(path) for path, name in files.items()}
    leading = {
        macro: _find_leading(macro.encode(), texts)
        for macro in {spot.macro for spots in by_word.values() for spot in spots}
    }
    every = frozenset[bytes]().union(*leading.values())
    holding = {name: text for name, text in texts.items() if any(data in text for data in every)}
    expanded: set[Spot] = set()
    for word, name in _references(parsed, frozenset(by_word), holding):
        expanded |= {spot for spot in by_word[word] if name in leading[spot.macro]}
    return expanded


def find_pasted(parsed: Any, files: Mapping[Path, str], spots: Iterable[Spot]) -> set[Spot]:
    """The spots, all names of macros in code, whose expansion refers to their words."""
    wanted = {(files[spot.path], spot.offset, spot.word): spot for spot in spots}
    words = frozenset(spot.word for spot in wanted.values())
    names = frozenset(name for name, _, _ in wanted)
    return {
        wanted[file, offset, word]
        for word, file, offset in _placed(parsed, words, names)
        if (file, offset, word) in wanted
    }


def _find_leading(macro: bytes, texts: Mapping[str, bytes]) -> frozenset[bytes]:
    """The macro, and those whose bodies lead to it by name, whichever definition is active."""
    found, waiting = {macro}, [macro]
    while waiting:
        name = waiting.pop()
        for text in texts.values():
            if name not in text:
                continue
            for define in _DEFINE.finditer(text):
                if define[1] not in found and name in _NAME.findall(define[2]):
                    found.add(define[1])
                    waiting.append(define[1])
    return frozenset(found)


def _references(
    parsed: Any, words: frozenset[str], texts: Mapping[str, bytes]
) -> Iterator[tuple[str, bytes]]:
    """References in these files to functions whose names are not written there: the word, and the
    name of the expanded macro.
    """
    for word, file, offset in _placed(parsed, words, texts.keys()):
        name = _NAME.match(texts.get(file, b""), offset)
        if name and name[0].decode() != word:
            yield word, name[0]


def _placed(
    parsed: Any, words: frozenset[str], files: Container[str]
) -> Iterator[tuple[str, str, int]]:
    """References in these files to functions of these names: the word, and where it is written."""
    from clang.cindex import CursorKind

    for top in parsed.cursor.get_children():
        if top.kind not in (CursorKind.FUNCTION_DECL, CursorKind.VAR_DECL):
            continue
        if written_at(top)[0] not in files:
            continue
        for cursor in top.walk_preorder():
            if cursor.kind is CursorKind.DECL_REF_EXPR and cursor.spelling in words:
                yield cursor.spelling, *written_at(cursor)


def _read(path: Path) -> bytes:
    try:
        return read_regular(path)
    except OSError:
        return b""
