# SPDX-License-Identifier: GPL-2.0-or-later
"""Problem: what `apply` and `audit` show at a line of a file, in any format for CI."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

#: A page that explains why functions of Xen's unstable libraries are a problem.
UNSTABLE = "https://lore.kernel.org/xen-devel/24420.58027.291045.507128@mariner.uk.xensource.com/"


class Level(Enum):
    """How bad it is."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Fix:
    """Whole lines that replace others."""

    #: 1-based; the first line after the replaced ones.
    first: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Kind:
    """What problems have in common: a function, or a rule."""

    id: str
    short: str
    full: str
    #: The address of a page that explains it, "" for none.
    help: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One of them."""

    #: The id of its kind.
    kind: str
    level: Level
    message: str
    #: Relative to the tree, `/` between folders; absolute for a file outside of it, "" if unknown.
    path: str
    #: 1-based, 0 if not known.
    line: int = 0
    column: int = 0
    end_column: int = 0
    #: The name stays the same if lines above it move.
    fingerprint: str = ""
    function: str = ""
    in_macro: bool = False
    #: "new", "unchanged" or "absent" in a comparison.
    state: str = ""
    fix: Fix | None = None
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProblemLog:
    """All problems of one run."""

    kinds: tuple[Kind, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()
    #: What could not be read.
    faults: tuple[str, ...] = ()

    @property
    def shown(self) -> tuple[Problem, ...]:
        """For formats without comparisons: the new ones of a comparison, or all."""
        states = {problem.state for problem in self.problems}
        if states <= {""}:
            return self.problems
        return tuple(problem for problem in self.problems if problem.state == "new")

    def below(self, folder: str) -> ProblemLog:
        """The same for a tree in this folder of a repository."""
        prefix = folder.strip("/")
        if not prefix:
            return self
        return replace(
            self,
            problems=tuple(
                replace(problem, path=f"{prefix}/{problem.path}")
                if problem.path and not problem.path.startswith("/")
                else problem
                for problem in self.problems
            ),
        )
