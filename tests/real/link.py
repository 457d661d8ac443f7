# SPDX-License-Identifier: GPL-2.0-or-later
"""What GNU ld prints of an object whose undefined symbols no library defines."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from tests.real.run import run

#: Symbol, file, line (0 for none), function.
Printed = tuple[str, str, int, str]

_FUNCTION = re.compile(r"(?:\S*ld: )?.*: in function `(.*)':")
_UNDEFINED = re.compile(
    r"(?:\S*ld: )?(?:warning: )?(.*?): (?:warning: )?undefined reference to `(.*)'"
)
_FOLDED = re.compile(r".*: more undefined references to `(.*)' follow")
_OFFSET = re.compile(r"(.*):\(\S+\+0x[0-9a-f]+\)")


def undefined_references(
    folder: Path, name: str, symbols: frozenset[str], linker: tuple[str, ...] = ("ld",)
) -> Counter[Printed]:
    """For `symbols`, in the object `name` of `folder`; an AssertionError if ld folds repeats."""
    options = ("--warn-unresolved-symbols", "-e", "0", "-o", "linked-for-a-test")
    done = run(*linker, *options, name, cwd=folder)
    (folder / "linked-for-a-test").unlink(missing_ok=True)
    found: Counter[Printed] = Counter()
    function = ""
    for line in done.stderr.decode(errors="replace").splitlines():
        if around := _FUNCTION.fullmatch(line):
            function = around[1]
        elif folded := _FOLDED.fullmatch(line):
            assert folded[1] not in symbols, line
        elif (undefined := _UNDEFINED.fullmatch(line)) and undefined[2] in symbols:
            found[_printed(name, undefined[1], undefined[2], function)] += 1
    return found


def _printed(name: str, place: str, symbol: str, function: str) -> Printed:
    # For data the object is named before the place, and there is no function.
    outside = place.startswith(f"{name}:")
    place = place.removeprefix(f"{name}:")
    if place.startswith("("):
        return symbol, "", 0, ""
    if offset := _OFFSET.fullmatch(place):
        return symbol, offset[1], 0, function
    file, _, line = place.rpartition(":")
    return symbol, file, int(line), "" if outside else function
