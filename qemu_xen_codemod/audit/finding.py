# SPDX-License-Identifier: GPL-2.0-or-later
"""Finding: one reference as `audit` tells it; Audit: all of them, and what could not be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from qemu_xen_codemod.build.spot import State
from qemu_xen_codemod.objects.undefined import LinkReference
from qemu_xen_codemod.rule.outcome import KNOWN, Outcome, count_words
from qemu_xen_codemod.step.not_read import NotRead


class Origin(Enum):
    """Where references are read from."""

    SOURCE = "source"
    OBJECTS = "objects"


@dataclass(frozen=True, slots=True)
class Mark:
    """What stays the same of a reference when code around it moves."""

    symbol: str
    #: Relative to the tree, `/` between folders.
    path: str
    #: "" outside of functions.
    function: str
    #: The line without indentation, single spaces.
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One reference to a function of a library without a stable ABI."""

    symbol: str
    #: The library that exports it.
    library: str
    #: Relative to the tree, `/` between folders; absolute for a file outside of it, "" if unknown.
    path: str
    #: 1-based, 0 where an object does not tell.
    line: int
    #: 1-based, in characters; 0 where an object does not tell.
    column: int
    #: The function, or the macro in whose definition it is; "" at file level.
    function: str
    in_macro: bool = False
    #: Unknown where no build was named, too.
    state: State = State.UNKNOWN
    outcome: Outcome = Outcome.UNANSWERED
    #: The rule that the outcome is from, "" for none.
    rule: str = ""
    #: Why it was kept, refused or left; "" where the outcome says it all.
    reason: str = ""
    #: The source line, "" where there is none.
    text: str = ""
    #: Of the symbol's first byte in its file; -1 where an object does not tell.
    offset: int = -1
    #: Is it a macro that makes the symbol's name?
    is_pasted: bool = False
    #: What the object file says; None for a reference of the source.
    link: LinkReference | None = None
    #: What the rule's pack calls the outcome, "" where that has no word of its own.
    word: str = ""

    @property
    def told(self) -> str:
        """The outcome as reports call it."""
        return self.word or self.outcome.value

    @property
    def mark(self) -> Mark:
        return Mark(self.symbol, self.path, self.function, " ".join(self.text.split()))

    @property
    def is_known(self) -> bool:
        """Does a comment in the code say that it is meant?"""
        return self.outcome is Outcome.KEPT and self.reason.startswith(KNOWN)

    @property
    def where(self) -> str:
        """`path:line:column`, as far as known."""
        known = [str(number) for number in (self.line, self.column) if number]
        return ":".join([self.path or "?", *known])


def is_open(finding: Finding) -> bool:
    """Is the reference one that somebody has to do something about?"""
    return finding.outcome is not Outcome.KEPT


@dataclass(frozen=True, slots=True)
class LinkedFile:
    """A program or shared library that is linked with an unstable library."""

    #: As the user named it; a file of a package as `package(file)`.
    name: str
    #: As it names the library: libxenctrl.so.4.17.
    soname: str
    library: str
    #: The release of Xen that has a library of this name, "" where the name does not tell.
    release: str
    #: How many functions of it the file takes.
    functions: int


@dataclass(frozen=True, slots=True)
class Audit:
    """All that `audit` found in one tree or build."""

    #: As the user named it; "" where no source was read.
    tree: str
    #: The commit, None for a plain folder.
    base: str | None
    pack: str
    origin: Origin
    #: The libraries whose functions were looked for.
    libraries: tuple[str, ...]
    #: The pack's order of symbols.
    order: tuple[str, ...] = ()
    #: Of the source by path and place, of objects in the order of the link.
    findings: tuple[Finding, ...] = ()
    #: What a user should know, a sentence each.
    notes: tuple[str, ...] = ()
    #: Of the files of --objects, those that are linked with an unstable library.
    files: tuple[LinkedFile, ...] = ()
    #: Names that were looked for, in files that are not read.
    unread: tuple[NotRead, ...] = ()
    #: By symbol the stable functions that rules call in its place.
    stable_calls: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: The user's own rules: each path as it was named, and the subject of each by its id.
    rules: tuple[str, ...] = ()
    subjects: Mapping[str, str] = field(default_factory=dict)
    #: What the rules answer for that is not a function of a library.
    own_names: tuple[str, ...] = ()

    @property
    def symbols(self) -> tuple[str, ...]:
        """The symbols found: first as the pack lists them, then by library and name."""
        found = {finding.symbol: finding.library for finding in self.findings}
        listed = {symbol: at for at, symbol in enumerate(self.order)}
        libraries = {name: at for at, name in enumerate(self.libraries)}
        last = len(listed)
        return tuple(
            sorted(
                found,
                key=lambda name: (listed.get(name, last), libraries.get(found[name], 0), name),
            )
        )

    @property
    def outcomes(self) -> dict[str, int]:
        """How many findings have each outcome."""
        return count_words((finding.outcome, finding.told) for finding in self.findings)

    @property
    def states(self) -> dict[State, int]:
        """How many findings have each state."""
        counts = Counter(finding.state for finding in self.findings)
        return {state: counts[state] for state in State}
