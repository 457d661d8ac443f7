# SPDX-License-Identifier: GPL-2.0-or-later
"""The insert step: text that is inserted at a named place of a file, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qemu_xen_codemod.errors import Place
from qemu_xen_codemod.rule.applies import ForSomeTrees
from qemu_xen_codemod.rule.steps.anchor import Anchor
from qemu_xen_codemod.rule.text import Text


@dataclass(frozen=True, slots=True)
class InsertStep(ForSomeTrees):
    """Insert text at a named place of one file, once."""

    #: Paths or globs; the first file that exists and has `declares` is edited.
    into: tuple[str, ...]
    #: A word that the file's code must contain, or None.
    declares: str | None
    #: Nothing is inserted into a file that contains this word, or None.
    unless: str | None
    side: Literal["after", "before"]
    #: Tried in order.
    anchors: tuple[Anchor, ...]
    text: Text
    #: Where the step is in the rule file.
    place: Place
    #: The condition of the `#if` block that the text goes into, or None for no block.
    guard: str | None = None
    #: Names whose declarations the text must come after, in this file or in one that it includes.
    behind: tuple[str, ...] = ()
