# SPDX-License-Identifier: GPL-2.0-or-later
"""A configured QEMU build with Xen passthrough, in which only the Xen objects are compiled.

These are the objects whose source includes one of Xen's headers, so that nothing which the rules
may touch is left out and the other 1,500 are never built.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.real.run import clone, output_of

_INCLUDE = re.compile(rb'^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)[">]', re.MULTILINE)
_OPTIONS = (
    "--disable-install-blobs",
    "--target-list=i386-softmmu",
    "--without-default-features",
    "--enable-system",
    "--enable-xen",
    "--enable-xen-pci-passthrough",
    "--enable-fdt",
    "--disable-docs",
    "--disable-werror",
    "--extra-cflags=-Werror=implicit-function-declaration",
)


@dataclass(frozen=True, slots=True)
class Build:
    """A build directory next to its source. Tests share it and change neither."""

    source: Path
    folder: Path
    #: All objects that include one of Xen's headers.
    objects: frozenset[str]


def configure(tree: Path, work: Path, version: str) -> Build:
    """Configure a clone of `tree` below `work`; nothing is compiled yet."""
    source = clone(tree, work / "source")
    folder = work / "build"
    folder.mkdir()
    # 7.2 runs a meson that it is given, newer ones create an environment from a Python.
    python = Path(sys.executable)
    tool = f"--meson={python.parent / 'meson'}" if version == "7.2" else f"--python={python}"
    output_of(source / "configure", *_OPTIONS, tool, cwd=folder)
    objects = _objects_that_see_xen(source, folder)
    # configure silently leaves passthrough out if a library is missing.
    assert any(name.endswith("_xen_pt.c.o") for name in objects), (
        "configured without Xen passthrough: libxen-dev and libpci-dev are needed"
    )
    return Build(source, folder, objects)


def shared_build(tree: Path, work: Path, version: str) -> Build:
    """The compiled build below `work`, made by the first caller; callers take turns."""
    made = work / "made"
    if not made.exists():
        work.mkdir(exist_ok=True)
        build = configure(tree, work, version)
        output_of("ninja", *sorted(build.objects), cwd=build.folder)
        made.touch()
    source, folder = work / "source", work / "build"
    return Build(source, folder, _objects_that_see_xen(source, folder))


def _commands(folder: Path) -> list[dict[str, str]]:
    commands: list[dict[str, str]] = json.loads((folder / "compile_commands.json").read_bytes())
    return commands


def _objects_that_see_xen(source: Path, folder: Path) -> frozenset[str]:
    listed = output_of("git", "ls-files", "*.h", cwd=source).decode().split()
    headers = {
        path: _includes(source / path)
        for path in listed
        if path.startswith(("accel/", "hw/", "include/", "system/", "target/i386/"))
    }
    xen: set[str] = set()
    grown = True
    while grown:
        more = {path for path, names in headers.items() if _sees_xen(names, xen)} - xen
        xen |= more
        grown = bool(more)
    sources = ((folder / entry["file"], entry["output"]) for entry in _commands(folder))
    return frozenset(
        output
        for path, output in sources
        if not output.startswith("tests/") and path.exists() and _sees_xen(_includes(path), xen)
    )


def _includes(path: Path) -> set[tuple[str, str]]:
    return {(form.decode(), name.decode()) for form, name in _INCLUDE.findall(path.read_bytes())}


def _sees_xen(names: set[tuple[str, str]], headers: set[str]) -> bool:
    return any(
        name.startswith("xen") if form == "<" else _is_one_of(name, headers) for form, name in names
    )


def _is_one_of(name: str, headers: set[str]) -> bool:
    return any(path == name or path.endswith(f"/{name}") for path in headers)
