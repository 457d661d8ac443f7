# SPDX-License-Identifier: GPL-2.0-or-later
"""What `codemod prove` is asked for, and what the levels have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from qemu_xen_codemod.prove.half import Half

#: Told what is done, how much of it, and how much there is.
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Request:
    """Both halves, and what may be run for them."""

    qemu: Half
    #: A build directory of QEMU's tree in which ninja has run once.
    build: Path
    #: None where no level was asked for that needs it.
    xen: Half | None
    #: Private, exists; a level makes folders of its own in it.
    folder: Path
    #: Compilers that the build names by their paths and that may be run.
    compilers: Sequence[Path]
    tell: Tell
