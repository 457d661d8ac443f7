# SPDX-License-Identifier: GPL-2.0-or-later
"""The commands of README.md, CONTRIBUTING.md and docs/*.md, and a shell that runs them as written.

A block of code is commands when it is indented or its fence names no other language than `sh`. A
document is typed from its top to its end, in a checkout of codemod, by a user who has a QEMU in
~/qemu and a build of it in ~/build.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
DOCUMENTS = tuple(
    str(path.relative_to(ROOT))
    for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("docs/*.md")))
)
#: Commands that are run by something that takes longer or needs more, and the file with that; CI
#: runs that file.
ELSEWHERE: Mapping[str, str] = {
    "make test": "tests/debian/inside",
    "make test-slow": ".ci/run",
    "python3 -m venv ~/codemod": "tests/debian/inside",
    "~/codemod/bin/pip install .": "tests/debian/inside",
    "make lint": ".ci/run",
    "make test-debian": ".ci/run",
    "bash .ci/run": ".ci/run",
}
#: The possible beginnings of a command: nothing else is run for a line of a document.
_PROGRAMS = re.compile(r"(codemod|git|make|cd|export|sed|cc|\.venv/bin/[a-z-]+) ")
#: Such a line needs ~/build, which takes a compiler to make.
_BUILD = re.compile(r"~/build|\.rsp\b|--objects")
_FENCE = re.compile(r"```(\S*)(?: title=.*)?$")
_COMMENT = re.compile(r"\s+# .*$")
#: By the beginning of a command: `apply` exits with 1 if something needs the user's attention.
_STATUSES = (("codemod apply ", frozenset((0, 1))), ("", frozenset((0,))))
_COPIED = shutil.ignore_patterns(
    ".git", ".venv", ".cache", ".hypothesis", "__pycache__", ".*_cache", "build", "dist"
)


@dataclass(frozen=True, slots=True)
class Command:
    """A line of a block of commands."""

    document: str
    #: 1-based.
    line: int
    #: As in the document, without its indentation.
    text: str

    @property
    def words(self) -> str:
        """Without the comment after it."""
        return _COMMENT.sub("", self.text)

    @property
    def is_elsewhere(self) -> bool:
        return self.words in ELSEWHERE

    @property
    def needs_build(self) -> bool:
        return _BUILD.search(self.words) is not None

    @property
    def is_known(self) -> bool:
        """Whether we know how to run it."""
        return self.is_elsewhere or _PROGRAMS.match(self.words) is not None

    @property
    def statuses(self) -> frozenset[int]:
        return next(known for start, known in _STATUSES if self.words.startswith(start))

    def __str__(self) -> str:
        return f"{self.document}:{self.line}: {self.text}"


def commands_of(document: str, text: str) -> Iterator[Command]:
    """The lines of its blocks of commands, in order."""
    fence: str | None = None
    is_block = False
    before = ""
    for number, line in enumerate(text.splitlines(), 1):
        found = _FENCE.match(line.strip())
        if found and fence is None:
            fence = found[1]
        elif line.strip() == "```":
            fence = None
        elif fence is not None:
            if fence in ("", "sh") and line.strip():
                yield Command(document, number, line.strip())
        else:
            # An indented block begins after an empty line or a heading.
            is_block = line.startswith("    ") and (
                is_block or not before.strip() or before.startswith("#")
            )
            if is_block:
                yield Command(document, number, line.strip())
        before = line


def document_commands(document: str) -> list[Command]:
    return list(commands_of(document, (ROOT / document).read_text(encoding="utf-8")))


def make_checkout(folder: Path) -> Path:
    """A copy of this checkout, with a `.venv` as `make` leaves it and a repository of its own."""
    copy = folder / "checkout"
    shutil.copytree(ROOT, copy, ignore=_COPIED)
    programs = copy / ".venv/bin"
    programs.mkdir(parents=True)
    here = Path(sys.executable).parent
    # A link would not be recognised as part of the environment.
    for name in ("python", "codemod", "pip", "pre-commit", "ruff"):
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec "{here / name}" "$@"\n')
        program.chmod(0o755)
    for made in ("installed", "dev"):
        (copy / ".venv" / made).touch()
    subprocess.run(["git", "init", "-q", "-b", "main"], cwd=copy, check=True)
    return copy


def type_commands(commands: Sequence[Command], checkout: Path, home: Path, path: str) -> list[str]:
    """Type them one after the other in `checkout`; return the errors."""
    statuses = home.parent / "statuses"
    lines = [f"exec 3>'{statuses}'"]
    for number, command in enumerate(commands):
        lines += [f"echo '== {number}'", command.text, 'echo "$?" >&3']
    settings = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-u"],
        input="\n".join(lines).encode() + b"\n",
        cwd=checkout,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**settings, "HOME": str(home), "PATH": path},
        check=False,
    )
    found = [int(line) for line in statuses.read_text().split()]
    output = re.split(r"^== \d+\n", done.stdout.decode(errors="replace"), flags=re.MULTILINE)[1:]
    faults = [
        f"{command}: exit {status}\n{printed}"
        for command, status, printed in zip(commands, found, output, strict=False)
        if status not in command.statuses
    ]
    if len(found) < len(commands):
        faults.append(f"{commands[len(found)]}: the shell ended\n{done.stdout.decode()}")
    return faults
