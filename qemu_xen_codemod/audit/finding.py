# SPDX-License-Identifier: GPL-2.0-or-later
"""Finding: one reference as `audit` reports it; Audit: all of them, and what could not be read."""

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
    """Where references are found."""

    SOURCE = "source"
    OBJECTS = "objects"


@dataclass(frozen=True, slots=True)
class Mark:
    """The properties of a reference that stay the same when code around it moves."""

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
    #: 1-based; 0 if an object does not say.
    line: int
    #: 1-based, in characters; 0 if an object does not say.
    column: int
    #: The function, or the macro whose definition contains it; "" at file level.
    function: str
    in_macro: bool = False
    #: Unknown also if no build was named.
    state: State = State.UNKNOWN
    outcome: Outcome = Outcome.UNANSWERED
    #: The rule that gave the outcome, "" for none.
    rule: str = ""
    #: Why it was kept, refused or left; "" if the outcome says it all.
    reason: str = ""
    #: The source line, "" if there is none.
    text: str = ""
    #: Of the symbol's first byte in its file; -1 if an object does not say.
    offset: int = -1
    #: Whether a macro forms the symbol's name.
    is_pasted: bool = False
    #: What the object file says; None for a reference in source.
    link: LinkReference | None = None
    #: What the rule's pack calls the outcome, "" if the pack has no word for it.
    word: str = ""

    @property
    def outcome_name(self) -> str:
        """The outcome as reports call it."""
        return self.word or self.outcome.value

    @property
    def mark(self) -> Mark:
        return Mark(self.symbol, self.path, self.function, " ".join(self.text.split()))

    @property
    def is_known(self) -> bool:
        """Whether a comment in the code marks it as known."""
        return self.outcome is Outcome.KEPT and self.reason.startswith(KNOWN)

    @property
    def where(self) -> str:
        """`path:line:column`, as far as known."""
        known = [str(number) for number in (self.line, self.column) if number]
        return ":".join([self.path or "?", *known])


def is_open(finding: Finding) -> bool:
    """Whether somebody must do something about the reference."""
    return finding.outcome is not Outcome.KEPT


@dataclass(frozen=True, slots=True)
class LinkedFile:
    """A program or shared library that is linked with an unstable library."""

    #: As the user named it; a file of a package as `package(file)`.
    name: str
    #: The library's name in it: libxenctrl.so.4.17.
    soname: str
    library: str
    #: The release of Xen that has a library of this name, "" if the name does not tell.
    release: str
    #: How many functions of the library the file uses.
    functions: int


@dataclass(frozen=True, slots=True)
class Audit:
    """All that `audit` found in one tree or build."""

    #: As the user named it; "" if no source was read.
    tree: str
    #: The commit, None for a plain folder.
    base: str | None
    pack: str
    origin: Origin
    #: The libraries whose functions were looked for.
    libraries: tuple[str, ...]
    #: The pack's order of symbols.
    order: tuple[str, ...] = ()
    #: References in source by path and place, in objects in the order of the link.
    findings: tuple[Finding, ...] = ()
    #: Notes for the user, one sentence each.
    notes: tuple[str, ...] = ()
    #: The files of --objects that are linked with an unstable library.
    files: tuple[LinkedFile, ...] = ()
    #: Names that were looked for, in files that are not parsed.
    unread: tuple[NotRead, ...] = ()
    #: By symbol, the stable functions that rules call instead of it.
    stable_calls: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: The user's own rules: each path as it was named, and the subject of each by its id.
    rules: tuple[str, ...] = ()
    subjects: Mapping[str, str] = field(default_factory=dict)
    #: Names that the rules handle and that are not functions of a library.
    own_names: tuple[str, ...] = ()

    @property
    def symbols(self) -> tuple[str, ...]:
        """The symbols found: first in the pack's order, then by library and name."""
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
        return count_words((finding.outcome, finding.outcome_name) for finding in self.findings)

    @property
    def states(self) -> dict[State, int]:
        """How many findings have each state."""
        counts = Counter(finding.state for finding in self.findings)
        return {state: counts[state] for state in State}
