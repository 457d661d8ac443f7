# SPDX-License-Identifier: GPL-2.0-or-later
"""The headers of a Xen source tree, laid out as in an installed Xen.

They are links in a private folder: Xen's build creates the same ones. Nothing of the tree is run,
so headers that its build generates are missing, and named; the machine's own are read instead, if
it has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qemu_xen_codemod.c.language import is_c
from qemu_xen_codemod.errors import TreeError
from qemu_xen_codemod.named_path import is_file, resolved
from qemu_xen_codemod.regular_file import read_regular
from qemu_xen_codemod.verify.calls import find_parameters

_PUBLIC = "xen/include/public"
_SYSTEM = "tools/include/xen-sys/Linux"
#: Where the libraries' headers are, the oldest place first; of a header in several places the last
#: one counts.
_LIBRARIES = (
    "tools/xenstore/include",
    "tools/libxc/include",
    "tools/libs/*/include",
    "tools/include",
)
_NUMBER = r"^[ \t]*(?:export[ \t]+)?{}[ \t]*:?=[ \t]*(\d{{1,9}})[ \t]*$"
_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*["<](xen/[^">\n]+|xen\w+\.h)[">]', re.M)


@dataclass(frozen=True, slots=True)
class XenTree:
    """The headers of one Xen."""

    #: Like `Xen 4.20`.
    name: str
    #: As in libraries' release macros: 42000.
    release: int
    #: Contains xenctrl.h and so on, and the folder xen.
    folder: Path
    #: Headers that these include and that the tree does not have, sorted.
    missing: tuple[str, ...]

    def declares(self, header: str, function: str) -> bool:
        """Whether a library's header declares a function."""
        path = self.folder / header
        if not path.is_file():
            return False
        return find_parameters(function.encode(), (read_regular(path),)) is not None


def lay_out(tree: Path, folder: Path) -> XenTree:
    """Link a tree's headers below `folder`, private. Raises TreeError, OSError."""
    tree = resolved(tree)
    if not (tree / _PUBLIC).is_dir():
        raise TreeError(
            f"{tree} is not a Xen source tree: there is no {_PUBLIC} in it",
            help="name the top folder of one, as git clone makes it",
        )
    major, minor = (_number(tree, name) for name in ("XEN_VERSION", "XEN_SUBVERSION"))
    _link(tree, tree / _PUBLIC, folder / "xen")
    _link(tree, tree / _SYSTEM, folder / "xen/sys")
    for place in _LIBRARIES:
        for found in sorted(tree.glob(place)):
            for path in sorted(found.glob("*.h")):
                _link_file(tree, path, folder / path.name)
    missing = tuple(sorted(set(_missing(folder))))
    return XenTree(f"Xen {major}.{minor}", 10000 * major + 100 * minor, folder, missing)


def _number(tree: Path, name: str) -> int:
    path = tree / "xen/Makefile"
    text = read_regular(path).decode("utf-8", "replace") if path.is_file() else ""
    found = re.search(_NUMBER.format(name), text, re.MULTILINE)
    if found is None:
        raise TreeError(
            f"{path} does not give its Xen version: it does not set {name}",
            help="name the top folder of a Xen source tree",
        )
    return int(found[1])


def _link(tree: Path, source: Path, target: Path) -> None:
    """The headers in a folder and its subfolders."""
    for path in sorted(source.rglob("*.h")):
        _link_file(tree, path, target / path.relative_to(source))


def _link_file(tree: Path, path: Path, target: Path) -> None:
    """A link out of the tree is left out, and so missing."""
    if not resolved(path).is_relative_to(tree) or not is_file(path):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    target.symlink_to(resolved(path))


def _missing(folder: Path) -> Iterator[str]:
    """What the libraries' headers include, directly or indirectly."""
    waiting = sorted(path for path in folder.glob("*.h") if is_c(path.name))
    known = set(waiting)
    while waiting:
        path = waiting.pop()
        for name in _INCLUDE.findall(read_regular(path).decode("utf-8", "replace")):
            places = (folder / name, path.parent / name)
            found = next((place for place in places if place.is_file()), None)
            if found is None:
                yield name
            elif found not in known:
                known.add(found)
                waiting.append(found)
