# SPDX-License-Identifier: GPL-2.0-or-later
"""Stop: where an attempt to match ended, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from tree_sitter import Node

from qemu_xen_codemod.smpl.compile.pattern import (
    AnyInclude,
    AnyType,
    BareExpression,
    Conjunction,
    Define,
    Disjunction,
    Dots,
    Inner,
    MetavariableUse,
    Nest,
    PatternNode,
    PatternToken,
)
from qemu_xen_codemod.smpl.match.state import MatchState


class Cause(Enum):
    #: The code differs from the pattern.
    DIFFERS = "differs"
    #: The code's block ends before the pattern's.
    ENDED = "ended"
    #: The pattern's block ends before the code's.
    GOES_ON = "goes on"
    #: A path from dots ends before the code after them.
    PATH_ENDS = "path ends"
    #: A path from dots contains code that a `when !=` forbids.
    FORBIDDEN = "forbidden"
    #: A path from dots contains a neighbour of the dots once more.
    AGAIN = "again"


@dataclass(frozen=True, eq=False, slots=True)
class Stop:
    """The part of the pattern that did not match, and the code there."""

    pattern: PatternNode
    node: Node
    #: What had matched before.
    state: MatchState
    cause: Cause = Cause.DIFFERS
    #: For dots: the forbidden code, the repeated neighbour, or the pattern after them.
    met: PatternNode | None = None

    @property
    def is_alike(self) -> bool:
        """Whether the code is of the pattern's kind."""
        match self.pattern:
            case Inner():
                return self.pattern.kind == self.node.type
            case Disjunction() | Conjunction():
                return False
            case (
                PatternToken()
                | MetavariableUse()
                | Dots()
                | Nest()
                | BareExpression()
                | AnyType()
                | AnyInclude()
                | Define()
            ):
                return True
            case _:
                assert_never(self.pattern)
