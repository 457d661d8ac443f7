# SPDX-License-Identifier: GPL-2.0-or-later
"""A tree and a build of it, made for a test, in which nothing was ever compiled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from qemu_xen_codemod.build.compile_commands import CompileCommand
from qemu_xen_codemod.build.compiled import Compiled, find_compiled
from qemu_xen_codemod.build.dependencies import Dependencies
from qemu_xen_codemod.build.spot import Spot
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.usage import uses

#: The functions whose uses are searched for; all of these tests declare them like this.
WORDS = frozenset((b"xc_a", b"xc_b", b"xc_c"))
DECLARED = b"int xc_a(int); int xc_b(void); void xc_c(int *);\n"


@dataclass(frozen=True, slots=True)
class Project:
    """A tree, and how its sources are compiled."""

    root: Path
    commands: tuple[CompileCommand, ...]

    def spots(self, path: str) -> tuple[Spot, ...]:
        """The uses of the words in a file, in order."""
        source = SourceFile(path, (self.root / path).read_bytes())
        return tuple(
            Spot(self.root / path, use.span.start, use.word.decode(), use.macro.decode())
            for use in uses(source, WORDS)
        )

    def compile(
        self, *paths: str, read_by: Mapping[Path, frozenset[Path]] | None = None
    ) -> Compiled:
        spots = [spot for path in paths for spot in self.spots(path)]
        dependencies = Dependencies(dict(read_by or {}))
        return find_compiled(spots, self.commands, dependencies, self.root)

    def states(self, *paths: str) -> list[str]:
        """The state of each use in the files, in order."""
        return [state.value for state in self.compile(*paths).states.values()]


@dataclass(frozen=True, slots=True)
class MakeProject:
    """`make({path: bytes}, flags)`: all .c files are compiled with the flags."""

    folder: Path

    def __call__(self, files: Mapping[str, bytes], *flags: str) -> Project:
        root, build = self.folder / "tree", self.folder / "build"
        build.mkdir()
        for name, data in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(data)
        return Project(
            root,
            tuple(
                CompileCommand(
                    build,
                    root / name,
                    f"{name.replace('/', '_')}.o",
                    ("cc", f"-I{root}", *flags, "-c", str(root / name)),
                )
                for name in files
                if name.endswith(".c")
            ),
        )


@pytest.fixture
def make_project(tmp_path: Path) -> MakeProject:
    return MakeProject(tmp_path)
