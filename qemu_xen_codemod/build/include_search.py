"""Which sources reach some headers by their #include lines: told from the text alone.

For units that the build has not compiled, so that its own data does not tell. A name in an #include
may be any file of the tree whose path ends with it, and conditions around it are not looked at: a
source is found rather once too often.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from pathlib import Path, PurePosixPath

_INCLUDE = re.compile(rb'^[ \t]*#[ \t]*include[ \t]*["<]([^">\n]+)[">]', re.MULTILINE)
_HEADERS = (".h", ".inc")


def find_including(sources: Iterable[Path], targets: Set[Path], root: Path) -> frozenset[Path]:
    """The sources that may include one of the targets, by way of other headers below `root` too."""
    includes: dict[str, list[tuple[str, Path]]] = defaultdict(list)
    wanted = frozenset(sources)
    for path in {*wanted, *_headers(root)}:
        for name in _included(path):
            # Of `../a/b.h` what counts is `a/b.h`.
            plain = "/".join(part for part in name.split("/") if part not in ("", ".", ".."))
            includes[PurePosixPath(plain).name].append((f"/{plain}", path))
    found: set[Path] = set()
    waiting = list(targets)
    while waiting:
        target = waiting.pop()
        for suffix, path in includes[target.name]:
            if path not in found and target.as_posix().endswith(suffix):
                found.add(path)
                waiting.append(path)
    return wanted & found


def _headers(root: Path) -> Iterator[Path]:
    for folder, names, files in os.walk(root):
        names[:] = [name for name in names if name != ".git"]
        yield from (Path(folder, name) for name in files if name.endswith(_HEADERS))


def _included(path: Path) -> frozenset[str]:
    try:
        if not path.is_file():
            return frozenset()
        return frozenset(
            name.decode("utf-8", "replace") for name in _INCLUDE.findall(path.read_bytes())
        )
    except OSError:
        return frozenset()
