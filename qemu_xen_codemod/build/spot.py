# SPDX-License-Identifier: GPL-2.0-or-later
"""Spot: where a word is that may be a reference, and what a build makes of it."""

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
    #: The macro in whose definition it is, "" outside of definitions.
    macro: str = ""
    #: Is it the name of a macro that makes the word?
    is_pasted: bool = False


class State(Enum):
    """Whether a spot is a reference to a function or object of elsewhere in compiled code."""

    COMPILED = "compiled"
    NOT_COMPILED = "not-compiled"
    #: A string that is looked up at run time: no compiler and no linker sees a reference.
    BY_NAME = "by-name"
    #: Not told: what could not be parsed, or has errors, may compile it.
    UNKNOWN = "unknown"
