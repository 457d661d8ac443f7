# SPDX-License-Identifier: GPL-2.0-or-later
"""The sweep step: removes what became unused through the rule."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from qemu_xen_codemod.errors import Place
from qemu_xen_codemod.rule.applies import ForSomeTrees


class Sweep(Enum):
    """What a sweep step looks for."""

    LOCALS = "locals"
    FUNCTIONS = "functions"
    MACROS = "macros"
    TRACE_EVENTS = "trace-events"
    INCLUDES = "includes"


@dataclass(frozen=True, slots=True)
class SweepStep(ForSomeTrees):
    """Remove what became unused through the rule's commit."""

    kinds: tuple[Sweep, ...]
    place: Place


def event_users(name: bytes) -> frozenset[bytes]:
    """The words by which C refers to a trace event."""
    upper = b"TRACE_" + name.upper()
    return frozenset((b"trace_" + name, upper, upper + b"_ENABLED", b"_" + upper + b"_EVENT"))
