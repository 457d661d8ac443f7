# SPDX-License-Identifier: GPL-2.0-or-later
"""Identity: the author of the commits, as git would determine it in the tree."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qemu_xen_codemod.errors import UsageError
from qemu_xen_codemod.tree.git import Git, GitError


@dataclass(frozen=True, slots=True)
class Identity:
    """Author and committer, each as `Name <address>`."""

    author: str
    committer: str


def read_identity(git: Git, root: Path) -> Identity:
    """From GIT_AUTHOR_*, GIT_COMMITTER_* and the configuration for `root`.

    A name or address that git would derive from the machine's is not accepted: UsageError.
    """

    def ask(variable: str) -> str:
        line = git.ask(root, "-c", "user.useConfigOnly=true", "var", variable)
        return line[: line.rindex(">") + 1]

    try:
        return Identity(ask("GIT_AUTHOR_IDENT"), ask("GIT_COMMITTER_IDENT"))
    except GitError:
        raise UsageError(
            "git has no user.name and user.email, and each patch needs an author",
            help='git config --global user.name "Your Name"; '
            "git config --global user.email you@example.org",
        ) from None
