# SPDX-License-Identifier: GPL-2.0-or-later
"""Leads: where the quoted includes of one file lead to in the tree."""

from __future__ import annotations

from dataclasses import dataclass

from qemu_xen_codemod.c.source import SourceFile


@dataclass(frozen=True, slots=True)
class Leads:
    """Valid for a file as it is, as long as no file is created."""

    source: SourceFile
    #: Each once, in the order of the includes.
    paths: tuple[str, ...]
    #: The ends of the paths of headers that are in none of the usual places.
    ends: tuple[str, ...]
