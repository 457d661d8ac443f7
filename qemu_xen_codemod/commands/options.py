"""Options that several commands have, each defined once."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TextIO

from qemu_xen_codemod.errors import UsageError
from qemu_xen_codemod.report.terminal import Terminal, has_color
from qemu_xen_codemod.rule.pack import Pack


def add_rule_options(group: argparse._ArgumentGroup, *, only: str) -> None:
    """--rules, --only and --set; `only` is the help of --only."""
    group.add_argument(
        "--rules",
        metavar="PATH",
        type=Path,
        action="append",
        default=[],
        help="a rule, a .cocci file or a folder of them, in place of the built-in rules",
    )
    group.add_argument("--only", metavar="ID,...", help=only)
    group.add_argument(
        "--set",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="set a variable of the rules, or name what the tree has for a handle: "
        "xen_dmod=ctx.dmod",
    )


def names_of(only: str, pack: Pack) -> list[str]:
    """The rules that --only names; UsageError when it names none."""
    names = [name.strip() for name in only.split(",") if name.strip()]
    if not names:
        known = ", ".join(rule.id for rule in pack.rules)
        raise UsageError("--only names no rule", help=f"known rules: {known}")
    return names


def add_color_option(group: argparse._ArgumentGroup) -> None:
    """--color."""
    group.add_argument("--color", choices=("auto", "always", "never"), default="auto")


def terminal_of(args: argparse.Namespace, out: TextIO) -> Terminal:
    """The writer to `out`, coloured as --color says."""
    return Terminal(out, color=has_color(args.color, out))
