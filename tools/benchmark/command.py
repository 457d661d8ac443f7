# SPDX-License-Identifier: GPL-2.0-or-later
"""The command line of the bench."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tools.benchmark.cases import AST_GREP, CODEMOD, SPATCH, cases, installed
from tools.benchmark.measure import measure, table


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="tools/bench",
        description="Measure codemod on a tree, in turns with spatch and ast-grep where these are "
        "installed. Nothing of the tree is changed.",
    )
    parser.add_argument("tree", metavar="TREE", type=Path, help="a checkout of QEMU")
    parser.add_argument("-p", dest="build", metavar="BUILD", type=Path, help="a build of it")
    parser.add_argument("--rounds", metavar="N", type=int, default=5, help="5 unless given")
    parser.add_argument(
        "--only", metavar="TEXT", default="", help="the cases whose names have the text"
    )
    args = parser.parse_args(argv)
    if args.rounds < 1:
        parser.error("--rounds: at least 1")
    for name in (SPATCH, AST_GREP):
        if name not in installed():
            sys.stderr.write(f"{name} is not installed: not compared\n")
    rows = []
    with tempfile.TemporaryDirectory(prefix="codemod-bench-") as folder:
        build = args.build and args.build.resolve()
        for case in cases(args.tree.resolve(), build, Path(folder)):
            if args.only in case.name:
                sys.stderr.write(f"{case.name} ..\n")
                rows.append((case.name, measure(case.prepare(), args.rounds, folder)))
    if not rows:
        parser.error(f"--only: no case has {args.only} in its name")
    sys.stdout.write("".join(f"{line}\n" for line in table(rows, CODEMOD)))
    return 0
