# SPDX-License-Identifier: GPL-2.0-or-later
"""The recorder's output -> calls, and the differences in a pair of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from qemu_xen_codemod.rule.entrypoints import Meant, Recorded

#: What a caller gets, as the recorder prints it.
_RESULTS = ("result", "errno", "pirq", "buffers that are not freed")


@dataclass(slots=True)
class Call:
    """A call of a function: its hypercalls, and what its caller got."""

    #: The number of the case.
    number: int
    #: "old" or "new".
    side: str
    #: "well", "denied" or "without memory".
    how: str
    #: For each hypercall: field -> value.
    asked: list[dict[str, str]] = field(default_factory=list)
    got: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which two calls differ."""

    function: str
    replaced: str
    how: str
    field: str
    #: "" if there is no such field.
    old: str
    new: str
    #: Why it is intended, "" if it is not.
    why: str


def read_calls(output: str) -> tuple[Call, ...]:
    """In the order in which they were made."""
    calls: list[Call] = []
    for line in output.splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "call":
            number, side, how = rest.split(" ", 2)
            calls.append(Call(int(number), side, how))
        elif kind == "ask":
            calls[-1].asked.append({})
        elif kind == "field":
            name, _, value = rest.partition(" ")
            calls[-1].asked[-1][name] = value
        elif kind == "result":
            calls[-1].got = dict(zip(_RESULTS, rest.split(), strict=True))
    return tuple(calls)


def compare(pair: Recorded, meant: Sequence[Meant], old: Call, new: Call) -> Iterator[Difference]:
    """The differences; intended ones have their reason."""
    nothing: Mapping[str, str] = {}
    rows = [*zip_longest(old.asked, new.asked, fillvalue=nothing), (old.got, new.got)]
    for then, now in rows:
        for name in dict.fromkeys((*then, *now)):
            was, is_ = then.get(name, ""), now.get(name, "")
            if was != is_:
                why = _why(pair.function, meant, name, was, is_)
                yield Difference(pair.function, pair.replaced, old.how, name, was, is_, why)


def _why(function: str, meant: Sequence[Meant], name: str, old: str, new: str) -> str:
    return next(
        (
            item.why
            for item in meant
            if (item.field, item.old, item.new) == (name, old, new)
            and item.function in ("", function)
        ),
        "",
    )
