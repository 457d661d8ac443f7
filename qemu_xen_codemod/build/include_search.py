# SPDX-License-Identifier: GPL-2.0-or-later
"""Which sources may include some headers, according to their text alone.

For units that the build has not compiled, so that its own data does not tell. A name in an #include
may be any file of the tree whose path ends with it, and `#if`s around it are ignored: too many
sources are found rather than too few.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from pathlib import Path

from qemu_xen_codemod.regular_file import read_regular

#: Not anchored to the start of a line, which would take five times as long.
_INCLUDE = re.compile(rb'#[ \t]*include[ \t]*["<]([^">\n]+)[">]')
_HEADERS = (".h", ".inc")


def find_including(sources: Iterable[Path], targets: Set[Path], root: Path) -> frozenset[Path]:
    """The sources that may include one of the targets, also through other headers below `root`."""
    by_path = {str(source): source for source in sources}
    #: By the name's last part: the name after a slash, and the file that includes it.
    includes: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for path in {*by_path, *_headers(root)} if by_path else ():
        for name in _included(path):
            # For `../a/b.h` the relevant part is `a/b.h`.
            plain = name.rpartition("../")[2].removeprefix("./")
            includes[plain.rpartition("/")[2]].append((f"/{plain}", path))
    found: set[str] = set()
    waiting = [str(target) for target in targets]
    while waiting:
        target = waiting.pop()
        for suffix, path in includes[target.rpartition("/")[2]]:
            if path not in found and target.endswith(suffix):
                found.add(path)
                waiting.append(path)
    return frozenset(by_path[path] for path in found & by_path.keys())


def _headers(root: Path) -> Iterator[str]:
    for folder, names, files in os.walk(root):
        names[:] = [name for name in names if name != ".git"]
        yield from (f"{folder}/{name}" for name in files if name.endswith(_HEADERS))


def _included(path: str) -> frozenset[str]:
    try:
        data = read_regular(Path(path))
    except OSError:
        return frozenset()
    return frozenset(os.fsdecode(name) for name in _INCLUDE.findall(data))
