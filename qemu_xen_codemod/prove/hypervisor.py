# SPDX-License-Identifier: GPL-2.0-or-later
"""Level `hypervisor`."""

from __future__ import annotations

from qemu_xen_codemod.prove.level import MissingNeeds, Need, Result
from qemu_xen_codemod.prove.request import Request


def prove_hypervisor(request: Request) -> Result:
    """Raises MissingNeeds, CodemodError, OSError (the disk is full)."""
    raise MissingNeeds(Need(f"a version of codemod that has this level ({request.build})"))
