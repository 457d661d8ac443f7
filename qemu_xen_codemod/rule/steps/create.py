# SPDX-License-Identifier: GPL-2.0-or-later
"""The create step: a new file."""

from __future__ import annotations

from dataclasses import dataclass

from qemu_xen_codemod.errors import Place
from qemu_xen_codemod.rule.applies import ForSomeTrees
from qemu_xen_codemod.rule.text import Text


@dataclass(frozen=True, slots=True)
class CreateStep(ForSomeTrees):
    """Make a file."""

    path: str
    text: Text
    #: Where the step is in the rule file.
    place: Place

    @property
    def data(self) -> bytes:
        """The contents of the file."""
        return self.text.value.encode("utf-8", "surrogatepass")
