"""WordSearch: does a file hold one of some words, as a whole word?

Regular expressions, and `git grep`, take seconds on a QEMU for hundreds of words; substring search
does not. So words that share a substring are looked for by it (`xc_` for most of libxenctrl), and
what stands around it is compared with the words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Set

#: Fewer words than this are as fast looked for one by one.
_SHARED_BY = 4
_LENGTH = 3
_RUN = re.compile(rb"[A-Za-z0-9_]+")
_RUN_BYTES = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")


class WordSearch:
    """Built once for a set of words, asked for each file."""

    def __init__(self, words: Set[bytes]) -> None:
        self._words = frozenset(words)
        self.needles = _find_needles(words)
        #: Words that are not all letters, digits and underscores: looked for one by one.
        self._odd = [
            re.compile(rb"(?<![A-Za-z0-9_])%s(?![A-Za-z0-9_])" % re.escape(word))
            for word in words
            if not _RUN.fullmatch(word)
        ]

    @property
    def is_shared(self) -> bool:
        """Whether the needles are fewer than the words."""
        return len(self.needles) < len(self._words)

    def matches(self, data: bytes) -> bool:
        """Whether one of the words stands in the data, no letter, digit or underscore beside it."""
        return any(self._has_run(needle, data) for needle in self.needles) or any(
            odd.search(data) for odd in self._odd
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
            if data[start:end] in self._words:
                return True
            at = data.find(needle, end)
        return False


def _find_needles(words: Set[bytes]) -> tuple[bytes, ...]:
    """Substrings of which each word has one."""
    left, needles = sorted(words), []
    while left:
        shared = Counter(
            part
            for word in left
            for part in {word[at : at + _LENGTH] for at in range(len(word) - _LENGTH + 1)}
        )
        part, count = max(shared.items(), key=lambda item: (item[1], item[0]), default=(b"", 0))
        if count < _SHARED_BY:
            break
        sharing = [word for word in left if part in word]
        needles.append(_lengthen(part, sharing))
        left = [word for word in left if part not in word]
    return (*needles, *left)


def _lengthen(part: bytes, words: list[bytes]) -> bytes:
    """The longest substring around `part` that all words share: fewer files hold it."""
    first = words[0]
    start = first.index(part)
    end = start + len(part)
    while end < len(first) and all(first[start : end + 1] in word for word in words):
        end += 1
    while start and all(first[start - 1 : end] in word for word in words):
        start -= 1
    return first[start:end]
