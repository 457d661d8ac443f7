# SPDX-License-Identifier: GPL-2.0-or-later
"""The options of `codemod apply`."""

from __future__ import annotations

import argparse
from pathlib import Path

from qemu_xen_codemod.commands.options import (
    PROBLEM_FORMATS,
    add_define_option,
    add_macro_option,
    add_report_options,
    add_rule_options,
    add_tree_option,
)

#: Where a series goes.
OUT = Path("patches_out")


def add_apply_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        help="change these files and folders only, with what they need elsewhere; `-` edits "
        "standard input",
    )
    add_tree_option(parser)
    _add_files(parser.add_argument_group("files"))
    _add_modes(parser)
    _add_rules(parser.add_argument_group("rules"))
    _add_series(parser.add_argument_group("series", "They have no effect in the other modes."))
    formats = ("text", "json", *PROBLEM_FORMATS)
    add_report_options(parser.add_argument_group("output"), formats, "format of the report")


def _add_files(files: argparse._ArgumentGroup) -> None:
    files.add_argument(
        "--exclude",
        metavar="GLOB",
        action="append",
        default=[],
        help="leave these files and folders out: 'hw/xen/*_stub.c', tests",
    )
    files.add_argument(
        "--changed-since",
        metavar="REV",
        help="change only files that differ from the merge base of HEAD and REV, committed or not",
    )
    files.add_argument(
        "--stdin-name",
        metavar="PATH",
        type=Path,
        help="which file of the tree standard input is",
    )


def _add_modes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, help=f"folder for the series (default: {OUT})")
    modes = parser.add_mutually_exclusive_group()
    parser.add_argument("--dry-run", action="store_true", help="print the diff, write nothing")
    parser.add_argument(
        "--check",
        action="store_true",
        help="exit 1 when something would change; with --dry-run also print the diff",
    )
    modes.add_argument("--in-place", action="store_true", help="edit the tree's own files")
    modes.add_argument(
        "--branch",
        metavar="NAME",
        help=(
            "make a new branch with the commits; the current branch and the work tree stay as "
            "they are"
        ),
    )


def _add_rules(rules: argparse._ArgumentGroup) -> None:
    add_rule_options(
        rules,
        only="run these rules, and those they need",
        outcome="run the rules of these outcomes: rewritten, wrapped, retired, annotated",
    )
    add_macro_option(rules)
    add_define_option(rules)
    rules.add_argument(
        "--committed",
        action="store_true",
        help="use the files of HEAD, without uncommitted changes",
    )


def _add_series(series: argparse._ArgumentGroup) -> None:
    series.add_argument(
        "--signoff",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="add your Signed-off-by to each message (default: as the project requires)",
    )
    series.add_argument(
        "--subject-prefix",
        metavar="PREFIX",
        help=(
            "the word in brackets (default: PATCH, or RFC PATCH while no release has the "
            "functions that the patches call)"
        ),
    )
    series.add_argument(
        "--tested",
        metavar="FILE",
        type=Path,
        help=(
            "text for the cover letter: what was tested, as printed by codemod verify --format "
            "cover"
        ),
    )
    series.add_argument(
        "-v",
        "--reroll-count",
        metavar="N",
        type=int,
        help="version of the series (default: 1)",
    )
    series.add_argument(
        "--previous",
        metavar="SERIES",
        type=Path,
        help=(
            "the previous version: a folder, or an mbox as b4 writes it (default: the one in --out)"
        ),
    )
    for option in ("--to", "--cc"):
        series.add_argument(
            option, metavar="ADDRESS", action="append", default=[], help="once for each address"
        )
    series.add_argument(
        "--get-maintainer",
        action="store_true",
        help="run the tree's get_maintainer.pl to find more addresses",
    )
