# SPDX-License-Identifier: GPL-2.0-or-later
"""A compiler, an ar and other programs for tests, which record their arguments.

They do none of the work, and no real ones are needed. Each expands an `@file`, as gcc, ld and ar
do.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.objects.elf_bytes import elf_object

_PROGRAM = """\
#!{python} -ISE
import os, sys

def written_out(words, depth=0):
    for word in words:
        if word[:1] == "@" and depth < 5 and os.path.isfile(word[1:]):
            with open(word[1:]) as file:
                yield from written_out(file.read().replace('"', "").split(), depth + 1)
        else:
            yield word

words = list(written_out(sys.argv[1:]))
with open({log!r}, "a") as log:
    log.write(repr([sys.argv[0], *words]) + "\\n")
if "-o" in words:
    source = words[-1]
    if source.endswith(".c") and os.path.isfile(source) and "FAULT" in open(source).read():
        sys.exit(source + ":1:1: error: a FAULT")
    with open({object!r}, "rb") as object, open(words[words.index("-o") + 1], "wb") as made:
        made.write(object.read())
{more}
"""


@dataclass(frozen=True, slots=True)
class Toolchain:
    """Programs in folders of a test."""

    folder: Path

    @property
    def bin(self) -> Path:
        """The folder for PATH."""
        return self.folder / "bin"

    def add(self, path: str, more: str = "") -> Path:
        """A program; `more` is run at its end."""
        program = self.folder / path
        program.parent.mkdir(parents=True, exist_ok=True)
        object = self.folder / "object"
        object.write_bytes(elf_object((), ()))
        text = _PROGRAM.format(
            python=sys.executable, log=str(self.folder / "log"), object=str(object), more=more
        )
        program.write_text(text)
        program.chmod(0o755)
        return program

    def ran(self) -> tuple[tuple[str, ...], ...]:
        """The arguments of each program that was run, its path first; then they are forgotten."""
        log = self.folder / "log"
        text = log.read_text() if log.exists() else ""
        log.unlink(missing_ok=True)
        return tuple(tuple(ast.literal_eval(line)) for line in text.splitlines())


def make_build(
    folder: Path, commands: Sequence[tuple[str, str, Sequence[str]]], ninja: str = ""
) -> Path:
    """A build directory that has compiled: (object, command, files that it read, source first)."""
    folder.mkdir()
    entries = []
    for name, command, read in commands:
        entries.append(
            {"directory": str(folder), "file": read[0], "output": name, "command": command}
        )
        (folder / name).write_bytes(b"")
        (folder / name).with_suffix(".d").write_text(f"{name}: {' '.join(read)}\n")
    (folder / "compile_commands.json").write_text(json.dumps(entries))
    if ninja:
        (folder / "build.ninja").write_text(ninja)
    return folder
