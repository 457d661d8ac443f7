# SPDX-License-Identifier: GPL-2.0-or-later
"""Which trees a rule, or a step of one, is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qemu_xen_codemod.rule.version import VersionRange


@dataclass(frozen=True, slots=True)
class Applies:
    """Conditions on a tree, all of which must be true."""

    #: Words that the tree's code must contain, each in some C file.
    declares: tuple[str, ...] = ()
    #: Words that the tree's code must not contain.
    absent: tuple[str, ...] = ()
    version: VersionRange | None = None
    #: Paths that a whole tree must have.
    files: tuple[str, ...] = ()
    #: C file -> words that its code must contain.
    contains: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: C file -> words that its code must not contain.
    lacks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: The reason reported for a tree that lacks such a word, or "".
    because: str = ""


@dataclass(frozen=True, slots=True)
class ForSomeTrees:
    """A step that is skipped in trees that it is not for."""

    applies: Applies = field(default_factory=Applies, kw_only=True)
