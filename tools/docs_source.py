# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/ -> a folder that Sphinx reads: the same pages, and one of all commands.

The page of the commands is the help that the parser prints, so that it cannot differ from it.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from qemu_xen_codemod.cli import make_parser

_DOCS = Path(__file__).resolve().parent.parent / "docs"
_TITLED = re.compile(r'^```(\w+) title="([^"]+)"$', re.MULTILINE)
_HEAD = """\
# Commands

Each command with its options, as `--help` prints them.
"""


def write_source(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(_DOCS, folder)
    for page in folder.glob("*.md"):
        page.write_text(with_captions(page.read_text(encoding="utf-8")), encoding="utf-8")
    (folder / "commands.md").write_text(commands_page(), encoding="utf-8")


def with_captions(text: str) -> str:
    """The page with the name of each file that it shows above its code."""
    return _TITLED.sub(r"```{code-block} \1\n:caption: \2\n", text)


def commands_page() -> str:
    """A section for each command, those of `rules` below it."""
    # argparse takes the width from here, and the colours from the terminal.
    os.environ.update(COLUMNS="80", NO_COLOR="1")
    sections = [
        f"{'#' * len(parser.prog.split())} {parser.prog}\n\n```text\n{parser.format_help()}```\n"
        for parser in _commands(make_parser())
    ]
    return "\n".join([_HEAD, *sections])


def _commands(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    # argparse has no public way to list the commands of a parser.
    for action in parser._actions:  # noqa: SLF001
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for command in action.choices.values():
                yield command
                yield from _commands(command)
