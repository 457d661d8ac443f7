# SPDX-License-Identifier: GPL-2.0-or-later
"""The options of `codemod audit`, and which of them can be combined."""

from __future__ import annotations

import argparse
from pathlib import Path

from qemu_xen_codemod.commands.options import (
    PROBLEM_FORMATS,
    add_macro_option,
    add_report_options,
    add_tree_option,
)
from qemu_xen_codemod.errors import UsageError

_FORMATS = ("text", "json", "csv", "ld", *PROBLEM_FORMATS)
#: Formats that name places in a repository.
_FOR_SOURCES = ("github", "gitlab", "rdjson")


def add_audit_options(parser: argparse.ArgumentParser) -> None:
    add_tree_option(
        parser, "the checkout, or a plain folder; not needed when --objects names files"
    )
    parser.add_argument(
        "--libs",
        metavar="LIBRARY",
        type=Path,
        action="append",
        default=[],
        help="look for functions that this shared library exports, instead of the built-in tables",
    )
    parser.add_argument(
        "--rules",
        metavar="PATH",
        type=Path,
        action="append",
        default=[],
        help="a rule, a .cocci file or a folder of them: look for what these replace, and for the"
        " libraries of their pack.yaml, in place of Xen's; - is standard input",
    )
    add_macro_option(parser)
    _add_build(parser.add_argument_group("build"))
    _add_comparison(parser.add_argument_group("comparison"))
    add_report_options(
        parser.add_argument_group("output"),
        _FORMATS,
        "format of the list: for people, programs or CI",
    )


def _add_build(build: argparse._ArgumentGroup) -> None:
    builds = build.add_mutually_exclusive_group()
    builds.add_argument(
        "-p",
        dest="build",
        metavar="BUILD",
        type=Path,
        help="build directory with compile_commands.json: report what is compiled",
    )
    builds.add_argument(
        "--objects",
        metavar="BUILD",
        nargs="+",
        type=Path,
        help=(
            "list what a build's objects refer to, as ld does; or what programs, libraries, "
            "objects, archives and .deb packages import"
        ),
    )
    build.add_argument("--target", metavar="NAME", help="the program whose objects are read")


def _add_comparison(guard: argparse._ArgumentGroup) -> None:
    kinds = guard.add_mutually_exclusive_group()
    kinds.add_argument(
        "--baseline",
        metavar="FILE",
        type=Path,
        help="exit 1 if there are references that FILE does not list",
    )
    kinds.add_argument(
        "--write-baseline", metavar="FILE", type=Path, help="write FILE for --baseline"
    )
    kinds.add_argument(
        "--against",
        metavar="OTHER",
        help=(
            "show the difference from another tree, a revision of TREE, or a file made by "
            "--format json"
        ),
    )
    guard.add_argument(
        "--check",
        action="store_true",
        help="exit 1 on any reference that is not kept; in a comparison, on a new one",
    )


def check_usage(args: argparse.Namespace) -> None:
    """Raises UsageError for options that contradict each other or lack another one."""
    if args.check and args.write_baseline is not None:
        raise UsageError("--check fails for existing uses, and --write-baseline accepts them")
    if args.rules and args.tree is None:
        raise UsageError(
            "--rules says what to look for in sources, and no tree is named",
            help="name the checkout or folder: --tree TREE",
        )
    if args.target is not None and args.objects is None:
        raise UsageError("--target requires --objects BUILD")
    if args.objects is not None and not are_files(args):
        if len(args.objects) > 1:
            raise UsageError("--objects takes one build directory, or files")
        if args.target is None:
            raise UsageError(
                "--objects with a build directory requires --target: the program whose objects "
                "are read",
                help=(
                    "name a target of ninja, such as --target qemu-system-i386; or name files "
                    "instead of a folder"
                ),
            )
    elif args.target is not None and [args.target] != [path.name for path in args.objects]:
        raise UsageError(
            f"--target {args.target} is not the file that --objects names",
            help="leave out --target when --objects names files",
        )
    if args.tree is None and not (args.objects is not None and are_files(args)):
        raise UsageError(
            "--tree is missing",
            help="name the checkout or folder: --tree TREE; installed files need none:"
            " --objects FILE",
        )
    if args.tree is None and args.format in _FOR_SOURCES:
        raise UsageError(
            f"--format {args.format} reports places in sources, and there is no --tree",
            help="use text, json, csv, ld or sarif",
        )


def are_files(args: argparse.Namespace) -> bool:
    """Whether --objects names files, and not a build folder. Missing paths are reported as
    files.
    """
    return not any(path.is_dir() for path in args.objects) and not (
        args.target is not None and not args.objects[0].exists()
    )
