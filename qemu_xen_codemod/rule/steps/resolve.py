# SPDX-License-Identifier: GPL-2.0-or-later
"""The resolve step: `#if` conditions whose value the rule knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qemu_xen_codemod.c.known import Known
from qemu_xen_codemod.errors import Place
from qemu_xen_codemod.rule.applies import ForSomeTrees


@dataclass(frozen=True, slots=True)
class ResolveStep(ForSomeTrees):
    """Resolve `#if` conditions."""

    known: Mapping[bytes, Known]
    #: As written, for display.
    said: Mapping[str, str]
    #: Globs; () for every C file.
    files: tuple[str, ...]
    place: Place
