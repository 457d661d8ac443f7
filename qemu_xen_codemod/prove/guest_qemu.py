# SPDX-License-Identifier: GPL-2.0-or-later
"""The device models: QEMU built without passthrough from the tree, with the series and without.

There is one build folder, in which the series then changes the sources: what it does not touch is
compiled once. That for a Xen with its own series has only those objects compiled anew that
know of Xen, with its headers, and is linked with its library.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Mapping
from pathlib import Path

from qemu_xen_codemod.build.process import run
from qemu_xen_codemod.prove.guest_cases import Program
from qemu_xen_codemod.prove.half import Half
from qemu_xen_codemod.prove.xen_build import build_step
from qemu_xen_codemod.regular_file import read_regular

QEMU = "qemu-system-i386"
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
#: What the user's build says of the machine, and ours needs.
_TOOLS = ("--python=", "--meson=", "--ninja=", "--cc=", "--host-cc=", "--extra-ldflags=")
_VERSION = re.compile(r"(?m)^#define CONFIG_XEN_CTRL_INTERFACE_VERSION .*$")
_LIBRARY = re.compile(r"[^\s:|]*/libxendevicemodel\.so[.\d]*|-lxendevicemodel\b")


class DeviceModels:
    """One after the other, in this order."""

    def __init__(self, qemu: Half, build: Path, folder: Path) -> None:
        """`build`: the user's. `folder`: private, exists."""
        self._qemu, self._user_build = qemu, build
        self._source, self._build = folder / "source", folder / "build"
        self._folder = folder

    def plain(self) -> Path:
        """Raises BuildError, OSError."""
        shutil.copytree(self._qemu.plain, self._source, symlinks=True, copy_function=os.link)
        self._add_submodules()
        self._build.mkdir()
        words = (*_OPTIONS, *self._tools())
        build_step(str(self._source / "configure"), words, self._build)
        return self._made(Program.PLAIN)

    def patched(self) -> Path:
        """After the plain one. Raises BuildError, OSError."""
        applied = self._qemu.applied
        for path, data in applied.files(len(applied.touched)).items():
            place = self._source / path
            # It is one file with the copy that it was made of.
            place.unlink(missing_ok=True)
            if data is not None:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(data)
        return self._made(Program.PATCHED)

    def next(self, headers: Path, release: int, library: Path) -> Path:
        """After the patched one. `release`: as CONFIG_XEN_CTRL_INTERFACE_VERSION counts.

        Raises BuildError, OSError.
        """
        objects = self._xen_objects()
        config = self._build / "config-host.h"
        status = config.stat()
        line = f"#define CONFIG_XEN_CTRL_INTERFACE_VERSION {release}"
        config.write_text(_VERSION.sub(line, config.read_text()))
        # All objects depend on it, and those without Xen do not depend on this line of it.
        os.utime(config, ns=(status.st_atime_ns, status.st_mtime_ns))
        for name in objects:
            (self._build / name).unlink(missing_ok=True)
        rules = self._build / "build.ninja"
        rules.write_text(_LIBRARY.sub(lambda _: str(library), rules.read_text()))
        return self._made(Program.NEXT, {"CPATH": str(headers)})

    def _made(self, program: Program, environment: Mapping[str, str] | None = None) -> Path:
        jobs = f"-j{len(os.sched_getaffinity(0))}"
        build_step("ninja", (jobs, QEMU), self._build, environment)
        target = self._folder / program.value
        build_step("strip", ("-o", str(target), QEMU), self._build)
        return target

    def _tools(self) -> tuple[str, ...]:
        """As the user's build was configured; what it does not say is found on PATH."""
        try:
            text = read_regular(self._user_build / "config.status").decode("utf-8", "replace")
            words = shlex.split(text.rstrip().rpartition("\nexec ")[2])
        except (OSError, ValueError):
            return ()
        return tuple(word for word in words if word.startswith(_TOOLS))

    def _add_submodules(self) -> None:
        """Other repositories that the tree has inside, and git does not list as files of it."""
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
        """Objects that read a header of Xen's, or QEMU's about it."""
        told = run("ninja", ("-t", "deps"), self._build).out.decode("utf-8", "replace")
        found = []
        for block in told.split("\n\n"):
            name, _, paths = block.partition(": #deps")
            if name.endswith(".o") and re.search(r"/xen[\w-]*\.h$", paths, re.MULTILINE):
                found.append(name.strip())
        return tuple(found)
