# SPDX-License-Identifier: GPL-2.0-or-later
"""The sessions that documents show: each ```console block, typed as it stands.

`$ ` begins what is typed, all else is what that prints. A block of another language whose first
line is a comment with a path is a file, saved when the reader comes to it. The user is Ann, in a
checkout ~/store of the tree of examples/own-pack.

`python -m tests.documents.console docs/own-rules.md` writes what is printed now into a document.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.documents.session import ROOT

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SAVED = re.compile(r"(?:#|//) (\S+/?\S*\.\w+|\.git/hooks/[\w-]+)\n")
_MARK = "=====codemod-session====="
_DATE = "@1600000000 +0000"


def typed_again(text: str) -> str:
    """The document with what its commands print now."""
    with tempfile.TemporaryDirectory() as folder:
        return _Session(Path(folder)).document(text)


class _Session:
    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.here = self.home / "store"
        shutil.copytree(ROOT / "examples/own-pack/tree", self.here)
        shutil.copytree(ROOT / "examples/own-pack/store-2", self.home / "store-2")
        programs = folder / "bin"
        programs.mkdir()
        codemod = programs / "codemod"
        codemod.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m qemu_xen_codemod "$@"\n')
        codemod.chmod(0o755)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        self.settings = {
            **kept,
            "HOME": str(self.home),
            "PATH": f"{programs}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "COLUMNS": "80",
            "GIT_CONFIG_NOSYSTEM": "1",
            "SOURCE_DATE_EPOCH": "1600000000",
            "GIT_AUTHOR_DATE": _DATE,
            "GIT_COMMITTER_DATE": _DATE,
        }
        (self.home / ".gitconfig").write_text(
            "[user]\n\tname = Ann Author\n\temail = ann@example.org\n"
            "[init]\n\tdefaultBranch = main\n[advice]\n\tdetachedHead = false\n"
        )
        self.type("git init -q && git add -A && git commit -qm 'store 2.0'")

    def document(self, text: str) -> str:
        return _BLOCK.sub(self._block, text)

    def _block(self, found: re.Match[str]) -> str:
        language, body = found[1], found[2]
        saved = _SAVED.match(body)
        if language == "console":
            commands = [line[2:] for line in body.split("\n") if line.startswith("$ ")]
            shown = "\n".join(f"$ {one}\n{self.type(one)}" for one in commands)
            return f"```console\n{shown}```"
        if saved:
            path = self.here / saved[1]
            path.parent.mkdir(parents=True, exist_ok=True)
            rest = body[saved.end() :]
            path.write_text(rest)
            if rest.startswith("#!"):
                path.chmod(0o755)
        return found[0]

    def type(self, command: str) -> str:
        """What the command prints."""
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-c", f"{command}\necho; echo {_MARK}; pwd"],
            cwd=self.here,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self.settings,
            check=True,
        )
        printed, _, place = done.stdout.decode().rpartition(f"\n{_MARK}\n")
        self.here = Path(place.strip())
        return printed.replace(str(self.home), "/home/ann").replace(str(ROOT), "/home/ann/codemod")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        document = Path(name)
        document.write_text(typed_again(document.read_text(encoding="utf-8")), encoding="utf-8")
