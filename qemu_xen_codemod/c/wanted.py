# SPDX-License-Identifier: GPL-2.0-or-later
"""Wanted: the functions whose uses are looked for, by their names or by what these begin with."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from functools import cached_property

#: What follows a prefix in a function's name; a constant or a macro goes on in capitals.
_REST = rb"(?<=_)[a-z]\w*|(?<!_)\w+"
#: Prefixes that macros are given without their underscore.
_SHORT = 4


@dataclass(frozen=True)
class Wanted:
    """Names of functions."""

    #: Known by name.
    words: frozenset[bytes] = frozenset()
    #: `xc_`: what the names of whole families begin with, known or not.
    prefixes: tuple[bytes, ...] = ()

    def __contains__(self, name: bytes) -> bool:
        return name in self.words or self.is_unlisted(name)

    def is_unlisted(self, name: bytes) -> bool:
        """Is it of a family, and no name that is known?"""
        found = self._family.fullmatch(name) if self._family else None
        return found is not None and name not in self.words

    def among(self, words: Set[bytes]) -> frozenset[bytes]:
        """Those of the words that are wanted."""
        family = [word for word in words if word.startswith(self.prefixes)]
        return frozenset((*(self.words & words), *filter(self.is_unlisted, family)))

    def pieces_among(self, words: Set[bytes]) -> frozenset[bytes]:
        """Those of the words that a macro can make a wanted name of."""
        family = [word for word in words if word.startswith(self.prefixes)]
        return frozenset((*(self._pieces & words), *filter(self.is_piece, family)))

    def is_piece(self, word: bytes) -> bool:
        """Can a macro make a wanted name by putting something after or before the word?"""
        return word in self._pieces or (word.endswith(b"_") and word.startswith(self.prefixes))

    def is_bare(self, word: bytes) -> bool:
        """Is it a short prefix without its underscore, `xc`, which is a common word too?"""
        return len(word) < _SHORT and word + b"_" in self.prefixes

    def is_pair(self, first: bytes, second: bytes) -> bool:
        """Do a bare prefix and the rest make a known name, `xc` and `version`, or `_version`?

        `_` alone is half of a prefix: more follows.
        """
        rest = second.lstrip(b"_")
        return self.is_bare(first) and (not rest or first + b"_" + rest in self.words)

    @cached_property
    def search_words(self) -> frozenset[bytes]:
        """What a file holds that uses one: words for `tree.search`."""
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
        """`log_` and `_msg` of `log_msg`, where no family says it."""
        if self.prefixes:
            return frozenset()
        found = set()
        for word in self.words:
            for at in range(1, len(word) - 1):
                if word[at : at + 1] == b"_":
                    found |= {word[: at + 1], word[at:]}
        return frozenset(found) - self.words
