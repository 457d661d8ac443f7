# SPDX-License-Identifier: GPL-2.0-or-later
"""Run git and, on request, a script of the tree; `build.process` runs what a build needs.

Git is looked up only in the absolute folders of PATH, so that a tree with `.` in PATH cannot bring
its own. The caller's `GIT_*` variables are removed, except for the author and, for commands that
need the user's configuration, the place of that configuration. Raises `GitError`.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from qemu_xen_codemod.errors import TreeError
from qemu_xen_codemod.tree.environment import absolute_folders, clean_environment

#: The identity: these reach git, their dates do not (the same input gives the same bytes).
_IDENTITY = frozenset(
    ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL")
)

#: No prompt, no refreshed index, no fetch of missing objects, and no transport to fetch them by
#: (git before 2.45 does not know GIT_NO_LAZY_FETCH). Messages in English, because `GitError` parses
#: them.
_QUIET = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "LC_ALL": "C",
    "TZ": "UTC",
}


class GitError(TreeError):
    """Git failed. `message` is all of its output."""

    def __init__(self, command: str, status: int, message: str) -> None:
        first = next((line for line in message.splitlines() if line.strip()), f"status {status}")
        super().__init__(f"git {command} failed: {first.removeprefix('fatal: ')}")
        self.message = message


@dataclass(frozen=True, slots=True)
class Git:
    """The git program and the environment of its commands."""

    program: str
    #: Without any GIT_* variable except the identity.
    environment: Mapping[str, str]
    #: GIT_CONFIG_*: the place of the user's configuration.
    configuration: Mapping[str, str]

    def run(
        self,
        arguments: Sequence[str],
        *,
        folder: Path,
        settings: Mapping[str, str],
        data: bytes = b"",
        accepted: tuple[int, ...] = (0,),
    ) -> bytes:
        """Standard output of `git ARGUMENTS`, run in `folder` with `settings` as environment."""
        # A session of its own: git's children must end with it, or they would continue to write.
        try:
            started = subprocess.Popen(  # noqa: S603 (an absolute program, no shell)
                [self.program, "--no-pager", *arguments],
                cwd=folder,
                env={**self.environment, **_QUIET, **settings},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            raise TreeError(
                f"{self.program} cannot be started: {error}",
                help="is it git, and does its folder exist?",
            ) from None
        with started as process:
            try:
                out, errors = process.communicate(data)
            except BaseException:
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(process.pid, signal.SIGKILL)
                raise
        message = errors.decode("utf-8", "replace")
        # `git grep` continues, and succeeds, after a file that it could not read.
        if process.returncode not in accepted or "error: " in message:
            command = next((word for word in arguments if not word.startswith("-")), "")
            raise GitError(command, process.returncode, message)
        return out

    def ask(self, folder: Path, *arguments: str, above: bool = False) -> str:
        """A repository's answer in its own context, without the final newline.

        For `rev-parse` and `var` only: the repository's configuration applies, and these read
        nothing from it that would run a program. `above` lets git search for it in the folders
        above.
        """
        settings = dict(self.configuration)
        if not above:
            settings["GIT_CEILING_DIRECTORIES"] = str(folder.parent)
        return os.fsdecode(self.run(arguments, folder=folder, settings=settings)).removesuffix("\n")


def find_git(environment: Mapping[str, str] | None = None) -> Git:
    """The git on PATH; TreeError if there is none."""
    source = os.environ if environment is None else environment
    program = shutil.which("git", path=absolute_folders(source))
    if program is None:
        raise TreeError(
            "git is not on PATH",
            help="install git; only `apply --in-place` on a plain folder works without it",
        )
    kept = clean_environment(source)
    kept |= {name: value for name, value in source.items() if name in _IDENTITY}
    configuration = {k: v for k, v in source.items() if k.startswith("GIT_CONFIG")}
    return Git(program, kept, configuration)


def run_script(program: str, arguments: Sequence[str], folder: Path) -> tuple[int, bytes, bytes]:
    """Status, output and errors of a script that the user asked for; OSError if it cannot start."""
    kept = clean_environment(os.environ)
    found = shutil.which(program, path=kept["PATH"])
    if found is None:
        raise FileNotFoundError(f"{program} is not on PATH")
    done = subprocess.run(  # noqa: S603 (the user asked for it)
        [found, *arguments],
        cwd=folder,
        env={**kept, **_QUIET},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr
