# SPDX-License-Identifier: GPL-2.0-or-later
"""Swapped arguments, which no compiler finds if their types are the same.

Only calls that a patch adds or changes are checked. Two things count as proof of a mistake:

- an argument has the name of another parameter, and that parameter's argument does not:
  `map(handle, pirq, &gsi)` for `map(handle, gsi, pirq)`;
- a call that replaces another has two of its arguments in the other order, and the names of the
  parameters do not require that.

Names of parameters come from prototypes. The name of `&s->name` is `name`; other expressions have
no name and prove nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.verify.calls import Call, calls_of
from qemu_xen_codemod.verify.verdict import Check, Finding

#: The parameter names of a function; None if they are not known.
Parameters = Callable[[bytes], tuple[bytes, ...] | None]


@dataclass(frozen=True, slots=True)
class ChangedCalls:
    """The calls that a patch adds to a C file, and those that it removes, in the file's order."""

    path: str
    added: tuple[Call, ...]
    removed: tuple[Call, ...]

    @property
    def functions(self) -> frozenset[bytes]:
        """Those whose arguments can be swapped."""
        return frozenset(call.function for call in self.added if len(call.arguments) > 1)


def changed_calls(path: str, before: bytes, after: bytes) -> ChangedCalls:
    """Calls with the same text in the same function have not changed, moved or not."""
    old, new = calls_of(SourceFile(path, before)), calls_of(SourceFile(path, after))
    known = Counter(call.text for call in old)
    added: list[Call] = []
    for call in new:
        if known[call.text]:
            known[call.text] -= 1
        else:
            added.append(call)
    there = Counter(call.text for call in new)
    removed: list[Call] = []
    for call in old:
        if there[call.text]:
            there[call.text] -= 1
        else:
            removed.append(call)
    return ChangedCalls(path, tuple(added), tuple(removed))


def check_arguments(changed: ChangedCalls, parameters: Parameters) -> Iterator[Finding]:
    """The findings about a C file that a patch changes."""
    path = changed.path
    replaced = _pair(changed.removed, changed.added)
    for number, call in enumerate(changed.added):
        if len(call.arguments) < 2:
            continue
        names = parameters(call.function)
        if names is not None and len(names) != len(call.arguments):
            names = None
        found = list(_by_name(path, call, names)) if names is not None else []
        if number in replaced and not found:
            found = list(_by_order(path, call, replaced[number], names))
        yield from found


def _pair(removed: Sequence[Call], added: Sequence[Call]) -> dict[int, Call]:
    """The call that each added one (by its index in the list) replaces.

    In a function that loses as many calls as it gains, in order.
    """
    olds, news = defaultdict(list), defaultdict(list)
    for call in removed:
        olds[call.inside].append(call)
    for number, call in enumerate(added):
        news[call.inside].append(number)
    return {
        number: old
        for inside, numbers in news.items()
        if len(olds[inside]) == len(numbers)
        for number, old in zip(numbers, olds[inside], strict=True)
    }


def _by_name(path: str, call: Call, names: Sequence[bytes]) -> Iterator[Finding]:
    for at, argument in enumerate(call.names):
        if not argument or argument == names[at] or argument not in names:
            continue
        other = names.index(argument)
        if call.names[other] in (names[other], b""):
            # The same variable for both, as in copy(a, a); or an expression, which proves nothing.
            continue
        yield Finding(
            Check.ARGUMENTS,
            f"{call.function.decode()}() is given {_shown(call, at)} as its parameter"
            f" {names[at].decode() or at + 1}, and {_shown(call, other)} as"
            f" {names[other].decode()}",
            path,
            call.line,
            _prototype(call, names),
            "compare the order of the arguments with the prototype; if it is meant so, give the"
            " variable another name",
        )
        return


def _by_order(
    path: str, call: Call, replaced: Call, names: Sequence[bytes] | None
) -> Iterator[Finding]:
    old = list(replaced.arguments)
    kept = [
        at
        for at, argument in enumerate(call.arguments)
        if old.count(argument) == 1 and call.arguments.count(argument) == 1
    ]
    for first, second in combinations(kept, 2):
        if old.index(call.arguments[first]) < old.index(call.arguments[second]):
            continue
        if names is not None and any(call.names[at] == names[at] != b"" for at in (first, second)):
            continue
        yield Finding(
            Check.ARGUMENTS,
            f"{call.function.decode()}() has {_shown(call, first)} before {_shown(call, second)},"
            f" and {replaced.function.decode()}(), which it replaces, had them the other way round",
            path,
            call.line,
            _prototype(call, names) if names else "",
            "compare the order of the arguments with both prototypes; if it is meant so, say so "
            "in a separate patch",
        )
        return


def _shown(call: Call, at: int) -> str:
    return call.arguments[at].decode("utf-8", "replace")


def _prototype(call: Call, names: Sequence[bytes]) -> str:
    shown = ", ".join(name.decode() or "?" for name in names)
    return f"{call.function.decode()}({shown})"
