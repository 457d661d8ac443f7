# SPDX-License-Identifier: GPL-2.0-or-later
"""Stop: where an attempt to match ended, and what kind of end it was."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from tree_sitter import Node

from qemu_xen_codemod.smpl.compile.pattern import (
    AnyInclude,
    AnyType,
    Conjunction,
    Define,
    Disjunction,
    Dots,
    Holder,
    Inner,
    MetavariableUse,
    Nest,
    PatternNode,
    PatternToken,
)
from qemu_xen_codemod.smpl.match.state import MatchState


class Cause(Enum):
    #: The node is not what the pattern has.
    DIFFERS = "differs"
    #: The code of a block ends, and the pattern goes on.
    ENDED = "ended"
    #: The pattern's block ends, and the code goes on.
    GOES_ON = "goes on"
    #: A way on from dots ends before what follows them.
    WAY_ENDS = "way ends"
    #: On a way from dots is what a `when !=` forbids.
    FORBIDDEN = "forbidden"
    #: On a way from dots is once more what is next to them.
    AGAIN = "again"


@dataclass(frozen=True, eq=False, slots=True)
class Stop:
    """The part of the pattern that did not match, and the code there."""

    pattern: PatternNode
    node: Node
    #: What had matched.
    state: MatchState
    cause: Cause = Cause.DIFFERS
    #: Of dots: what a `when !=` forbids, what came again, or what follows.
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
                | Holder()
                | AnyType()
                | AnyInclude()
                | Define()
            ):
                return True
            case _:
                assert_never(self.pattern)
