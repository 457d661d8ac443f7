# SPDX-License-Identifier: GPL-2.0-or-later
"""The mention step: words that are renamed in comments and strings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qemu_xen_codemod.errors import Place
from qemu_xen_codemod.rule.applies import ForSomeTrees


@dataclass(frozen=True, slots=True)
class MentionStep(ForSomeTrees):
    """Rename whole words in comments and string literals."""

    #: Old word -> new word.
    names: Mapping[str, str]
    #: Globs; () for the files that the rule's patches changed.
    files: tuple[str, ...]
    place: Place
