# SPDX-License-Identifier: GPL-2.0-or-later
"""When a rule, or a step of one, is for a tree at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qemu_xen_codemod.rule.version import VersionRange


@dataclass(frozen=True, slots=True)
class Applies:
    """What a tree has to be; all of it has to hold."""

    #: Words that code of the tree has to hold, each in some C file.
    declares: tuple[str, ...] = ()
    #: Words that no code of the tree may hold.
    absent: tuple[str, ...] = ()
    version: VersionRange | None = None
    #: Paths that a whole tree has.
    files: tuple[str, ...] = ()
    #: C file -> words that its code has to hold.
    contains: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: C file -> words that its code may not hold.
    lacks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: What a tree that lacks such a word is told, or "".
    because: str = ""


@dataclass(frozen=True, slots=True)
class ForSomeTrees:
    """A step, which is left out of trees that it is not for."""

    applies: Applies = field(default_factory=Applies, kw_only=True)
