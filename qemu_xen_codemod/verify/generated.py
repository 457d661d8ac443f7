# SPDX-License-Identifier: GPL-2.0-or-later
"""Files that a build's commands generate from what a patch touches, generated again for each state.

QEMU's trace events are such files: a script of the tree generates headers from them. On request,
the build's own command is run, with its own words and without a shell, with the touched inputs of
the state and outputs in a private folder. The script is the one in the tree, with which the build
was made: a script changed by a patch is never run. If files were not generated again although a
state differs from the base, objects are compiled with the build's old files, which is reported for
each patch whose objects read them.
"""

from __future__ import annotations

import hashlib
import os
import shlex
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from qemu_xen_codemod.build.ninja_file import NAME, NinjaFile, Statement, read_ninja_file
from qemu_xen_codemod.build.process import Command, run_all
from qemu_xen_codemod.errors import BuildError
from qemu_xen_codemod.regular_file import read_regular
from qemu_xen_codemod.verify.applied import Applied
from qemu_xen_codemod.verify.paths import Paths

#: What a shell does in addition to splitting words.
_SHELL = frozenset("|&;<>()$`*?[]#~%!{}\n")
_C_SOURCES = (".c", ".h", ".cc", ".cpp", ".S", ".s", ".o")
_TIMEOUT = 120.0
#: Files that describe a build: their changes take effect after configuring again.
_DESCRIPTION = ("meson.build", "meson_options.txt", "Kconfig", "configure", "CMakeLists.txt")
_UNKNOWN = f"what a build makes of it is known only from the {NAME} of a build directory"


@dataclass(frozen=True, slots=True)
class Recipe:
    """A command that generates files of the build from touched ones."""

    #: Relative to the build directory.
    outputs: tuple[str, ...]
    #: The touched inputs, inside the tree.
    inputs: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotMade:
    """Files of the build that stay as they are, although their inputs are touched."""

    #: Relative to the build directory.
    outputs: tuple[str, ...]
    #: Touched, inside the tree.
    inputs: frozenset[str]
    why: str


