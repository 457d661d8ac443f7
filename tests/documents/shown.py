# SPDX-License-Identifier: GPL-2.0-or-later
"""What a document shows: files with a title, and the output of the commands of `console` blocks.

A fence ```` ```c title="dev.c" ```` is the file ~/demo/dev.c. In a `console` block a line that
begins with `$ ` is a command, the lines below it are what it prints; a line `...` stands for any
number of lines.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_FILE = re.compile(r'^```\w+ title="([^"]+)"\n(.*?)^```$', re.MULTILINE | re.DOTALL)
_CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ANY = "..."


@dataclass(frozen=True, slots=True)
class Shown:
    """A command, and what the document says that it prints."""

    command: str
    output: tuple[str, ...]


def shown_files(text: str) -> dict[str, str]:
    return {found[1]: found[2] for found in _FILE.finditer(text)}


def shown_commands(text: str) -> Iterator[Shown]:
    """The commands of all `console` blocks, in order."""
    for block in _CONSOLE.findall(text):
        command, output = "", list[str]()
        for line in block.splitlines():
            if line.startswith("$ "):
                if command:
                    yield Shown(command, tuple(output))
                command, output = line.removeprefix("$ "), []
            else:
                output.append(line)
        yield Shown(command, tuple(output))


def is_as_shown(shown: Sequence[str], printed: Sequence[str]) -> bool:
    """Is it what was printed, blank lines at the end and what `...` stands for aside?"""
    pattern = "".join(
        r"(?:[^\n]*\n)*" if line == _ANY else re.escape(line) + r"\n" for line in _stripped(shown)
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in _stripped(printed))) is not None


def _stripped(lines: Sequence[str]) -> list[str]:
    return "\n".join(line.rstrip() for line in lines).rstrip("\n").split("\n")


def run_shown(commands: Sequence[Shown], checkout: Path, home: Path, path: str) -> list[str]:
    """Type them one after the other in `checkout`; for each that prints something else, both."""
    lines = [
        line
        for number, shown in enumerate(commands)
        for line in (f"echo '== {number}'", shown.command)
    ]
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-u"],
        input="\n".join(lines).encode() + b"\n",
        cwd=checkout,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "HOME": str(home), "PATH": path, "COLUMNS": "80", "TZ": "UTC"},
        check=False,
    )
    text = done.stdout.decode(errors="replace").replace(str(home), "~")
    printed = re.split(r"^== \d+\n", text, flags=re.MULTILINE)[1:]
    faults = [
        f"$ {shown.command}\nis shown with:\n" + "\n".join(shown.output) + f"\nprints:\n{output}"
        for shown, output in zip(commands, printed, strict=False)
        if not is_as_shown(shown.output, output.splitlines())
    ]
    if len(printed) < len(commands):
        faults.append(f"{commands[len(printed)].command}: the shell ended\n{text}")
    return faults
