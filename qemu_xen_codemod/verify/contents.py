# SPDX-License-Identifier: GPL-2.0-or-later
"""The files that differ between the states of a series: those of patches, and files generated from
them.

A generated file is named by its path in the build directory after `build:`.
"""

from __future__ import annotations

from qemu_xen_codemod.verify.applied import Applied
from qemu_xen_codemod.verify.generated import Generated

_MADE = "build:"


def made_name(name: str) -> str:
    """The name of a generated file among those of the tree."""
    return _MADE + name


class Contents:
    """What a schedule needs."""

    def __init__(self, applied: Applied, generated: Generated) -> None:
        self._applied, self._generated = applied, generated
        made = [name for recipe in generated.recipes for name in recipe.outputs]
        self.touched = tuple(
            (
                *(touched.path for touched in patch),
                *(
                    made_name(name)
                    for name in made
                    if generated.read(number, name) != generated.read(number + 1, name)
                ),
            )
            for number, patch in enumerate(applied.touched)
        )
        #: All of them.
        self.paths = frozenset(path for patch in self.touched for path in patch)

    def read(self, state: int, path: str) -> bytes | None:
        """A file's bytes; None if it is absent. State 0 is the base."""
        if path.startswith(_MADE):
            return self._generated.read(state, path.removeprefix(_MADE))
        return self._applied.read(state, path)
