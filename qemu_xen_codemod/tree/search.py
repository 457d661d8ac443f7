"""WordSearch: does a file hold one of some words, as a whole word?

For trees without git. Python's own regular expressions take seconds on a QEMU for some twenty
alternatives; its substring search does not. So words that share a substring are looked for by it
first (`xc_` for most of libxenctrl), and a regular expression judges what is left.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Set

#: Fewer words than this are as fast looked for one by one.
_SHARED_BY = 4
_LENGTH = 3


class WordSearch:
    """Built once for a set of words, asked for each file."""

    def __init__(self, words: Set[bytes]) -> None:
        self._needles = _find_needles(words)
        alternatives = b"|".join(re.escape(word) for word in sorted(words, reverse=True))
        self._whole = re.compile(rb"(?<![A-Za-z0-9_])(?:%s)(?![A-Za-z0-9_])" % alternatives)

    def matches(self, data: bytes) -> bool:
        """Whether one of the words stands in the data, no letter, digit or underscore beside it."""
        for needle, words in self._needles:
            if needle in data and any(word in data for word in words):
                return self._whole.search(data) is not None
        return False


def _find_needles(words: Set[bytes]) -> list[tuple[bytes, list[bytes]]]:
    """Substrings and the words that have them, so that each word has one."""
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
        covered = [word for word in left if part in word]
        needles.append((part, covered))
        left = [word for word in left if part not in word]
    return [*needles, *((word, [word]) for word in left)]
