# SPDX-License-Identifier: GPL-2.0-or-later
"""What `codemod prove` was asked to do, and what the levels share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qemu_xen_codemod.prove.debian import Packages
from qemu_xen_codemod.prove.half import Half

#: Called with the current task, how much of it is done, and how much there is.
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Request:
    """Both halves, and what may be run for them."""

    #: None if only --hypervisor was requested; the same for the next one.
    qemu_half: Half | None
    #: A build directory of QEMU's tree in which ninja has run once.
    qemu_build: Path | None
    #: None if no requested level needs it.
    xen: Half | None
    #: Private, exists; each level creates its own folders in it.
    folder: Path
    #: Compilers that the build names by path and that may be run.
    compilers: Sequence[Path]
    tell: Tell
    #: Where Debian's packages are.
    packages: Packages = field(default_factory=Packages)
    #: dom0's, None for Debian's.
    kernel: Path | None = None

    @property
    def qemu(self) -> Half:
        """For a level that needs it."""
        assert self.qemu_half is not None
        return self.qemu_half

    @property
    def build(self) -> Path:
        """For a level that needs it."""
        assert self.qemu_build is not None
        return self.qemu_build
