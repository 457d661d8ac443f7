# SPDX-License-Identifier: GPL-2.0-or-later
"""What was shown of a series: findings, each of one check, and what could not be shown."""

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
    """A proof that failed."""

    check: Check
    #: One sentence.
    what: str
    #: Inside the tree; "" where it is about no file.
    path: str = ""
    #: 1-based, 0 for none.
    line: int = 0
    #: The words of the program that found it, several lines; "" where we did.
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
    """What was compiled in one header set after patches, whatever came of it."""

    header_set: str
    #: As `Xen 4.17`, "" where the build does not say it.
    release: str
    #: How many of the build's objects, and how often in all.
    objects: int
    runs: int
    #: How often no compiler was run, since it reads the same as with another header set.
    alike: int = 0


@dataclass(frozen=True, slots=True)
class Imports:
    """The functions of unstable libraries that a program of a build's objects is linked to."""

    header_set: str
    #: The part of the tree that the program is built without, "" for none.
    without: str
    #: Before the series and after it, sorted.
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """What a program that was built takes from libraries."""

    #: As the build names it.
    name: str
    #: Sonames, in the program's order.
    needed: tuple[str, ...]
    #: The functions of unstable libraries that it imports, sorted.
    unstable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Configured:
    """How the tree's own build system fared."""

    #: "before" the series, or "after" it.
    state: str
    #: What was to be built, "" for all.
    asked: str
    configures: bool
    builds: bool
    #: The last that was said by what failed, "" where nothing did.
    words: str = ""
    programs: tuple[Program, ...] = ()


@dataclass(frozen=True, slots=True)
class PatchProof:
    """What was shown of one patch."""

    #: 1-based, by its place in the series.
    number: int
    #: The file.
    name: str
    subject: str
    #: The rule that it was compared with, "" for none.
    rule: str = ""
    findings: tuple[Finding, ...] = ()
    #: What was not shown, and why.
    unproved: Mapping[Check, str] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    #: How many objects were compiled, and how many depend on what the patch touches, counted with
    #: each header set.
    compiled: int = 0
    affected: int = 0

    @property
    def is_proved(self) -> bool:
        return not self.findings


@dataclass(frozen=True, slots=True)
class SeriesProof:
    """What was shown of a series."""

    tree: str
    base: str
    build: str
    patches: tuple[PatchProof, ...]
    #: About the series as a whole.
    findings: tuple[Finding, ...] = ()
    #: What was not shown of the series as a whole, a sentence each.
    unproved: tuple[str, ...] = ()
    #: From before the first patch to after the last; empty without objects and source.
    links: tuple[Link, ...] = ()
    #: Before the series, then after it; empty when it was not asked for.
    configured: tuple[Configured, ...] = ()
    #: Of a program of all objects, and without each part that a build may leave out.
    imports: tuple[Imports, ...] = ()
    #: By header set, and with which compilers: the first line of what each says of itself.
    compiles: tuple[Compiles, ...] = ()
    compilers: tuple[str, ...] = ()
    #: What the user should know, a sentence each.
    notes: tuple[str, ...] = ()
    #: What the linker said of each program in each header set; empty when it was not asked.
    linked: tuple[Linked, ...] = ()
    #: What the rules make of each use of an unstable function in the base.
    references: tuple[Reference, ...] = ()

    @property
    def is_proved(self) -> bool:
        return not self.findings and all(patch.is_proved for patch in self.patches)
