# SPDX-License-Identifier: GPL-2.0-or-later
"""What was shown for a series: findings, each of one check, and what could not be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from qemu_xen_codemod.reference import Reference
from qemu_xen_codemod.verify.link import Linked
from qemu_xen_codemod.verify.site import Sites


class Check(Enum):
    """What is checked of a patch, in the order of reports."""

    APPLIES = "applies"
    RESULT = "result"
    PARSES = "parses"
    LIBCLANG = "libclang"
    COMPILES = "compiles"
    REFERENCES = "references"
    ARGUMENTS = "arguments"
    HUNKS = "hunks"
    WHITESPACE = "whitespace"
    CHECKPATCH = "checkpatch"


#: What each check shows, for reports.
MEANING: Mapping[Check, str] = {
    Check.APPLIES: "git am applies it",
    Check.RESULT: "the files are what the patch's index lines say",
    Check.PARSES: "no new syntax error",
    Check.LIBCLANG: "no new diagnostic of libclang",
    Check.COMPILES: "every affected object compiles without a new warning",
    Check.REFERENCES: "it removes what it says, and adds nothing unstable",
    Check.ARGUMENTS: "no argument has the name of another parameter",
    Check.HUNKS: "it changes only what the rule changes",
    Check.WHITESPACE: "git diff --check reports nothing",
    Check.CHECKPATCH: "the tree's checkpatch.pl reports nothing",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A failed check."""

    check: Check
    #: One sentence.
    what: str
    #: Inside the tree; "" if it is not about a file.
    path: str = ""
    #: 1-based, 0 for none.
    line: int = 0
    #: The output of the program that found it, several lines; "" if codemod did.
    words: str = ""
    #: What to do about it.
    help: str = ""

    @property
    def place(self) -> str:
        """`path:line`, `path` or ""."""
        return f"{self.path}:{self.line}" if self.path and self.line else self.path


@dataclass(frozen=True, slots=True)
class Link:
    """The unstable references of the touched objects, before and after, in one header set."""

    header_set: str
    before: Sites
    after: Sites


@dataclass(frozen=True, slots=True)
class Compiles:
    """What was compiled in one header set after patches, whatever the result."""

    header_set: str
    #: Like `Xen 4.17`, "" if the build does not say it.
    release: str
    #: The number of the build's objects, and of all compiles.
    objects: int
    runs: int
    #: How often no compiler was run, because another header set has the same result.
    alike: int = 0


@dataclass(frozen=True, slots=True)
class Imports:
    """The functions of unstable libraries that a program linked from a build's objects needs."""

    header_set: str
    #: The part of the tree that the program is built without, "" for none.
    without: str
    #: Before and after the series, sorted.
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """What a built program imports from libraries."""

    #: As the build names it.
    name: str
    #: Sonames, in the program's order.
    needed: tuple[str, ...]
    #: The functions of unstable libraries that it imports, sorted.
    unstable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Configured:
    """The result of the tree's own build system."""

    #: "before" the series, or "after" it.
    state: str
    #: What was to be built, "" for everything.
    asked: str
    configures: bool
    builds: bool
    #: The last output of what failed, "" if nothing did.
    words: str = ""
    programs: tuple[Program, ...] = ()


@dataclass(frozen=True, slots=True)
class PatchProof:
    """What was shown for one patch."""

    #: 1-based, by its place in the series.
    number: int
    #: The name of the file.
    name: str
    subject: str
    #: The rule that it was compared with, "" for none.
    rule: str = ""
    findings: tuple[Finding, ...] = ()
    #: What was not shown, and why.
    unproved: Mapping[Check, str] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    #: How many objects were compiled, and how many depend on what the patch touches, counted in
    #: each header set.
    compiled: int = 0
    affected: int = 0

    @property
    def is_proved(self) -> bool:
        return not self.findings


@dataclass(frozen=True, slots=True)
class SeriesProof:
    """What was shown for a series."""

    tree: str
    base: str
    build: str
    patches: tuple[PatchProof, ...]
    #: About the series as a whole.
    findings: tuple[Finding, ...] = ()
    #: What was not shown for the series as a whole, one sentence each.
    unproved: tuple[str, ...] = ()
    #: From before the first patch to after the last; empty without objects and source.
    links: tuple[Link, ...] = ()
    #: Before the series, then after it; empty if it was not requested.
    configured: tuple[Configured, ...] = ()
    #: For a program of all objects, and without each part that a build may leave out.
    imports: tuple[Imports, ...] = ()
    #: By header set; and the compilers: the first line of each one's version.
    compiles: tuple[Compiles, ...] = ()
    compilers: tuple[str, ...] = ()
    #: Notes for the user, one sentence each.
    notes: tuple[str, ...] = ()
    #: The linker's result for each program in each header set; empty if it was not requested.
    linked: tuple[Linked, ...] = ()
    #: What the rules make of each use of an unstable function in the base.
    references: tuple[Reference, ...] = ()

    @property
    def is_proved(self) -> bool:
        return not self.findings and all(patch.is_proved for patch in self.patches)
