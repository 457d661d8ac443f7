# SPDX-License-Identifier: GPL-2.0-or-later
"""Wanted: the functions whose uses are searched for, by name or by prefix."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from functools import cached_property

#: What follows a prefix in a function's name; constants and macros continue in capitals.
_REST = rb"(?<=_)[a-z]\w*|(?<!_)\w+"
#: Prefixes that are passed to macros without their underscore.
_SHORT = 4


@dataclass(frozen=True)
class Wanted:
    """Names of functions."""

    #: Known by name.
    words: frozenset[bytes] = frozenset()
    #: `xc_`: prefixes of whole families of names, known or not.
    prefixes: tuple[bytes, ...] = ()

    def __contains__(self, name: bytes) -> bool:
        return name in self.words or self.is_unlisted(name)

    def is_unlisted(self, name: bytes) -> bool:
        """Whether it belongs to a family and is not a known name."""
        found = self._family.fullmatch(name) if self._family else None
        return found is not None and name not in self.words

    def among(self, words: Set[bytes]) -> frozenset[bytes]:
        """Those of the words that are wanted."""
        family = [word for word in words if word.startswith(self.prefixes)]
        return frozenset((*(self.words & words), *filter(self.is_unlisted, family)))

    def pieces_among(self, words: Set[bytes]) -> frozenset[bytes]:
        """The words from which a macro can form a wanted name."""
        family = [word for word in words if word.startswith(self.prefixes)]
        return frozenset((*(self._pieces & words), *filter(self.is_piece, family)))

    def is_piece(self, word: bytes) -> bool:
        """Whether a macro can form a wanted name by adding something before or after the word."""
        return word in self._pieces or (word.endswith(b"_") and word.startswith(self.prefixes))

    def may_be(self, pattern: bytes) -> bool:
        """Whether a name that is known matches a regular expression."""
        made = re.compile(pattern)
        return any(made.fullmatch(word) for word in self.words)

    def is_bare(self, word: bytes) -> bool:
        """Whether it is a short prefix without its underscore, `xc`, which is also a common
        word.
        """
        return len(word) < _SHORT and word + b"_" in self.prefixes

    def is_pair(self, first: bytes, second: bytes) -> bool:
        """Whether a bare prefix and the rest form a known name, `xc` and `version`, or `_version`.

        `_` alone is part of a prefix: more follows.
        """
        rest = second.lstrip(b"_")
        return self.is_bare(first) and (not rest or first + b"_" + rest in self.words)

    @cached_property
    def search_words(self) -> frozenset[bytes]:
        """Words of which a file that uses a wanted name contains one; for `tree.search`."""
        families = {prefix + b"*" for prefix in self.prefixes}
        # `CALL(xc, version)`: by itself `xc` is a common word.
        bare = {b"*(%s,*" % prefix[:-1] for prefix in self.prefixes if len(prefix) <= _SHORT}
        return frozenset(self.words | families | bare | self._pieces)

    @cached_property
    def _family(self) -> re.Pattern[bytes] | None:
        if not self.prefixes:
            return None
        prefixes = rb"|".join(map(re.escape, self.prefixes))
        return re.compile(rb"(?:%s)(?:%s)" % (prefixes, _REST))

    @cached_property
    def _pieces(self) -> frozenset[bytes]:
        """`log_` and `_msg` of `log_msg`, if no family covers it."""
        if self.prefixes:
            return frozenset()
        found = set()
        for word in self.words:
            for at in range(1, len(word) - 1):
                if word[at : at + 1] == b"_":
                    found |= {word[: at + 1], word[at:]}
        return frozenset(found) - self.words
