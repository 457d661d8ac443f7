# SPDX-License-Identifier: GPL-2.0-or-later
"""The measured cases: each has a command for codemod and, if possible, for the others."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tools.benchmark.rules import FIVE, MANY, NONE, Renamed, write_rules

CODEMOD, SPATCH, AST_GREP = "codemod", "spatch", "ast-grep"
_COPIES = (2, 4)


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    #: Creates the input of the commands; the commands by their programs.
    prepare: Callable[[], Mapping[str, Sequence[str]]]


def cases(tree: Path, build: Path | None, scratch: Path) -> Iterator[Case]:
    """All of them, in order."""

    def renaming(where: Path, name: str, functions: Sequence[Renamed]) -> Mapping[str, list[str]]:
        return _renaming(where, *write_rules(scratch, name, functions))

    yield Case("five rules, four files", lambda: renaming(tree, "five", FIVE))
    yield Case("a rule for 120 files", lambda: renaming(tree, "many", MANY))
    yield Case("a rule for none", lambda: renaming(tree, "none", NONE))
    yield Case("one file", lambda: renaming(_one_file(tree, scratch), "five", FIVE))
    for count in _COPIES:
        yield Case(
            f"five rules, the tree {count} times",
            partial(_renaming_copies, tree, count, scratch),
        )
    all_rules = _codemod("apply", "--tree", str(tree), "--dry-run")
    audit = _codemod("audit", "--tree", str(tree))
    yield Case("all built-in rules", lambda: {CODEMOD: all_rules})
    yield Case("audit", lambda: {CODEMOD: audit})
    if build is not None:
        yield Case("audit -p", lambda: {CODEMOD: [*audit, "-p", str(build)]})
        yield Case("verify -p", partial(_verifying, tree, build, scratch))


def _renaming_copies(tree: Path, count: int, scratch: Path) -> Mapping[str, list[str]]:
    return _renaming(_copies(tree, count, scratch), *write_rules(scratch, "five", FIVE))


def _verifying(tree: Path, build: Path, scratch: Path) -> Mapping[str, list[str]]:
    series = str(scratch / "series")
    _run(_codemod("apply", "--tree", str(tree), "--out", series), accepted=(0, 1))
    return {CODEMOD: _codemod("verify", "--tree", str(tree), series, "-p", str(build))}


def _renaming(where: Path, patch: Path, rules: Path) -> Mapping[str, list[str]]:
    place = ["--use-gitgrep", "--dir", str(where)] if (where / ".git").exists() else []
    file = [str(path) for path in where.iterdir()] if not place else []
    commands = {
        CODEMOD: _codemod("apply", "--tree", str(where), "--rules", str(patch), "--dry-run"),
        SPATCH: [SPATCH, "--very-quiet", "--sp-file", str(patch), *place, *file],
        AST_GREP: [AST_GREP, "scan", "--color=never", "--rule", str(rules), str(where)],
    }
    return {name: words for name, words in commands.items() if name in installed()}


def installed() -> Sequence[str]:
    """The programs that can be measured."""
    return (CODEMOD, *(name for name in (SPATCH, AST_GREP) if shutil.which(name)))


def _codemod(*words: str) -> list[str]:
    return [sys.executable, "-m", "qemu_xen_codemod", *words]


def _run(command: Sequence[str], accepted: Sequence[int] = (0,)) -> None:
    done = subprocess.run(  # noqa: S603 (the bench's own commands)
        command, check=False, capture_output=True, stdin=subprocess.DEVNULL
    )
    if done.returncode not in accepted:
        sys.exit(f"{' '.join(command)}: {done.stderr.decode(errors='replace')}")


def _one_file(tree: Path, scratch: Path) -> Path:
    """A folder with the largest of the tree's files in which one of the five functions stands."""
    folder = scratch / "one"
    if not folder.exists():
        folder.mkdir()
        names = [function.name.encode() for function in FIVE]
        files = sorted(tree.rglob("*.c"), key=lambda path: path.stat().st_size, reverse=True)
        using = (path for path in files if any(name in path.read_bytes() for name in names))
        shutil.copy(next(using, files[0]), folder / "one.c")
    return folder


def _copies(tree: Path, count: int, scratch: Path) -> Path:
    """A checkout that contains what `tree` has committed `count` times, in separate folders."""
    folder = scratch / "copies"
    git = ["git", "-C", str(folder), "-c", "user.name=bench", "-c", "user.email=bench@localhost"]
    if not folder.exists():
        _run(["git", "clone", "-q", "--shared", str(tree), str(folder)])
        _run([*git, "tag", "once"])
    for number in range(2, count + 1):
        if not (folder / f"copy{number}").exists():
            _run([*git, "read-tree", f"--prefix=copy{number}/", "once"])
    _run([*git, "checkout-index", "--all", "--quiet"])
    _run([*git, "commit", "-q", "-m", f"{count} copies"])
    return folder
