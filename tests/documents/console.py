# SPDX-License-Identifier: GPL-2.0-or-later
"""The sessions that documents show: each ```console block, typed as it stands.

`$ ` begins what is typed, all else is what that prints; a line `...` stands for any number of
lines. A block of another language is a file when its fence has a title, ~/demo/TITLE, which is
there from the beginning, or when its first line is a comment with a path, which is saved when the
reader comes to it.

The user is Ann, in ~/codemod, a checkout of codemod. The pages of OWN_PROJECT and docs/start.md
make their trees themselves; for the others there is ~/qemu.

`python -m tests.documents.console docs/own-rules.md` writes what is printed now into a document.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.documents.session import ROOT, make_checkout

OWN_PROJECT = ("docs/own-rules.md", "docs/packs.md", "examples/own-pack/README.md")
_BLOCK = re.compile(r"^```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SAVED = re.compile(r"(?:#|//) (\S+/?\S*\.\w+|\.git/hooks/[\w-]+)\n")
_COMMAND = re.compile(r"^\$ .*\n(?:(?!\$ ).*\n)*", re.MULTILINE)
_ANY = "..."
_MARK = "=====codemod-session====="
_DATE = "@1600000000 +0000"


def typed_again(document: str) -> str:
    """The document with the current output of its commands, where it differs."""
    text = (ROOT / document).read_text(encoding="utf-8")
    return text_typed_again(text, has_qemu=document not in (*OWN_PROJECT, "docs/start.md"))


def text_typed_again(text: str, *, has_qemu: bool = False) -> str:
    """The same for a text that may be in no document."""
    with tempfile.TemporaryDirectory() as folder:
        session = _Session(Path(folder))
        if has_qemu:
            session.add_qemu()
        return session.document(text)


def is_as_shown(shown: Sequence[str], printed: Sequence[str]) -> bool:
    """Whether it is what was printed, apart from blank lines at the end and what `...`
    stands for.
    """
    pattern = "".join(
        r"(?:[^\n]*\n)*" if line == _ANY else re.escape(line) + r"\n" for line in _stripped(shown)
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in _stripped(printed))) is not None


def _stripped(lines: Sequence[str]) -> list[str]:
    return "\n".join(line.rstrip() for line in lines).rstrip("\n").split("\n")


class _Session:
    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.home.mkdir()
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
            "TZ": "UTC",
            "GIT_CONFIG_NOSYSTEM": "1",
            "SOURCE_DATE_EPOCH": "1600000000",
            "GIT_AUTHOR_DATE": _DATE,
            "GIT_COMMITTER_DATE": _DATE,
        }
        (self.home / ".gitconfig").write_text(
            "[user]\n\tname = Ann Author\n\temail = ann@example.org\n"
            "[init]\n\tdefaultBranch = main\n[advice]\n\tdetachedHead = false\n"
        )

        self.here = make_checkout(self.home).rename(self.home / "codemod")

    def add_qemu(self) -> None:
        shutil.copytree(ROOT / "examples/mini-qemu", self.home / "qemu")
        git = "git -C ~/qemu"
        self.type(f"{git} init -q && {git} add -A && {git} commit -qm 'a tree'")

    def document(self, text: str) -> str:
        for _, title, body in _BLOCK.findall(text):
            if title:
                self._save(self.home / "demo" / title, body)
        return _BLOCK.sub(self._block, text)

    def _block(self, found: re.Match[str]) -> str:
        language, title, body = found.groups()
        if language == "console":
            return f"```console\n{self._typed(body)}```"
        saved = _SAVED.match(body)
        if saved and not title:
            self._save(self.here / saved[1], body[saved.end() :])
        return found[0]

    def _save(self, path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        if text.startswith("#!"):
            path.chmod(0o755)

    def _typed(self, body: str) -> str:
        return "".join(self._outputs(_COMMAND.findall(body))).rstrip("\n") + "\n"

    def _outputs(self, blocks: Sequence[str]) -> Iterator[str]:
        """Each command with its output: as shown, if that is right."""
        for block in blocks:
            command, _, shown = block.removeprefix("$ ").partition("\n")
            printed = self.type(command)
            right = is_as_shown(shown.splitlines(), printed.splitlines())
            yield block if right else f"$ {command}\n{printed}\n"

    def type(self, command: str) -> str:
        """The output of the command."""
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
        (ROOT / name).write_text(typed_again(name), encoding="utf-8")
