# SPDX-License-Identifier: GPL-2.0-or-later
"""Options that several commands have, each defined once.

The modules that process them are imported when a command runs: `--help` should not wait for them.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from qemu_xen_codemod.errors import UsageError

if TYPE_CHECKING:
    from qemu_xen_codemod.report.terminal import Terminal
    from qemu_xen_codemod.rule.pack import Pack
    from qemu_xen_codemod.rule.selection import Selection


def add_tree_option(
    parser: argparse.ArgumentParser, what: str = "the checkout, or a plain folder"
) -> None:
    """--tree; None is the checkout of the current folder."""
    parser.add_argument(
        "--tree", type=Path, help=f"{what} (default: the checkout of the current folder)"
    )


def find_tree(
    args: argparse.Namespace, paths: Sequence[str] = (), *, needs_one: bool = True
) -> Path | None:
    """The tree of --tree, else the checkout of the current folder, or of the only path.

    None if there is none and `needs_one` is false. Raises UsageError.
    """
    from qemu_xen_codemod.tree.chosen import find_root

    if args.tree is not None:
        return Path(args.tree)
    try:
        return find_root(paths, Path.cwd())
    except UsageError:
        if needs_one:
            raise
        return None


def add_rule_options(group: argparse._ArgumentGroup, *, only: str, outcome: str) -> None:
    """--rules, --only, --outcome and --set; `only` and `outcome` are their help texts."""
    group.add_argument(
        "--rules",
        metavar="PATH",
        type=Path,
        action="append",
        default=[],
        help="a rule, a .cocci file, or a folder of them, instead of the built-in rules; - is "
        "standard input",
    )
    group.add_argument("--only", metavar="ID,...", help=only)
    group.add_argument("--outcome", metavar="OUTCOME,...", help=outcome)
    group.add_argument(
        "--set",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help=(
            "set a variable of the rules, or say which expression is a handle in this tree: "
            "xen_dmod=ctx.dmod"
        ),
    )


def add_macro_option(group: argparse._ActionsContainer) -> None:
    """--macro-file."""
    group.add_argument(
        "--macro-file",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help=(
            "#define lines that override the tree's definitions of macros when C is parsed; as "
            "spatch's"
        ),
    )


def add_define_option(group: argparse._ActionsContainer) -> None:
    """-D."""
    group.add_argument(
        "-D",
        dest="define",
        metavar="NAME[=WORD]",
        action="append",
        default=[],
        help=(
            "define a virtual rule of the semantic patches, or the value of a virtual "
            "identifier; as spatch's"
        ),
    )


def with_macros(pack: Pack, args: argparse.Namespace) -> Pack:
    """The pack with the macros of the files of --macro-file. Raises UsageError and RuleError."""
    if not args.macro_file:
        return pack
    from dataclasses import replace

    from qemu_xen_codemod.rule.macro_file import read_macro_files

    return replace(pack, macros={**pack.macros, **read_macro_files(args.macro_file)})


def unknown_rule(name: str, known: Iterable[str], own: str) -> UsageError:
    """The error for a rule's id that no pack has. `own`: how to name a rule of one's own."""
    from qemu_xen_codemod.rule.fault import similar

    meant = similar(name, list(known)) or "`codemod rules list` lists the built-in ones"
    return UsageError(f"unknown rule {name}", help=f"{meant}; {own}")


def chosen_rules(args: argparse.Namespace, pack: Pack) -> Selection:
    """The rules that --only and --outcome choose, and those that they need. Raises UsageError."""
    from qemu_xen_codemod.rule.fault import nearest
    from qemu_xen_codemod.rule.selection import select_rules

    ids = None if args.only is None else _items(args.only)
    known = ", ".join(rule.id for rule in pack.rules)
    if ids is not None and not ids:
        raise UsageError("--only is empty", help=f"known rules: {known}")
    for name in ids or ():
        if name not in {rule.id for rule in pack.rules}:
            help = nearest(name, [rule.id for rule in pack.rules], "rules")
            raise UsageError(f"unknown rule {name}", help=help)
    return select_rules(
        pack.rules, ids, None if args.outcome is None else _outcomes(args.outcome, pack)
    )


def _outcomes(text: str, pack: Pack) -> list[str]:
    """The outcomes that --outcome names."""
    from qemu_xen_codemod.rule.fault import nearest
    from qemu_xen_codemod.rule.outcome import CHOICES

    known = [*(outcome.value for outcome in CHOICES), *pack.terms.outcomes]
    help = f"known outcomes: {', '.join(known)}"
    names = _items(text)
    if not names:
        raise UsageError("--outcome is empty", help=help)
    for name in names:
        if name not in known:
            raise UsageError(f"unknown outcome {name}", help=nearest(name, known, "outcomes"))
    return names


def _items(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]


#: Formats that show problems at the lines of a file.
PROBLEM_FORMATS = ("sarif", "github", "gitlab", "rdjson")


def add_report_options(group: argparse._ArgumentGroup, formats: Sequence[str], help: str) -> None:
    """--format, whose first value is the default, --path-prefix, -q and --color."""
    group.add_argument("--format", choices=formats, default=formats[0], help=help)
    group.add_argument(
        "--path-prefix",
        metavar="FOLDER",
        default="",
        help=f"where the tree is inside the repository, for {', '.join(PROBLEM_FORMATS)}",
    )
    group.add_argument("-q", "--quiet", action="store_true", help="print only what needs attention")
    add_color_option(group)


def add_color_option(group: argparse._ArgumentGroup) -> None:
    """--color."""
    group.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="auto: on a terminal, unless NO_COLOR or FORCE_COLOR is set",
    )


def terminal_of(args: argparse.Namespace, out: TextIO) -> Terminal:
    """The writer to `out`, with colours as --color says."""
    from qemu_xen_codemod.report.terminal import Terminal, has_color

    return Terminal(out, color=has_color(args.color, out))
