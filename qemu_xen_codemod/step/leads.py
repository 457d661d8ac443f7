# SPDX-License-Identifier: GPL-2.0-or-later
"""Leads: where the quoted includes of one file lead to in the tree."""

from __future__ import annotations

from dataclasses import dataclass

from qemu_xen_codemod.c.source import SourceFile


@dataclass(frozen=True, slots=True)
class Leads:
    """True of a file as it is, while no file is made."""

    source: SourceFile
    #: Each once, in the order of the includes.
    paths: tuple[str, ...]
    #: How the paths of headers end that are in none of the usual places.
    ends: tuple[str, ...]
