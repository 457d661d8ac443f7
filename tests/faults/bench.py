# SPDX-License-Identifier: GPL-2.0-or-later
"""A small tree, commands that work on it, and what may be left when they are killed.

The commands are those of a user: `apply` into a folder that holds an older series, `apply
--in-place`, `apply --branch`, `verify`, with compilers where there is one, `review` and `audit`.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_PACKAGE = Path(__file__).parents[2]
#: In a shell's foreground no signal is ignored.
_COMMAND = ("env", "--default-signal", sys.executable, "-m", "qemu_xen_codemod")
_MARK = "CODEMOD_BENCH"
#: Seconds after which a process that was told to end is gone, on a busy machine.
_PATIENCE = 20.0
_RULE = "@@ expression E; @@\n- old_call(E)\n+ new_call(E, 0)\n"
_BRANCH = "codemod"
#: What a new branch may add and change.
_OF_BRANCH = (
    ".git/objects/",
    f".git/refs/heads/{_BRANCH}",
    f".git/logs/refs/heads/{_BRANCH}",
    ".git/config",
)
_HEADER = "int old_call(int n);\nint new_call(int n, int flags);\n"

State = dict[str, tuple[bytes, int, int]]


def contents(folder: Path) -> dict[str, bytes] | None:
    """The files of a folder, None if it does not exist."""
    if not folder.is_dir():
        return None
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    said: bytes
    #: In seconds, since the start and since the signal.
    took: float
    #: Whether nothing that it started was left after some seconds.
    is_gone: bool


class Bench:
    """Everything below one folder: the tree T, the output place/O, a series, a build, TMPDIR."""

    def __init__(self, folder: Path, *, files: int, build: bool) -> None:
        self.folder = folder
        self.tree, self.out, self.private = folder / "T", folder / "place/O", folder / "tmp"
        self.build = folder / "build" if build else None
        self.page = folder / "pages/review.html"
        self.private.mkdir(parents=True)
        self.page.parent.mkdir()
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
            "GIT_CONFIG_GLOBAL": os.devnull,
            "TMPDIR": str(self.private),
            "PYTHONPATH": str(_PACKAGE),
        }
        (folder / "r.cocci").write_text(_RULE)
        self._make_tree(files)
        rules = ("--rules", str(folder / "r.cocci"))
        tree = ("--tree", str(self.tree))
        self.apply = ("apply", *tree, *rules, "--out", str(self.out))
        self.older = (*self.apply, "--subject-prefix", "OLD")
        self.in_place = ("apply", *tree, *rules, "--in-place")
        self.check = ("apply", *tree, *rules, "--check")
        proved = () if self.build is None else ("-p", str(self.build))
        self.verify = ("verify", *tree, *rules, str(folder / "series"), *proved)
        self.branch = ("apply", *tree, *rules, "--branch", _BRANCH)
        self.review = ("review", *tree, *rules, str(folder / "series"), "-o", str(self.page))
        self.audit = ("audit", *tree, *rules, "--format", "json")
        self.new = self._series(self.apply)
        shutil.copytree(self.out, folder / "series")
        self.old = self._series(self.older)
        self.before = self.state()
        self.edited = {
            path: data.replace(b"old_call(n)", b"new_call(n, 0)")
            for path, (data, _, _) in self.before.items()
            if path.endswith(".c")
        }

    def _make_tree(self, files: int) -> None:
        (self.tree / "src").mkdir(parents=True)
        (self.tree / "src/calls.h").write_text(_HEADER)
        body = "".join(
            f"int f{number}(int n)\n{{\n    return old_call(n) + {number};\n}}\n\n"
            for number in range(20)
        )
        for number in range(files):
            text = f'#include "calls.h"\n\n{body.replace("int f", f"int f{number}_")}'
            (self.tree / f"src/{number}.c").write_text(text)
        git = ("git", "-C", str(self.tree))
        for words in (
            ("init", "-q"),
            ("config", "user.name", "Ann Author"),
            ("config", "user.email", "ann@example.org"),
            ("add", "-A"),
            ("commit", "-q", "-m", "base"),
        ):
            subprocess.run([*git, *words], check=True, env=self.environment)
        if self.build is not None:
            self._make_build(self.build, files)

    def _make_build(self, build: Path, files: int) -> None:
        build.mkdir()
        entries = []
        for number in range(files):
            words = ["cc", "-c", str(self.tree / f"src/{number}.c"), "-MD", "-MF", f"{number}.o.d"]
            words += ["-o", f"{number}.o"]
            subprocess.run(words, cwd=build, check=True)
            entries.append(
                {"directory": str(build), "file": words[2], "output": words[-1], "arguments": words}
            )
        (build / "compile_commands.json").write_text(json.dumps(entries))

    def _series(self, words: Sequence[str]) -> dict[str, bytes]:
        ended = self.end(self.start(words))
        series = contents(self.out)
        assert ended.code == 0, ended.said
        assert series
        return series

    def start(self, words: Sequence[str]) -> subprocess.Popen[bytes]:
        """A command, in a session of its own."""
        return subprocess.Popen(
            [*_COMMAND, *words],
            env={**self.environment, _MARK: self.folder.name},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def end(
        self, process: subprocess.Popen[bytes], after: float = 0.0, number: int | None = None
    ) -> Ended:
        """Wait for it; with a signal's number, send that after the given number of seconds."""
        start = time.monotonic()
        if number is not None:
            try:
                process.wait(after)
            except subprocess.TimeoutExpired:
                process.send_signal(number)
        _, said = process.communicate()
        took = time.monotonic() - start
        return Ended(process.returncode, said, took, self._wait_until_gone())

    def _wait_until_gone(self) -> bool:
        end = time.monotonic() + _PATIENCE
        while self._running():
            if time.monotonic() > end:
                for process in self._running():
                    os.kill(process, signal.SIGKILL)
                return False
            time.sleep(0.02)
        return True

    def _running(self) -> list[int]:
        """The processes that our commands have started."""
        mark = f"{_MARK}={self.folder.name}".encode()
        found = []
        for path in Path("/proc").glob("[0-9]*/environ"):
            try:
                if mark in path.read_bytes().split(b"\0"):
                    found.append(int(path.parent.name))
            except OSError:
                # Another user's, or already gone.
                continue
        return found

    def state(self) -> State:
        """Bytes, mode and time of each file of the tree, including .git."""
        return {
            path.relative_to(self.tree).as_posix(): (
                path.read_bytes(),
                path.lstat().st_mode,
                path.lstat().st_mtime_ns,
            )
            for path in self.tree.rglob("*")
            if path.is_file()
        }

    def litter(self) -> list[str]:
        """What a command has left: in TMPDIR, next to O, in the tree and next to it."""
        known = {self.out, self.page}
        known |= {self.folder / name for name in ("T", "place", "tmp", "pages", "git")}
        known |= {self.folder / name for name in ("build", "series", "r.cocci")}
        found = [
            path
            for folder in (self.private, self.out.parent, self.page.parent, self.folder)
            for path in folder.iterdir()
            if path not in known
        ]
        found += [self.tree / path for path in self.state() if path not in self.before]
        return sorted(path.relative_to(self.folder).as_posix() for path in found)

    def out_state(self) -> str:
        """Which series O contains."""
        now = contents(self.out)
        names = {"old": self.old, "new": self.new, "ABSENT": None}
        return next((name for name, series in names.items() if series == now), "HALF")

    def out_bytes(self) -> bytes:
        """Everything in O."""
        return b"".join(data for _, data in sorted((contents(self.out) or {}).items()))

    def tree_state(self) -> str:
        """old, new, or how many files are new."""
        now = self.state()
        if now == self.before:
            return "old"
        done = sum(now.get(path, (b"", 0, 0))[0] == data for path, data in self.edited.items())
        rest = {p: v for p, v in now.items() if p not in self.edited and not _is_ours(p)}
        if rest != {p: v for p, v in self.before.items() if p not in self.edited}:
            return "TOUCHED"
        return "new" if done == len(self.edited) else "half"

    def branch_state(self) -> str:
        """The branch: absent, complete, or what is wrong; the rest of the tree: untouched."""
        was = {path for path in self.before if not path.startswith(_OF_BRANCH)}
        now = self.state()
        if {path for path in now if not path.startswith(_OF_BRANCH)} != was or any(
            now[path] != self.before[path] for path in was
        ):
            return "TOUCHED"
        if self._git("rev-parse", "--verify", "-q", f"refs/heads/{_BRANCH}").returncode:
            return "absent"
        if self._git("fsck", "--strict").returncode:
            return "BROKEN"
        if self._git("config", f"branch.{_BRANCH}.description").returncode:
            return "WITHOUT ITS COVER LETTER"
        changed = self._git("diff", "--name-only", "HEAD", _BRANCH).stdout.splitlines()
        return "whole" if changed == sorted(os.fsencode(path) for path in self.edited) else "HALF"

    def _git(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        git = ("git", "-C", str(self.tree))
        return subprocess.run(
            [*git, *words], env=self.environment, capture_output=True, check=False
        )

    def keep_repository(self) -> None:
        shutil.copytree(self.tree / ".git", self.folder / "git")

    def restore_repository(self) -> None:
        """As it was saved, including the times of files."""
        shutil.rmtree(self.tree / ".git")
        shutil.copytree(self.folder / "git", self.tree / ".git")

    def restore_tree(self) -> None:
        """Restore each file as it was, including its time."""
        for path, (data, mode, time_ns) in self.before.items():
            place = self.tree / path
            if place.read_bytes() != data:
                place.write_bytes(data)
                place.chmod(mode)
            os.utime(place, ns=(time_ns, time_ns))


def _is_ours(path: str) -> bool:
    """Whether an edit in place keeps it in .git while it runs."""
    return path.startswith(".git/codemod-in-place/")
