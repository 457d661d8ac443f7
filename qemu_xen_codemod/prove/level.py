# SPDX-License-Identifier: GPL-2.0-or-later
"""A level of the proof, and its result: shown, failed, or not run because something is missing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    """What can be shown, the cheapest first. The value is the option's name."""

    LINK = "link"
    RECORDER = "recorder"
    HYPERVISOR = "hypervisor"
    GUEST = "guest"


@dataclass(frozen=True, slots=True)
class Table:
    """A result, for the user."""

    title: str
    head: tuple[str, ...]
    #: Each as long as the head.
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that is not as expected."""

    #: One sentence.
    what: str
    #: The output of the program that found it, several lines; "" if codemod did.
    words: str = ""
    #: What to do about it.
    help: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """Something that a level needs and did not find."""

    #: Like `no busybox on PATH`.
    what: str
    #: How to get it.
    help: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """All that the level checks is as expected."""

    level: Level
    tables: tuple[Table, ...]
    #: Notes for the user, one sentence each.
    notes: tuple[str, ...] = ()
    #: What the level does not show, one sentence each.
    not_shown: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Failed:
    """Something is not as expected."""

    level: Level
    tables: tuple[Table, ...]
    #: At least one.
    failures: tuple[Failure, ...]
    notes: tuple[str, ...] = ()
    not_shown: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Lacking:
    """The level was not run, or not to its end."""

    level: Level
    #: At least one.
    needs: tuple[Need, ...]
    #: What was shown all the same.
    tables: tuple[Table, ...] = ()


#: The result of a level.
Result = Shown | Failed | Lacking


class MissingNeeds(Exception):
    """Raised inside a level; `prove` makes a `Lacking` of it."""

    def __init__(self, *needs: Need) -> None:
        super().__init__(", ".join(need.what for need in needs))
        self.needs = needs
