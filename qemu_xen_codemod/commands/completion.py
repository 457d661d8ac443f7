# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod completion`: completion scripts for shells, generated from the parser by shtab."""

from __future__ import annotations

import argparse
import sys

from qemu_xen_codemod.commands.parser import Parser

_SHELLS = ("bash", "zsh", "tcsh")
_DESCRIPTION = """\
Print a completion script for SHELL.

examples:
  codemod completion bash > ~/.local/share/bash-completion/completions/codemod
  codemod completion zsh > ~/.zfunc/_codemod
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "completion", help="print a shell completion script", description=_DESCRIPTION
    )
    parser.set_defaults(run=run)
    parser.add_argument("shell", metavar="SHELL", choices=_SHELLS, help=", ".join(_SHELLS))


def run(args: argparse.Namespace) -> int:
    """Run the command; return the exit code."""
    import shtab

    parser: Parser = args.whole
    parser.complete_paths(shtab.FILE)
    sys.stdout.write(f"{shtab.complete(parser, args.shell)}\n")
    return 0
