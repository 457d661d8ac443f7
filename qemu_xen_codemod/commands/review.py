# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod review`: a series as one page for its reviewers, or on the terminal."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from qemu_xen_codemod.commands.options import (
    add_color_option,
    add_rule_options,
    chosen_rules,
    terminal_of,
)
from qemu_xen_codemod.errors import UsageError
from qemu_xen_codemod.whole_file import write_whole

if TYPE_CHECKING:
    from qemu_xen_codemod.rule.pack import Pack
    from qemu_xen_codemod.series.mail import Letters
    from qemu_xen_codemod.verify.verdict import SeriesProof

_DESCRIPTION = """\
Show a series to its reviewers: the cover letter with charts of what is removed
and what stays, each patch with its message, its rule and its diff side by
side, and notes that become a reply. Without -o the same is printed on the
terminal, patch by patch.
"""
_EPILOG = """\
examples:
  codemod review                                      the series in patches_out, in your pager
  codemod review -o review.html                       one page, usable offline
  codemod review patches_out --tree ~/qemu -o r.html  with what codemod verify shows of it
  codemod review series.mbox -o -                     the page on standard output
  codemod review -o picture.svg                       before and after as a picture, for a README

Exit codes: 0 the series was shown, whatever it contains; 2 wrong usage, or a
series, tree or build that cannot be read.
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "review",
        help="show a series to its reviewers",
        description=_DESCRIPTION,
        epilog=_EPILOG,
    )
    parser.set_defaults(run=run)
    parser.add_argument(
        "series",
        metavar="SERIES",
        type=Path,
        nargs="*",
        default=[Path("patches_out")],
        help="a folder of patches, an mbox, or patch files (default: patches_out)",
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        type=Path,
        help="write one HTML page, or a picture if FILE ends in .svg; - is standard output "
        "(default: print on the terminal)",
    )
    proof = parser.add_argument_group(
        "proof", "Show the results of `codemod verify` next to each patch."
    )
    proof.add_argument("--tree", type=Path, help="the checkout the series is for")
    proof.add_argument(
        "-p",
        "--build",
        metavar="BUILD",
        type=Path,
        help="a build directory of TREE in which the build has run once",
    )
    rules = parser.add_argument_group("rules", "Give the options that `apply` was given.")
    add_rule_options(
        rules,
        only="the series was made by these rules, and what they need",
        outcome="the series was made by the rules of these outcomes",
    )
    add_color_option(parser.add_argument_group("output"))


def run(args: argparse.Namespace) -> int:
    """Run the command; return the exit code. Raises CodemodError."""
    from qemu_xen_codemod.review.review import make_review
    from qemu_xen_codemod.series.mail import read_letters

    if args.build is not None and args.tree is None:
        raise UsageError("-p requires --tree", help="name it: --tree TREE")
    letters = read_letters(args.series)
    pack, proof = _known(args, letters)
    review = make_review(letters, pack, proof)
    if args.output is not None and args.output.suffix == ".svg":
        from qemu_xen_codemod.review.image import review_image

        _write(args.output, review_image(review))
    elif args.output is not None:
        from qemu_xen_codemod.review.page import review_page

        _write(args.output, review_page(review))
    else:
        from qemu_xen_codemod.report.pager import paged
        from qemu_xen_codemod.review.screen import print_review

        with paged(sys.stdout) as out:
            print_review(review, terminal_of(args, out))
    return 0


def _known(args: argparse.Namespace, letters: Letters) -> tuple[Pack, SeriesProof | None]:
    """The rules that the series may come from, and what verify shows of it if there is a tree."""
    from qemu_xen_codemod.review.behind import built_in_pack
    from qemu_xen_codemod.rule.catalogue import choose_pack, load_rules
    from qemu_xen_codemod.rule.pack import NEUTRAL
    from qemu_xen_codemod.rule.variables import read_settings

    if args.tree is None:
        for option, given in (
            ("--only", args.only),
            ("--outcome", args.outcome),
            ("--set", args.set),
        ):
            if given:
                raise UsageError(f"{option} requires --tree", help="name it: --tree TREE")
        if args.rules:
            return load_rules(args.rules, NEUTRAL, {}), None
        return built_in_pack(letters.patches), None

    from qemu_xen_codemod.report.progress import progress_bar
    from qemu_xen_codemod.tree.private_folder import cannot_be_written
    from qemu_xen_codemod.tree.remembered import Remembered
    from qemu_xen_codemod.verify.prove import Request, open_checkout, prove

    tree = open_checkout(args.tree)
    files = Remembered(tree)
    pack = choose_pack(files, args.rules, read_settings(args.set))
    with progress_bar(sys.stderr) as bar:
        request = Request(
            tree,
            files,
            letters.patches,
            pack,
            chosen_rules(args, pack),
            args.build,
            progress=bar and (lambda what, done, all_: bar(done, all_, what, 0, 1)),
        )
        try:
            return pack, prove(request)
        except OSError as error:
            raise cannot_be_written(error) from None


def _write(path: Path, page: str) -> None:
    if str(path) == "-":
        sys.stdout.write(page)
        return
    try:
        write_whole(path, page.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror}", help="name another file: -o FILE"
        ) from None
    sys.stderr.write(f"{path}: open it in a browser\n")
