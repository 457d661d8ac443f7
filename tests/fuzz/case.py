# SPDX-License-Identifier: GPL-2.0-or-later
"""Case: one input of a target. Target: makes cases, and gives the result of one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from time import process_time
from typing import Protocol

#: The limit of processor time for one input, in seconds.
LIMIT = 1.0


@dataclass(frozen=True, slots=True)
class Case:
    """One input."""

    #: The broken input.
    data: bytes
    #: What it is read with: the name of a rule, the path of the file; "" if there is none.
    beside: str = ""


class Failure(Exception):
    """A property that must hold for any input does not."""

    def __init__(self, kind: str, what: str) -> None:
        super().__init__(f"{kind}: {what}")
        #: "outside", "moves", "again", "parses", "slow", "place", ...
        self.kind = kind


class Target(Protocol):
    """A reader of untrusted input."""

    #: The file extension of a case.
    suffix: str

    def make(self, rng: Random) -> Case: ...

    def run(self, case: Case) -> str:
        """The result, in one word. Raises Failure, CodemodError, and anything else for a bug."""
        ...


@contextmanager
def bounded(seconds: float = LIMIT) -> Iterator[None]:
    """Limit the processor time of the code inside. Raises Failure."""
    start = process_time()
    try:
        yield
    finally:
        took = process_time() - start
        if took > seconds:
            raise Failure("slow", f"{took:.2f} s of processor time")
