# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod verify`: show for each patch of a series that it builds and does what it says."""

from __future__ import annotations

import argparse
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from qemu_xen_codemod.commands.options import (
    add_color_option,
    add_rule_options,
    add_tree_option,
    chosen_rules,
    find_tree,
    terminal_of,
)
from qemu_xen_codemod.errors import UsageError

if TYPE_CHECKING:
    from qemu_xen_codemod.verify.configured import Settings
    from qemu_xen_codemod.verify.verdict import SeriesProof

_DESCRIPTION = """\
Check each patch of a series, made by codemod or not: it applies, it builds, and it does what its
message says and nothing else. All work is done in a private copy: TREE and BUILD are only read.
"""
_EPILOG = """\
Exit codes: 0 every check passed; 1 a check failed; 2 wrong usage, or an unreadable tree, series or
build; 130 interrupted (128 + the number of the signal).

examples:
  codemod verify patches_out                       applies, parses, does what it says
  codemod verify patches_out -p ~/build            and compiles, with old Xen and new
  codemod verify patches_out --format cover > tested.txt
"""
#: It takes the options of another program as its value.
CONFIGURE = "--configure"


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "verify",
        help="check each patch of a series",
        description=_DESCRIPTION,
        epilog=_EPILOG,
    )
    parser.set_defaults(run=run)
    add_tree_option(parser, "the checkout the series is for")
    parser.add_argument(
        "series", metavar="SERIES", type=Path, help="a folder of patches, an mbox, or one patch"
    )
    parser.add_argument(
        "-p",
        "--build",
        metavar="BUILD",
        type=Path,
        help="a build directory of TREE in which the build has run once",
    )
    parser.add_argument(
        "--checkpatch", action="store_true", help="run the tree's checkpatch.pl on each patch"
    )
    parser.add_argument(
        "--link",
        action="store_true",
        help="with -p: also link the programs, without the unstable libraries",
    )
    parser.add_argument(
        "--allow-compiler",
        metavar="PATH",
        type=Path,
        action="append",
        default=[],
        help="allow a compiler that the build names by its path and that is not on PATH",
    )
    parser.add_argument(
        "--run-generators",
        action="store_true",
        help=(
            "with -p: RUN the build's commands that generate files from touched ones (trace events)"
        ),
    )
    parser.add_argument(
        "--xen",
        metavar="TREE",
        type=Path,
        help="with -p: also compile with the headers of this Xen source tree",
    )
    configure = parser.add_argument_group(
        "the tree's own build system",
        "RUNS configure, make and whatever the tree and the series make them run, in private "
        "copies.",
    )
    configure.add_argument(
        CONFIGURE,
        metavar="ARGS",
        help="configure and build the tree before and after the series: --configure '--enable-xen'",
    )
    configure.add_argument(
        "--program",
        metavar="NAME",
        action="append",
        default=[],
        help="with --configure: build and compare only this program; repeatable",
    )
    rules = parser.add_argument_group("rules", "Give the options that `apply` was given.")
    add_rule_options(
        rules,
        only="the series was made by these rules, and what they need",
        outcome="the series was made by the rules of these outcomes",
    )
    output = parser.add_argument_group("output")
    output.add_argument(
        "--format",
        choices=("text", "json", "cover"),
        default="text",
        help="cover: a paragraph for the cover letter",
    )
    add_color_option(output)


def run(args: argparse.Namespace) -> int:
    """Run the command; return the exit code. Raises CodemodError."""
    from qemu_xen_codemod.report.progress import progress_bar
    from qemu_xen_codemod.rule.catalogue import choose_pack
    from qemu_xen_codemod.rule.variables import read_settings
    from qemu_xen_codemod.series.mail import read_series
    from qemu_xen_codemod.tree.private_folder import cannot_be_written
    from qemu_xen_codemod.tree.remembered import Remembered
    from qemu_xen_codemod.verify.prove import Request, open_checkout, prove

    for option, given in (
        ("--link", args.link),
        ("--xen", args.xen),
        ("--allow-compiler", args.allow_compiler),
        ("--run-generators", args.run_generators),
    ):
        if given and args.build is None:
            raise UsageError(f"{option} requires a build directory", help="name it: -p BUILD")
    mails = read_series(args.series)
    args.tree = find_tree(args)
    tree = open_checkout(args.tree)
    files = Remembered(tree)
    pack = choose_pack(files, args.rules, read_settings(args.set))
    with progress_bar(sys.stderr) as bar:
        request = Request(
            tree,
            files,
            mails,
            pack,
            chosen_rules(args, pack),
            args.build,
            checkpatch=args.checkpatch,
            links=args.link,
            compilers=tuple(args.allow_compiler),
            generators=args.run_generators,
            xen=args.xen,
            configure=_configure_settings(args),
            progress=bar and (lambda what, done, all_: bar(done, all_, what, 0, 1)),
        )
        try:
            proof = prove(request)
        except OSError as error:
            raise cannot_be_written(error) from None
    _print(args, proof)
    return 0 if proof.is_proved else 1


def _configure_settings(args: argparse.Namespace) -> Settings | None:
    from qemu_xen_codemod.verify.configured import Settings

    if args.configure is None:
        if args.program:
            raise UsageError(
                "--program requires --configure",
                help="give configure's arguments: --configure ARGS",
            )
        return None
    try:
        return Settings(tuple(shlex.split(args.configure)), tuple(args.program))
    except ValueError as error:
        raise UsageError(
            f"--configure {args.configure}: {error}", help="quote as for a shell"
        ) from None


def _print(args: argparse.Namespace, proof: SeriesProof) -> None:
    from qemu_xen_codemod.report.terminal import json_text, write_data

    if args.format == "json":
        from qemu_xen_codemod.report.verify_data import verify_data

        sys.stdout.write(json_text(verify_data(proof)))
    elif args.format == "cover":
        from qemu_xen_codemod.report.verify_cover import cover_block

        write_data(cover_block(proof), sys.stdout)
    else:
        from qemu_xen_codemod.report.verify_text import print_proof

        print_proof(proof, terminal_of(args, sys.stdout))
