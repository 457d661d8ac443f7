# SPDX-License-Identifier: GPL-2.0-or-later
"""libxendevicemodel of a Xen tree, compiled by itself: Xen's configure and make do not run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qemu_xen_codemod.build.process import run
from qemu_xen_codemod.prove.level import Need
from qemu_xen_codemod.verify.disk_space import check_disk_space
from qemu_xen_codemod.verify.xen_tree import XenTree

_FOLDER = "tools/libs/devicemodel"
#: The sources for Linux; compat.c is for other systems.
_SOURCES = ("core.c", "common.c")
_NAME = "libxendevicemodel"
#: The options of Xen's own build, except for the optimisation.
_FLAGS = (
    *("-O1", "-g", "-std=gnu99", "-fPIC", "-Wall", "-Wstrict-prototypes", "-Wmissing-prototypes"),
    *("-Wdeclaration-after-statement", "-Werror=implicit-function-declaration"),
    *("-D__XEN_INTERFACE_VERSION__=__XEN_LATEST_INTERFACE_VERSION__", "-D__XEN_TOOLS__"),
)
_NEEDED = ("-lxencall", "-lxentoollog", "-lxentoolcore")
_TIMEOUT = 300.0


@dataclass(frozen=True, slots=True)
class BuiltLibrary:
    """The library, or why there is none."""

    #: None if it could not be built.
    path: Path | None
    #: The compiler's output, "" if it was built.
    words: str = ""


def build_library(tree: Path, xen: XenTree, folder: Path, compiler: str) -> BuiltLibrary:
    """Compile and link it. `tree`: a copy of ours; `xen`: its headers; `folder`: private, exists.

    Raises BuildError (no compiler), OSError (the disk is full).
    """
    source = tree / _FOLDER
    lacking = [name for name in (*_SOURCES, f"{_NAME}.map") if not (source / name).is_file()]
    if lacking:
        return BuiltLibrary(None, f"{_FOLDER} has no {', '.join(lacking)}")
    objects = []
    for name in _SOURCES:
        output = folder / f"{name}.o"
        include = (f"-I{xen.folder}", f"-I{source}")
        how = (*_FLAGS, *include, "-c", str(source / name), "-o", str(output))
        if error := _run(compiler, how, folder):
            return BuiltLibrary(None, error.replace(f"{tree}/", ""))
        objects.append(str(output))
    # Not its own name, because the build's library of that name is left out of link lines.
    path = folder / f"patched-{_NAME}.so"
    linker = (
        f"-Wl,-soname,{_NAME}.so.1",
        f"-Wl,--version-script={source / f'{_NAME}.map'}",
        "-Wl,-z,defs",
    )
    words = ("-shared", *linker, "-o", str(path), *objects, *_NEEDED)
    if error := _run(compiler, words, folder):
        return BuiltLibrary(None, error.replace(f"{tree}/", ""))
    # The name that programs look for when they are run.
    (folder / f"{_NAME}.so.1").symlink_to(path.name)
    return BuiltLibrary(path)


def lacking_libraries(compiler: str, folder: Path, names: tuple[str, ...]) -> tuple[Need, ...]:
    """The libraries of Xen that the machine's linker does not find."""
    output = str(folder / "nothing.so")
    return tuple(
        Need(f"no lib{name} on this machine", "install Xen's libraries: apt install libxen-dev")
        for name in names
        if run(compiler, ("-shared", "-o", output, f"-l{name}"), folder, timeout=_TIMEOUT).status
    )


def _run(compiler: str, words: tuple[str, ...], folder: Path) -> str:
    """The output if it fails, "" if it succeeds."""
    done = run(compiler, words, folder, timeout=_TIMEOUT)
    output = done.err.decode("utf-8", "replace")
    if done.status:
        check_disk_space(output)
        return output.strip() or f"{compiler} ended with status {done.status}"
    return ""
