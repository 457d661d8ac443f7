# SPDX-License-Identifier: GPL-2.0-or-later
"""The command line of tools/replay."""

from __future__ import annotations

import argparse
import io
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from qemu_xen_codemod.errors import CodemodError
from qemu_xen_codemod.report.diff import unified_diff
from qemu_xen_codemod.report.terminal import has_color, json_text, write_diff
from tools.replaying.replay import replay
from tools.replaying.show import as_data, as_text

_DESCRIPTION = """\
Apply rules to the tree before a commit, and print how many of the lines that the commit changed the
result has to the byte. What differs is shown side by side. Nothing of the repository is run, and
nothing is written to it.
"""
#: Side by side needs this much; more is hard to follow from one side to the other.
_NARROWEST, _WIDEST = 80, 160


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="replay", description=_DESCRIPTION, allow_abbrev=False)
    parser.add_argument("repo", metavar="REPO", type=Path, help="a git checkout or bare repository")
    parser.add_argument("commit", metavar="COMMIT", help="its id, or a name that git knows")
    parser.add_argument(
        "rules",
        metavar="RULES",
        type=Path,
        nargs="+",
        help="rules (.yml, .cocci), or folders of them",
    )
    parser.add_argument(
        "--exclude",
        metavar="GLOB",
        action="append",
        default=[],
        help="do not compare these files; `*` stays inside a folder, `**` does not",
    )
    parser.add_argument(
        "--touched",
        action="store_true",
        help="compare only the files that the commit changed",
    )
    parser.add_argument(
        "--format",
        choices=("text", "json", "diff"),
        default="text",
        help="diff: what the rules change, as a unified diff",
    )
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto")
    parser.add_argument(
        "--width", type=int, help="columns of the text, the terminal's unless given"
    )
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """0: compared, whatever the figures are. 2: wrong usage, a bad rule, no such commit."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    args = make_parser().parse_args(argv)
    try:
        _run(args)
        sys.stdout.flush()
    except CodemodError as error:
        sys.stderr.write(f"{error.render()}\n")
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output has exited. Python would complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return 0


def _run(args: argparse.Namespace) -> None:
    result = replay(args.repo, args.commit, args.rules, args.exclude, touched=args.touched)
    if args.format == "json":
        sys.stdout.write(json_text(as_data(result)))
        return
    if args.format == "diff":
        write_diff(unified_diff(result.changes), sys.stdout, args.color)
        return
    columns = args.width or shutil.get_terminal_size((100, 24)).columns
    width = min(max(columns, _NARROWEST), _WIDEST)
    sys.stdout.write(as_text(result, width, color=has_color(args.color, sys.stdout)))
