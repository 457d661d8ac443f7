# SPDX-License-Identifier: GPL-2.0-or-later
"""Git checkouts for targets, without the machine's configuration."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType


class GitAlone:
    """While it is entered, git has our user and no other configuration."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "gitconfig"
        self._file.write_text("[user]\n\tname = Ann Author\n\temail = ann@example.org\n")
        self._before: Mapping[str, str] = {}

    def __enter__(self) -> None:
        self._before = dict(os.environ)
        for name in [name for name in self._before if name.startswith("GIT_")]:
            del os.environ[name]
        os.environ |= {"GIT_CONFIG_GLOBAL": str(self._file), "GIT_CONFIG_NOSYSTEM": "1"}

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _at: TracebackType | None,
    ) -> None:
        os.environ.clear()
        os.environ.update(self._before)


def run_git(tree: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(tree), *words], check=True, capture_output=True)


def commit(tree: Path, message: str) -> None:
    run_git(tree, "add", "-A")
    run_git(tree, "commit", "-q", "-m", message)


def make_checkout(tree: Path) -> None:
    """The folder's files as one commit."""
    run_git(tree, "init", "-q", "-b", "main")
    commit(tree, "base")
