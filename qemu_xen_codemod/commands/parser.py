# SPDX-License-Identifier: GPL-2.0-or-later
"""The parser of the command line: argparse, with our form of errors, and help with more
information.

A misspelt word gets a suggestion. Defaults are shown. The text around the options is filled, except
for paragraphs with an indented line, which are examples.
"""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from qemu_xen_codemod.errors import UsageError


class _Formatter(argparse.HelpFormatter):
    def _fill_text(self, text: str, width: int, indent: str) -> str:
        paragraphs = text.strip("\n").split("\n\n")
        return "\n\n".join(
            textwrap.indent(part, indent)
            if any(line.startswith("  ") for line in part.split("\n"))
            else textwrap.fill(" ".join(part.split()), width, initial_indent=indent)
            for part in paragraphs
        )

    def _get_help_string(self, action: argparse.Action) -> str | None:
        text = action.help
        default = action.default
        is_shown = isinstance(default, (str, int)) and not isinstance(default, bool)
        if text is None or not is_shown or default in ("", argparse.SUPPRESS) or "(default" in text:
            return text
        return f"{text} (default: %(default)s)"


class Parser(argparse.ArgumentParser):
    """A command's parser; the parsers of its actions are of this class, too."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("formatter_class", _Formatter)
        options["allow_abbrev"] = False
        super().__init__(*args, **options)
        #: The command that the words were for.
        self.set_defaults(parser=self)

    def error(self, message: str) -> NoReturn:
        """Report what is wrong with the words, and where to find the right ones."""
        raise UsageError(message, help=f"see: {self.prog} --help")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is None or value in action.choices:
            return
        name = "/".join(action.option_strings) or str(action.metavar or action.dest).lower()
        choices = [str(choice) for choice in action.choices]
        raise UsageError(f"unknown {name}: {value}", help=_meant(str(value), choices, "choices"))

    def complete_paths(self, how: object) -> None:
        """Let a shell complete paths, as `how` tells shtab."""
        for action in self._actions:
            if isinstance(action.choices, dict):
                for command in action.choices.values():
                    if isinstance(command, Parser):
                        command.complete_paths(how)
            elif action.type is Path or action.metavar == "PATH":
                action.complete = how  # type: ignore[attr-defined]

    def take_left(self, args: argparse.Namespace, words: Sequence[str]) -> None:
        """Add the words that argparse left over to the command's list of words.

        argparse accepts such a list only if no option is between two of its words. Raises
        UsageError for other words, as the command does not know them.
        """
        lists = [
            action for action in self._actions if not action.option_strings and action.nargs == "*"
        ]
        if not lists or any(word.startswith("-") and word != "-" for word in words):
            self.refuse(words)
        given = getattr(args, lists[0].dest)
        make = lists[0].type if callable(lists[0].type) else str
        setattr(args, lists[0].dest, [*given, *map(make, words)])

    def refuse(self, words: Sequence[str]) -> NoReturn:
        """Raise UsageError for words that the command does not know."""
        word = next((word for word in words if word.startswith("-") and word != "-"), words[0])
        if not word.startswith("-"):
            raise UsageError(
                f"{self.prog}: unexpected argument: {word}", help=f"see: {self.prog} --help"
            )
        name = word.partition("=")[0]
        known = [option for action in self._actions for option in action.option_strings]
        help = _meant(name, [text for text in known if text.startswith("--")], "options")
        raise UsageError(f"{self.prog} has no option {name}", help=help)


def _meant(name: str, known: Iterable[str], what: str) -> str:
    from qemu_xen_codemod.rule.fault import nearest

    return nearest(name, known, what)
