# SPDX-License-Identifier: GPL-2.0-or-later
"""Case: one input of a target. Target: makes cases, and says what became of one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from time import process_time
from typing import Protocol

#: Seconds of processor time that one input may take.
LIMIT = 1.0


@dataclass(frozen=True, slots=True)
class Case:
    """One input."""

    #: What was broken.
    data: bytes
    #: What it is read with: the name of a rule, the path it stands at; "" where nothing is.
    beside: str = ""


class Failure(Exception):
    """Something that has to hold for any input does not."""

    def __init__(self, kind: str, what: str) -> None:
        super().__init__(f"{kind}: {what}")
        #: "outside", "moves", "again", "parses", "slow", "place", ...
        self.kind = kind


class Target(Protocol):
    """One reader of strangers' input."""

    #: What the file of a case ends with.
    suffix: str

    def make(self, rng: Random) -> Case: ...

    def run(self, case: Case) -> str:
        """What became of it, in a word. Raises Failure, CodemodError, and what is a fault."""
        ...


@contextmanager
def bounded(seconds: float = LIMIT) -> Iterator[None]:
    """What runs inside may take no more processor time. Raises Failure."""
    start = process_time()
    try:
        yield
    finally:
        took = process_time() - start
        if took > seconds:
            raise Failure("slow", f"{took:.2f} s of processor time")
