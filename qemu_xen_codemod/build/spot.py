# SPDX-License-Identifier: GPL-2.0-or-later
"""Spot: the place of a word that may be a reference, and what a build makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Spot:
    """A word's place in a file."""

    #: Absolute, links resolved.
    path: Path
    #: Of its first byte.
    offset: int
    word: str
    #: The macro whose definition contains it, "" outside of definitions.
    macro: str = ""
    #: Whether it is the name of a macro that forms the word.
    is_pasted: bool = False


class State(Enum):
    """Whether a spot is a reference in compiled code to a function or object defined elsewhere."""

    COMPILED = "compiled"
    NOT_COMPILED = "not-compiled"
    #: A string that is looked up at run time: neither compiler nor linker sees a reference.
    BY_NAME = "by-name"
    #: Not known: code that could not be parsed, or has errors, may compile it.
    UNKNOWN = "unknown"
