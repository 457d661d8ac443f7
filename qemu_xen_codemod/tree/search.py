# SPDX-License-Identifier: GPL-2.0-or-later
"""WordSearch: does a file hold one of some words, as a whole word?

A word that ends in `*` stands for all words that begin so, and one between two `*` for a text
that may be anywhere.

Regular expressions, and `git grep`, take seconds on a QEMU for hundreds of words; substring search
does not. So words that begin alike are looked for by their beginning (`xc_` for most of
libxenctrl), and what is around it is compared with the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from functools import lru_cache
from itertools import groupby
from os.path import commonprefix

#: Fewer words that begin alike are as fast looked for one by one.
_SHARED_BY = 3
#: More words that begin alike are found faster by their beginnings.
_ALTERNATIVES = 64
#: So few are found faster by an expression for each.
_FEW = 12
#: Shorter beginnings are in too many files.
_LENGTH = 3
_RUN = re.compile(rb"[A-Za-z0-9_]+")
_RUN_BYTES = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")


class WordSearch:
    """Built once for a set of words, asked for each file."""

    def __init__(self, words: Set[bytes]) -> None:
        starred = {word[:-1] for word in words if word.endswith(b"*")}
        self._texts = _without_longer(word[1:] for word in starred if word.startswith(b"*"))
        self._prefixes = tuple(sorted(word for word in starred if not word.startswith(b"*")))
        self._words = frozenset(word for word in words if not word.endswith(b"*"))
        # The words of texts are texts to search by, which other words may have in common with them.
        cores = {_core(text) for text in self._texts}
        prefixes = [
            prefix for prefix in self._prefixes if not any(core in prefix for core in cores)
        ]
        parts = (*prefixes, *cores)
        others = {word for word in self._words if not any(part in word for part in parts)}
        self._searched = (*prefixes, *sorted(cores), *_find_needles(others))
        self.needles = self._searched
        #: Words that are not all letters, digits and underscores: looked for one by one.
        self._odd = [
            re.compile(rb"(?<![A-Za-z0-9_])%s(?![A-Za-z0-9_])" % re.escape(word))
            for word in self._words
            if not _RUN.fullmatch(word)
        ]

    @property
    def _are_plain(self) -> bool:
        """Whether all are whole words of letters, digits and underscores."""
        return not (self._prefixes or self._texts or self._odd)

    @property
    def _listed(self) -> tuple[bytes, ...]:
        return tuple(sorted(self._words))

    @property
    def expression(self) -> bytes:
        """An extended regular expression of the words, for who looks for whole words; or b""."""
        if not self._are_plain or (len(self._words) > _ALTERNATIVES and self.is_shared):
            return b""
        return b"|".join(self._listed)

    @property
    def perl(self) -> tuple[bytes, ...]:
        """The same as expressions of Perl's, which stop at fewer places; or ().

        Parts of names are in thousands of words: what is looked for is where a word ends, or
        begins, with the underscore.
        """
        if not self.expression:
            return ()
        begins = [word for word in self._listed if word.startswith(b"_")]
        ends = [word for word in self._listed if word.endswith(b"_") and word not in begins]
        whole = [word for word in self._listed if word not in (*begins, *ends)]
        lines = [rb"\b(?:%s)\b" % b"|".join(whole)] if len(whole) > _FEW else []
        lines += [] if lines else [rb"\b%s\b" % word for word in whole]
        if begins:
            lines.append(rb"\b_(?:%s)\b" % b"|".join(word[1:] for word in begins))
        if ends:
            lines.append(rb"_\b(?<=%s)" % b"|".join(rb"\b" + word for word in ends))
        return tuple(lines)

    @property
    def is_shared(self) -> bool:
        """Whether the needles are parts of words."""
        return bool(self._prefixes or self._texts) or len(self.needles) < len(self._words)

    def matches(self, data: bytes) -> bool:
        """Whether one of the words is in the data, no letter, digit or underscore beside it."""
        return (
            any(text in data for text in self._texts)
            or any(self._has_run(needle, data) for needle in self._searched)
            or any(odd.search(data) for odd in self._odd)
        )

    def _has_run(self, needle: bytes, data: bytes) -> bool:
        """Whether the letters, digits and underscores around one of the needles are a word."""
        at = data.find(needle)
        while at >= 0:
            start = at
            while start and data[start - 1] in _RUN_BYTES:
                start -= 1
            run = _RUN.match(data, start)
            end = max(run.end() if run else 0, at + 1)
            run_text = data[start:end]
            if run_text in self._words or run_text.startswith(self._prefixes):
                return True
            at = data.find(needle, end)
        return False


@lru_cache(maxsize=64)
def word_search(words: frozenset[bytes]) -> WordSearch:
    """The search for these words, which are asked for again and again."""
    return WordSearch(words)


def _core(text: bytes) -> bytes:
    """The word in a text, where it is not a common one."""
    found = _RUN.search(text)
    return found.group() if found is not None and len(found.group()) > _LENGTH else text


def _without_longer(texts: Iterable[bytes]) -> tuple[bytes, ...]:
    """The texts that hold none of the others."""
    found: list[bytes] = []
    for text in sorted(texts, key=lambda text: (len(text), text)):
        if not any(data in text for data in found):
            found.append(text)
    return tuple(found)


def _find_needles(words: Set[bytes]) -> tuple[bytes, ...]:
    """Substrings of which each word has one: a beginning that it shares with others, or itself."""
    needles: list[bytes] = []
    for beginning, alike in groupby(sorted(words), _beginning):
        sharing = list(alike)
        if len(sharing) >= _SHARED_BY and len(beginning) >= _LENGTH:
            needles.append(commonprefix(sharing) or b"")  # noqa: RUF071 (letters are meant)
        else:
            needles += sharing
    return _without_longer(needles)


def _beginning(word: bytes) -> bytes:
    """`xenstat_` of `xenstat_init`, `_TRACE_` of `_TRACE_EVENT`."""
    end = word.find(b"_", len(word) - len(word.lstrip(b"_")))
    return word if end < 0 else word[: end + 1]
