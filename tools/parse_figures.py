#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""How much of a tree's C is parsed: files with errors and bytes in errors, plain -> masked.

    tools/parse_figures.py TREE [--sample 1500] [--seed 1] [--xen | --list]

Prints one line for the files that have to do with Xen and one for a random sample of all .c and .h
files. A plain folder and a git checkout are read alike.
"""

# ruff: noqa: T201  a script that prints
from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from qemu_xen_codemod.c.parse import errors_of, parse
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Span

_XEN_WORDS = re.compile(rb"\bxen_xc\b|\bxc_\w")
_XEN_FOLDERS = ("hw/xen/", "hw/i386/xen/", "accel/xen/", "include/hw/xen/")


def main() -> int:
    arguments = _arguments()
    root: Path = arguments.tree
    paths = sorted(
        path.relative_to(root).as_posix()
        for path in root.rglob("*.[ch]")
        if path.is_file() and not path.is_symlink() and ".git" not in path.parts
    )
    if not paths:
        print(f"no C files in {root}", file=sys.stderr)
        return 2
    xen = [path for path in paths if _is_xen(root, path)]
    sample = random.Random(arguments.seed).sample(paths, min(arguments.sample, len(paths)))  # noqa: S311
    print(
        f"{'':8}{'files':>7}{'with errors':>20}{'errors':>16}{'bytes in errors':>20}"
        f"{'cut by #if':>12}{'masked words':>14}{'seconds':>16}"
    )
    _row("xen", root, xen, show=arguments.list)
    if not arguments.xen:
        _row("sample", root, sample, show=arguments.list)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("tree", type=Path)
    parser.add_argument("--sample", type=int, default=1500, help="size of the random sample")
    parser.add_argument("--seed", type=int, default=1, help="of the random sample")
    parser.add_argument(
        "--xen", action="store_true", help="only the files that have to do with Xen"
    )
    parser.add_argument("--list", action="store_true", help="name the places that stay in error")
    return parser.parse_args()


def _is_xen(root: Path, path: str) -> bool:
    return path.startswith(_XEN_FOLDERS) or bool(_XEN_WORDS.search((root / path).read_bytes()))


def _row(name: str, root: Path, paths: Sequence[str], *, show: bool) -> None:
    plain = [0, 0, 0]
    masked = [0, 0, 0]
    cut = blanked = 0
    seconds = [0.0, 0.0]
    for path in paths:
        data = (root / path).read_bytes()
        start = time.perf_counter()
        before = errors_of(parse(data))
        middle = time.perf_counter()
        source = SourceFile(path, data)
        after = errors_of(source.tree)
        seconds[0] += middle - start
        seconds[1] += time.perf_counter() - middle
        _add(plain, before)
        _add(masked, after)
        cut += _bytes(source.unparsed) - _bytes(after)
        blanked += _bytes(source.blanked)
        if show:
            for span in after:
                print(f"{source.place(span.start)}: {span.end - span.start} bytes in error")
    pairs = [f"{old} -> {new}" for old, new in zip(plain, masked, strict=True)]
    print(
        f"{name:8}{len(paths):7}{pairs[0]:>20}{pairs[1]:>16}{pairs[2]:>20}"
        f"{cut:12}{blanked:14}{f'{seconds[0]:.1f} -> {seconds[1]:.1f}':>16}"
    )


def _add(counts: list[int], errors: Sequence[Span]) -> None:
    counts[0] += bool(errors)
    counts[1] += len(errors)
    counts[2] += _bytes(errors)


def _bytes(spans: Sequence[Span]) -> int:
    return sum(span.end - span.start for span in spans)


if __name__ == "__main__":
    sys.exit(main())
