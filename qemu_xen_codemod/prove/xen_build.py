# SPDX-License-Identifier: GPL-2.0-or-later
"""Xen, built by its own Makefiles in a private copy: its libraries, and the hypervisor."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from qemu_xen_codemod.build.process import Done, find_program, run
from qemu_xen_codemod.errors import BuildError
from qemu_xen_codemod.prove.level import MissingNeeds, Need
from qemu_xen_codemod.verify.disk_space import check_disk_space

#: libxendevicemodel, after the libraries that it is linked with.
LIBRARIES = ("toolcore", "toollog", "call", "devicemodel")
#: Their files below the tree, in the order in which they are linked.
STATIC = tuple(f"tools/libs/{name}/libxen{name}.a" for name in reversed(LIBRARIES))
#: What `configure` would write, as far as these need it.
_TOOLS = "BASH := /bin/bash\nPYTHON := python3\nAWK := awk\nCONFIG_X86 := y\n"
_ARCHITECTURE = "XEN_TARGET_ARCH=x86_64"
_LONGEST = 3 * 3600.0
_SHOWN = 30
#: Program -> the Debian package that has it.
_NEEDED = {
    "make": "make",
    "gcc": "gcc",
    "ld": "binutils",
    "flex": "flex",
    "bison": "bison",
    "python3": "python3",
}


def check_programs(needed: dict[str, str]) -> None:
    """Raise MissingNeeds, which names each program that is not on PATH, and Debian's package."""
    lacking = []
    for program, package in needed.items():
        try:
            find_program(program)
        except BuildError:
            lacking.append(Need(f"{program} on PATH", f"Debian has it in {package}"))
    if lacking:
        raise MissingNeeds(*lacking)


def check_xen_programs() -> None:
    """Raise MissingNeeds for programs that Xen's build runs."""
    check_programs(_NEEDED)


def build_libraries(tree: Path) -> None:
    """Build LIBRARIES inside the tree, static and shared. Raises BuildError."""
    (tree / "config/Tools.mk").write_text(_TOOLS)
    for folder in ("tools/include", *(f"tools/libs/{name}" for name in LIBRARIES)):
        make(tree, "-C", folder, _ARCHITECTURE, "all")


def build_hypervisor(tree: Path) -> Path:
    """A multiboot image. The build also links xen-syms, which finds what objects do not show.

    Raises BuildError.
    """
    jobs = f"-j{len(os.sched_getaffinity(0))}"
    for target in ("defconfig", "build"):
        make(tree, "-C", "xen", jobs, _ARCHITECTURE, target)
    return tree / "xen/xen"


def make(tree: Path, *words: str) -> Done:
    """Raises BuildError with the end of make's output, OSError if the disk is full."""
    return build_step("make", ("-s", *words), tree)


def build_step(
    program: str,
    words: Sequence[str],
    folder: Path,
    environment: Mapping[str, str] | None = None,
) -> Done:
    """Run a program that must succeed. Raises BuildError, OSError if the disk is full."""
    done = run(program, words, folder, environment=environment, timeout=_LONGEST)
    if done.status:
        output = (done.out + done.err).decode("utf-8", "replace")
        check_disk_space(output)
        lines = "\n".join(output.splitlines()[-_SHOWN:])
        raise BuildError(f"{program} {' '.join(words)}: exit {done.status}\n{lines}")
    return done