class Generated:
    """Created when the states are known; `make` runs the commands."""

    def __init__(
        self, applied: Applied, paths: Paths, folder: Path, read: Iterable[Path], *, runs: bool
    ) -> None:
        """`read`: the build's files that its objects read. `folder`: private, does not exist yet.
        `runs`: whether the commands may be run.

        Raises BuildError if build.ninja cannot be read.
        """
        self._applied, self._paths, self._folder, self._runs = applied, paths, folder, runs
        #: Patch (0-based) -> how the description of the build changes after it.
        self.described: dict[int, str] = {}
        self._not_made: list[NotMade] = []
        self.recipes = tuple(self._recipes(read))
        self._overlays: dict[int, Path] = {}
        #: By the folder that lacks them.
        self._failed: dict[Path, list[NotMade]] = defaultdict(list)

    @property
    def files(self) -> tuple[Path, ...]:
        """The build's files that are generated again."""
        return tuple(self._paths.build / name for recipe in self.recipes for name in recipe.outputs)

    @property
    def old_files(self) -> tuple[Path, ...]:
        """The files that should be generated again, and are not."""
        return tuple(
            self._paths.build / name for not_made in self._not_made for name in not_made.outputs
        )

    def not_made(self, state: int) -> tuple[NotMade, ...]:
        """The files that a state should have generated again and has as in the base."""
        failed = self._failed.get(self._overlays.get(state, self._folder), [])
        return (*filter(lambda item: self._differs(state, item.inputs), self._not_made), *failed)

    def overlay(self, state: int) -> Path | None:
        """The folder with the build's files of a state; None if they are the build's."""
        return self._overlays.get(state)

    def read(self, state: int, name: str) -> bytes | None:
        """A generated file in a state, by its name in the build directory."""
        folder = self._overlays.get(state, self._paths.build)
        try:
            return read_regular(folder / name)
        except OSError:
            return None

    def make(self, tree: Callable[[int], Path]) -> None:
        """Run the commands. `tree`: the folder of a state. Raises BuildError, OSError."""
        tasks: list[tuple[Recipe, Path, int]] = []
        for state in range(1, len(self._applied.commits)):
            name = self._digest(state)
            if name == self._digest(0):
                continue
            folder = self._folder / name
            self._overlays[state] = folder
            if not folder.exists():
                folder.mkdir(parents=True)
                tasks += [(recipe, folder, state) for recipe in self.recipes]
        commands = [self._command(*task, tree(task[2])) for task in tasks]
        for (recipe, folder, _), done in zip(tasks, run_all(commands), strict=True):
            if done.status != 0:
                output = done.err.decode("utf-8", "replace").strip().rpartition("\n")[2]
                why = f"{recipe.outputs[0]} could not be made: {output}"
                self._failed[folder].append(NotMade(recipe.outputs, frozenset(recipe.inputs), why))

    def _differs(self, state: int, inputs: Iterable[str]) -> bool:
        return any(
            self._applied.blob(state, path) != self._applied.blob(0, path) for path in inputs
        )

    def _digest(self, state: int) -> str:
        inputs = sorted({path for recipe in self.recipes for path in recipe.inputs})
        blobs = " ".join(self._applied.blob(state, path) for path in inputs)
        return hashlib.sha256(blobs.encode()).hexdigest()[:16]

    def _command(self, recipe: Recipe, folder: Path, _state: int, tree: Path) -> Command:
        words = [self._moved(word, recipe, folder, tree) for word in recipe.words]
        for output in recipe.outputs:
            (folder / output).parent.mkdir(parents=True, exist_ok=True)
        return Command(words[0], tuple(words[1:]), self._paths.build, timeout=_TIMEOUT)

    def _moved(self, word: str, recipe: Recipe, folder: Path, tree: Path) -> str:
        option, equals, value = word.partition("=")
        if not equals:
            option, value = "", word
        built = self._paths.in_build(value, self._paths.build)
        inside = self._paths.in_tree(value, self._paths.build)
        if built in recipe.outputs:
            value = str(folder / str(built))
        elif inside in recipe.inputs:
            value = str(tree / str(inside))
        return option + equals + value

    def _recipes(self, read: Iterable[Path]) -> Iterator[Recipe]:
        touched = set(self._applied.paths)
        for patch, files in enumerate(self._applied.touched):
            descriptions = [
                file.path for file in files if file.path.rpartition("/")[2] in _DESCRIPTION
            ]
            if descriptions:
                self.described[patch] = (
                    f"{descriptions[0]} describes the build,"
                    " which was configured without this change"
                )
        if all(path.endswith(_C_SOURCES) for path in touched):
            return
        if self._paths.is_in_source or not (self._paths.build / NAME).is_file():
            # Of other builds it is not known what they make of which file.
            for patch, files in enumerate(self._applied.touched):
                others = [file.path for file in files if not file.path.endswith(_C_SOURCES)]
                if others:
                    self.described.setdefault(patch, f"{others[0]}: {_UNKNOWN}")
            return
        ninja = read_ninja_file(self._paths.build)
        wanted = {
            name
            for path in read
            if (name := self._paths.in_build(path, self._paths.build)) is not None
        }
        done: set[tuple[str, ...]] = set()
        for name in sorted(wanted):
            statement = ninja.statement(name)
            if statement is None or statement.outputs in done:
                continue
            done.add(statement.outputs)
            recipe = self._recipe(ninja, name, statement, touched)
            if recipe is not None:
                yield recipe

    def _recipe(
        self, ninja: NinjaFile, name: str, statement: Statement, touched: set[str]
    ) -> Recipe | None:
        inside = {
            path
            for word in (*statement.inputs, *statement.implicit)
            if (path := self._paths.in_tree(word, self._paths.build)) in touched
        }
        if not inside or statement.rule == "phony":
            return None
        inputs = {
            path
            for word in statement.inputs
            if (path := self._paths.in_tree(word, self._paths.build)) in touched
        }
        why = ""
        words: list[str] = []
        try:
            command = ninja.command(name)
            words = [] if _SHELL & set(command) else shlex.split(command)
        except (BuildError, ValueError) as error:
            why = str(error)
        named = {self._paths.in_build(_value(word), self._paths.build) for word in words}
        if inside - inputs:
            why = (
                f"{min(inside - inputs)} is part of the generator of {name}, and a patch's "
                "generator is not run"
            )
        elif not words:
            why = why or f"{name} is made by a shell command"
        elif not set(statement.outputs) <= named:
            why = f"the command that makes {name} does not name it"
        if why:
            why = f"{why}: what is generated from it was not generated again"
        elif not self._runs:
            why = f"{name}, made of {min(inputs)}, is generated again only with --run-generators"
        if why:
            outputs = (*statement.outputs, *statement.implicit_outputs)
            self._not_made.append(NotMade(outputs, frozenset(inside), why))
            return None
        return Recipe(statement.outputs, tuple(sorted(str(path) for path in inputs)), tuple(words))


def _value(word: str) -> str:
    return os.fspath(word.partition("=")[2] or word)
