# SPDX-License-Identifier: GPL-2.0-or-later
"""Header sets that make no difference for a unit in a state of the series: the results are the
same.

Header sets differ in macros and in the functions that headers declare. A unit cannot distinguish
two of them if the files that it reads have the same items in both and mention neither those macros
nor those functions. A header may lack items that only code using their names would notice, such as
a fallback where the library has the function, if nothing that the unit reads mentions them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence, Set

from qemu_xen_codemod.c.language import is_c
from qemu_xen_codemod.verify.header_set import HeaderSet
from qemu_xen_codemod.verify.items import Condition, Item, compare_items
from qemu_xen_codemod.verify.schedule import words_of

_WORD = re.compile(rb"[A-Za-z_]\w*")
_PARAMETERS = re.compile(rb"#define \w+\(([^)]*)\)")
#: Except where `##` removes a comma if a macro has no more arguments.
_PASTE = re.compile(rb"(?<![\w,])(\w*) ?##(?<!, ##)(?<!,##) ?(\w*)")

#: The items of a touched file after a number of patches.
Items = Callable[[int, str, Condition], tuple[Item, ...]]
#: Whether a file that no patch touches, and that one of the paths names, mentions one of the names.
Mentions = Callable[[frozenset[str], frozenset[bytes]], bool]


class Alike:
    """Whether the results of a cell's twin also hold for the cell."""

    def __init__(
        self,
        header_sets: Sequence[HeaderSet],
        touched: Iterable[str],
        items: Items,
        mentions: Mentions,
    ) -> None:
        """`touched`: all files that patches touch."""
        self._header_sets, self._items, self._mentions = header_sets, items, mentions
        self._touched = frozenset(touched)
        #: A header that a patch includes for the first time may be read although nothing has
        #: reported it.
        self._headers = frozenset(
            path for path in self._touched if is_c(path) and not path.endswith(".c")
        )

    def is_alike(
        self, source: str, reads: frozenset[str], state: int, header_set: int, other: int
    ) -> bool:
        """Whether the results for a unit with `other` also hold with `header_set`.

        `reads`: at least the files of the tree that the unit reads; `source` is one of them.
        """
        ours, theirs = self._header_sets[header_set], self._header_sets[other]
        if (
            ours.condition is None
            or theirs.condition is None
            or ours.declares is None
            or theirs.declares is None
        ):
            return False
        names = {name.encode() for name in ours.declares ^ theirs.declares}
        names |= {macro.encode() for macro in _changed(ours.condition, theirs.condition)}
        left: list[Item] = []
        missing: list[Item] = []
        for path in sorted((reads & self._touched) | self._headers):
            items = self._items(state, path, ours.condition)
            if items != (more := self._items(state, path, theirs.condition)):
                difference = compare_items(more, items)
                if difference.added or difference.names is None or path == source:
                    return False
                names |= difference.names
                missing += difference.removed
            left += items
        words = {word for item in left for word in words_of(item)}
        if not names.isdisjoint(words) or _can_be_pasted(names, words, left):
            return False
        # What only a missing item used is now unused.
        used = {word for item in missing for word in words_of(item)}
        if any(_static_name(item) in used for item in left):
            return False
        return not self._mentions(reads - self._touched, frozenset(names))


def _changed(ours: Condition, theirs: Condition) -> frozenset[str]:
    """The macros that differ."""
    changed = (ours.defined ^ theirs.defined) | (ours.undefined ^ theirs.undefined)
    if ours.macro != theirs.macro or ours.release != theirs.release:
        changed |= {macro for macro in (ours.macro, theirs.macro) if macro}
    return changed


def _can_be_pasted(names: Iterable[bytes], words: Set[bytes], items: Iterable[Item]) -> bool:
    """Whether `##` may form a name: from two existing words, or by a macro of the items."""
    texts = (text for item in items for text in item if text[:1] == b"#" and b"##" in text)
    pastes = [parts for text in texts if (parts := _pasted(text))]
    return any(
        any(name[:at] in words and name[at:] in words for at in range(1, len(name)))
        or any(all(part in name for part in parts) for parts in pastes)
        for name in names
    )


def _pasted(define: bytes) -> tuple[bytes, ...]:
    """The words that a macro pastes to others; b"" stands for a parameter. None for `, ## args`."""
    found = _PARAMETERS.match(define)
    parameters = set(_WORD.findall(found[1])) if found else set()
    return tuple(
        b"" if part in parameters else part for pair in _PASTE.findall(define) for part in pair
    )


def _static_name(item: Item) -> bytes:
    """The name of a static item that a compiler reports if it is unused, else b""."""
    if b"static" not in item[:2] or b"inline" in item[:4]:
        return b""
    end = next((at for at, text in enumerate(item) if text in (b"(", b"=", b"[", b";")), 0)
    return item[end - 1] if end else b""
