# SPDX-License-Identifier: GPL-2.0-or-later
"""Where a path of a compile command is when the tree is in another folder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_FOLDERS = ("-I", "-iquote", "-isystem", "-idirafter")
_FILES = ("-include", "-imacros")


@dataclass(frozen=True, slots=True)
class Paths:
    """The tree and a build directory of it, which may be inside the tree."""

    #: Absolute, links resolved.
    tree: Path
    #: Like `tree`.
    build: Path
    #: The build has no directory of its own: it compiles in the tree, as make often does.
    is_in_source: bool = False

    def is_made(self, file: str | Path) -> bool:
        """Whether an absolute path is that of the build directory or in it, and so not the tree's.

        No file of a build in the tree is: git does not track what it makes, and no patch has it.
        """
        if self.is_in_source:
            return False
        return str(file) == str(self.build) or str(file).startswith(f"{self.build}/")

    def in_tree(self, path: str | Path, folder: Path) -> str | None:
        """The path inside the tree, POSIX; None if it is not in the tree, or in the build
        directory.

        A relative path begins in `folder`.
        """
        joined = os.path.normpath(os.path.join(folder, path))  # noqa: PTH118 (no link is resolved)
        for absolute in (joined, os.path.realpath(joined)):
            if self.is_made(absolute):
                return None
            if absolute == str(self.tree):
                return "."
            if absolute.startswith(f"{self.tree}/"):
                return absolute[len(str(self.tree)) + 1 :]
        return None

    def in_build(self, path: str | Path, folder: Path) -> str | None:
        """The path inside the build directory, POSIX; None if it is not in it."""
        if self.is_in_source:
            return None
        joined = os.path.normpath(os.path.join(folder, path))  # noqa: PTH118 (as above)
        if joined == str(self.build):
            return "."
        return joined[len(str(self.build)) + 1 :] if joined.startswith(f"{self.build}/") else None

    def move(
        self, words: Sequence[str], folder: Path, tree: Path, overlays: Sequence[Path]
    ) -> list[str]:
        """Allowed compiler options (`build.flags`), changed so that they find the tree in `tree`.

        Files of the build directory in the overlays are found before its own.
        """
        moved = [word for overlay in overlays for word in ("-iquote", str(overlay))]
        moved += [word for overlay in overlays for word in ("-I", str(overlay))]
        waiting = iter(words)
        for word in waiting:
            if word not in (*_FOLDERS, *_FILES):
                moved.append(word)
                continue
            value = next(waiting, "")
            inside = self.in_tree(value, folder)
            built = self.in_build(value, folder)
            if built is not None and built != "." and word in _FOLDERS:
                for overlay in overlays:
                    if (overlay / built).is_dir():
                        moved += [word, str(overlay / built)]
            moved += [word, value if inside is None else str(tree / inside)]
        return moved
