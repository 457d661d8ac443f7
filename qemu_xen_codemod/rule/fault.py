# SPDX-License-Identifier: GPL-2.0-or-later
"""Faults: several RuleErrors of one run, raised together, and the help for a misspelt name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from qemu_xen_codemod.errors import RuleError


class RuleFaults(RuleError):
    """All errors that were found, in the order of their places. `render` shows each in full."""

    def __init__(self, faults: Sequence[RuleError]) -> None:
        first = faults[0]
        super().__init__(first.what, place=first.place, help=first.help)
        self.faults = tuple(faults)

    def render(self) -> str:
        return "\n".join(fault.render() for fault in self.faults)


def faults_of(error: RuleError) -> tuple[RuleError, ...]:
    """The single errors in an error."""
    return error.faults if isinstance(error, RuleFaults) else (error,)


def raise_faults(faults: Sequence[RuleError]) -> None:
    """Raise the collected errors; do nothing if there are none."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise RuleFaults(sorted(faults, key=_order))


def _order(fault: RuleError) -> tuple[str, int, int]:
    place = fault.place
    return (place.path, place.line, place.column) if place else ("", 0, 0)


def nearest(name: str, known: Iterable[str], what: str) -> str:
    """The help for an unknown name: a similar known one, or all known ones.

    `what` names them: "keys", "rules".
    """
    names = list(known)
    if meant := similar(name, names):
        return meant
    return f"known {what}: {', '.join(names)}" if names else f"there are no {what}"


def similar(name: str, known: Sequence[str]) -> str:
    """The help for an unknown name that is similar to a known one, "" for others."""
    close = get_close_matches(name, known, n=1)
    return f"did you mean {close[0]}?" if close else ""
