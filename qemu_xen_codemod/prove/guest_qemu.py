# SPDX-License-Identifier: GPL-2.0-or-later
"""The device models: QEMU built without passthrough from the tree, with the series and without.

There is one build folder, in which first the sources, then libxendevicemodel are exchanged. The
changes in config-host.h are then only about Xen, so that only objects that use Xen are compiled
again.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from qemu_xen_codemod.build.process import run
from qemu_xen_codemod.errors import BuildError
from qemu_xen_codemod.prove.guest_cases import Program
from qemu_xen_codemod.prove.half import Half
from qemu_xen_codemod.prove.level import MissingNeeds, Need
from qemu_xen_codemod.prove.xen_build import build_step
from qemu_xen_codemod.regular_file import read_regular

QEMU = "qemu-system-i386"
#: Below a Xen tree.
XEN_LIBRARY = "tools/libs/devicemodel"
_HEADER = "tools/include/xendevicemodel.h"
_OPTIONS = (
    "--target-list=i386-softmmu",
    "--without-default-features",
    "--enable-system",
    "--enable-xen",
    "--disable-xen-pci-passthrough",
    "--enable-fdt",
    "--disable-docs",
    "--disable-werror",
    "--disable-debug-info",
    "--disable-install-blobs",
    "--extra-cflags=-Werror=implicit-function-declaration",
)
#: What the user's build knows about the machine, and ours needs.
_TOOLS = ("--python=", "--meson=", "--ninja=", "--cc=", "--host-cc=", "--extra-ldflags=")
_CONFIG = "config-host.h"
_MESON = re.compile(r"(?m)^ command = (.*) --internal regenerate ")
_PACKAGE = """\
Name: xendevicemodel
Description: of the Xen tree with its series
Version: {version}
Libs: -L{folder} -lxendevicemodel
"""


def read_tools(build: Path) -> tuple[str, ...]:
    """Arguments for configure, as in the user's build; everything else is found on PATH."""
    try:
        text = read_regular(build / "config.status").decode("utf-8", "replace")
        words = shlex.split(text.rstrip().rpartition("\nexec ")[2])
    except (OSError, ValueError):
        return ()
    return tuple(word for word in words if word.startswith(_TOOLS))


class DeviceModels:
    """Built one after the other, in this order."""

    def __init__(self, qemu: Half, build: Path, folder: Path) -> None:
        """`build`: the user's. `folder`: private, exists."""
        self._qemu, self._user_build = qemu, build
        self._source, self._build = folder / "source", folder / "build"
        self._folder = folder

    def plain(self) -> Path:
        """Raises MissingNeeds with configure's output, BuildError, OSError."""
        shutil.copytree(self._qemu.plain, self._source, symlinks=True, copy_function=os.link)
        self._add_submodules()
        self._build.mkdir()
        words = (*_OPTIONS, *read_tools(self._user_build))
        try:
            build_step(str(self._source / "configure"), words, self._build)
        except BuildError as error:
            raise MissingNeeds(Need("something that QEMU's configure needs", error.what)) from None
        return self._made(Program.PLAIN)

    def patched(self) -> Path:
        """After the plain one. Raises BuildError, OSError."""
        applied = self._qemu.applied
        for path, data in applied.files(len(applied.touched)).items():
            place = self._source / path
            # It is one file with the copy that it was made from.
            place.unlink(missing_ok=True)
            if data is not None:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(data)
        self._reconfigure("ninja", ("build.ninja",))
        return self._made(Program.PATCHED)

    def next(self, xen: Path) -> Path:
        """After the patched one: with the header and library that were built in a Xen tree.

        QEMU's own meson.build checks what that library has. Raises BuildError, OSError.
        """
        library = xen / XEN_LIBRARY
        headers, packages = self._folder / "headers", self._folder / "packages"
        for folder in (headers, packages):
            folder.mkdir()
        shutil.copy(xen / _HEADER, headers)
        text = _PACKAGE.format(version=1, folder=library)
        (packages / "xendevicemodel.pc").write_text(text)
        # In the environment, because a new compiler option would recompile all objects.
        environment = {"CPATH": str(headers)}
        meson = _MESON.search(read_regular(self._build / "build.ninja").decode())
        if meson is None:
            raise BuildError(f"{self._build}/build.ninja does not say which meson made it")
        program, *words = shlex.split(meson[1])
        words += ["setup", "--reconfigure", f"-Dpkg_config_path={packages}", "."]
        self._reconfigure(program, (*words, str(self._source)), environment)
        return self._made(Program.NEXT, environment)

    def _reconfigure(
        self, program: str, words: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> None:
        """Run what generates config-host.h, and let ninja see the dependencies of its new lines."""
        config = self._build / _CONFIG
        objects = self._xen_objects()
        status, before = config.stat(), read_regular(config).decode()
        build_step(program, words, self._build, environment)
        new = set(before.splitlines()) ^ set(read_regular(config).decode().splitlines())
        if all("XEN" in line for line in new):
            os.utime(config, ns=(status.st_atime_ns, status.st_mtime_ns))
            for name in objects:
                (self._build / name).unlink(missing_ok=True)

    def _made(self, program: Program, environment: Mapping[str, str] | None = None) -> Path:
        jobs = f"-j{len(os.sched_getaffinity(0))}"
        build_step("ninja", (jobs, QEMU), self._build, environment)
        target = self._folder / program.value
        build_step("strip", ("-o", str(target), QEMU), self._build)
        return target

    def _add_submodules(self) -> None:
        """Other repositories inside the tree, whose files git does not list."""
        root = self._qemu.tree.root
        listed = root / ".gitmodules"
        text = read_regular(listed).decode("utf-8", "replace") if listed.is_file() else ""
        names = re.findall(r"(?m)^\s*path\s*=\s*(\S+)\s*$", text)
        names += [f"subprojects/{path.name}" for path in root.glob("subprojects/*")]
        for name in dict.fromkeys(names):
            source, target = root / name, self._source / name
            is_inside = source.resolve().is_relative_to(root.resolve())
            if not is_inside or not source.is_dir() or name.startswith("roms/"):
                continue
            if not target.is_dir() or not any(target.iterdir()):
                skipped = shutil.ignore_patterns(".git")
                shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True, ignore=skipped)

    def _xen_objects(self) -> tuple[str, ...]:
        """Objects that read a header of Xen's, or QEMU's header about it."""
        output = run("ninja", ("-t", "deps"), self._build).out.decode("utf-8", "replace")
        found = []
        for block in output.split("\n\n"):
            name, _, paths = block.partition(": #deps")
            if name.endswith(".o") and re.search(r"/xen[\w-]*\.h$", paths, re.MULTILINE):
                found.append(name.strip())
        return tuple(found)
