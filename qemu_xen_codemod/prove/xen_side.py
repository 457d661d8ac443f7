# SPDX-License-Identifier: GPL-2.0-or-later
"""A Xen with and without its series: headers for QEMU's objects, and the library to link."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from qemu_xen_codemod.prove.half import Half
from qemu_xen_codemod.prove.library import BuiltLibrary, build_library
from qemu_xen_codemod.rule.pack import Pack
from qemu_xen_codemod.verify.header_set import HeaderSet, header_set_of
from qemu_xen_codemod.verify.xen_tree import XenTree, lay_out


@dataclass(frozen=True, slots=True)
class XenSide:
    """One of the two."""

    #: Like `Xen 4.23`, or `Xen 4.23 with its series`.
    name: str
    tree: XenTree
    header_set: HeaderSet
    library: BuiltLibrary


def xen_sides(
    xen: Half, pack: Pack, build: Path, folder: Path, compiler: str
) -> tuple[XenSide, XenSide]:
    """Without the series, and with it. `pack`: QEMU's. `folder`: private, exists.

    Raises TreeError, BuildError, OSError (the disk is full).
    """
    plain, patched = (
        _side(copy, pack, build, folder / name, compiler, name)
        for copy, name in ((xen.plain, "plain"), (xen.patched, "patched"))
    )
    return plain, patched


def _side(copy: Path, pack: Pack, build: Path, folder: Path, compiler: str, state: str) -> XenSide:
    folder.mkdir()
    tree = lay_out(copy, folder / "headers")
    name = f"{tree.name} with its series" if state == "patched" else tree.name
    tree = replace(tree, name=name)
    built = folder / "library"
    built.mkdir()
    library = build_library(copy, tree, built, compiler)
    return XenSide(name, tree, header_set_of(pack, build, tree), library)
