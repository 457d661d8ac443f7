# SPDX-License-Identifier: GPL-2.0-or-later
"""Pack: the rules for one kind of tree, with its style, variables and libraries.

`recognises` says whether the pack is for a tree; trees themselves are defined elsewhere.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from qemu_xen_codemod.c.macro_kind import MacroKind
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.rule.entrypoints import Entrypoints
from qemu_xen_codemod.rule.number import Number
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.rule.terms import Terms
from qemu_xen_codemod.rule.variables import Variable

#: The file in the folder of a pack that is not a rule.
PACK_FILE = "pack.yaml"
#: Stands for the function in the name of a probe's macro.
NAME = "{NAME}"


class Files(Protocol):
    """What is needed of a tree to recognise it."""

    def paths(self) -> Sequence[str]:
        """All files, POSIX paths, sorted."""
        ...

    def read(self, path: str) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Library:
    """A library whose ABI is unstable."""

    name: str
    #: Its pkg-config name, or None.
    package: str | None
    #: The prefix of its functions' names, or None.
    prefix: str | None
    #: Its functions by name.
    symbols: tuple[str, ...]

    @property
    def stem(self) -> str:
        """Its file's name up to `.so`: libxenctrl for libxenctrl.so.4.17."""
        return self.name.partition(".so")[0]

    def holds(self, symbol: str) -> bool:
        """Whether a function of this name belongs to the library."""
        return symbol in self.symbols or (
            bool(self.prefix) and symbol.startswith(self.prefix or "")
        )


@dataclass(frozen=True, slots=True)
class StableLibrary:
    """A library with a stable ABI, which code may call instead of an unstable one."""

    name: str
    #: Prefix of its functions' names.
    prefix: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the tree that a build may leave out."""

    #: The name in reports.
    name: str
    #: Globs of files that are only in a build with it.
    files: tuple[str, ...]
    #: Paths of files that are only in a build without it.
    instead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeepFiles:
    """References in files that match one of the globs stay."""

    files: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class KeepBlock:
    """References in an #if in whose text the pattern is found stay."""

    inside_if: re.Pattern[str]
    reason: str
    #: Whether today's libraries are used to compile it, because they lack a function.
    compiled_today: bool = False


@dataclass(frozen=True, slots=True)
class KeepOthers:
    """References in all other files stay, by the user's choice."""

    chosen: frozenset[str]
    reason: str = "in a file that was not chosen"


Keep = KeepFiles | KeepBlock | KeepOthers


@dataclass(frozen=True, slots=True)
class ReleaseMacro:
    """The macro by which code tests the release of the libraries."""

    name: str
    #: The generated header that defines it, relative to a build folder.
    header: str
    #: The product whose releases it counts, "" to show only the number.
    of: str = ""

    def release_name(self, release: int) -> str:
        """`Xen 4.17` for 41700."""
        if not self.of:
            return f"{self.name} {release}"
        return f"{self.of} {release // 10000}.{release // 100 % 100}"


@dataclass(frozen=True, slots=True)
class HandleKind:
    """A kind of handle that functions of the libraries take."""

    #: Its C type, as declared.
    ctype: str
    #: The functions that open and close one.
    open: str
    close: str
    #: The libraries' functions with handles of another kind, or None.
    not_for: re.Pattern[str] | None = None

    def is_not_for(self, symbol: str) -> bool:
        return self.not_for is not None and self.not_for.search(symbol) is not None


@dataclass(frozen=True, slots=True)
class Probes:
    """The macros by which code tests whether a library has a proposed function."""

    #: The generated header that defines them, relative to a build folder.
    header: str
    #: With `{NAME}` for the function's name in capitals.
    macro: str

    def macro_of(self, function: str) -> str:
        return self.macro.replace(NAME, function.upper())


#: The names that a group's templates can use.
GROUP_NAMES = ("rules", "symbols")


@dataclass(frozen=True, slots=True)
class Group:
    """Rules that share a commit."""

    #: Ids, in the order of the file.
    rules: tuple[str, ...]
    #: Templates of the commit's message.
    subject: str
    why: str


#: The names that the cover letter's template can use; see `CoverFacts`.
COVER_NAMES = (
    "commits",
    "rules",
    "outcomes",
    "table",
    "remaining",
    "totals",
    "entrypoints",
    "unreleased",
    "tested",
    "tree",
    "base",
    "variables",
)


@dataclass(frozen=True, slots=True)
class Recognition:
    """What identifies a tree."""

    #: Files or folders.
    paths: tuple[str, ...] = ()
    #: File -> texts that it contains.
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def holds(self, tree: Files) -> bool:
        if not self.paths and not self.words:
            return False
        paths = tree.paths()

        def first(beginning: str) -> str:
            """The first path that is not before it: the path itself, or one that begins with it, if
            there is one.
            """
            at = bisect_left(paths, beginning)
            return paths[at] if at < len(paths) else ""

        def has(path: str) -> bool:
            folder = path.rstrip("/") + "/"
            return first(path) == path or first(folder).startswith(folder)

        return all(map(has, self.paths)) and all(
            first(path) == path and all(word.encode() in tree.read(path) for word in words)
            for path, words in self.words.items()
        )


@dataclass(frozen=True, slots=True)
class Pack:
    """The checked pack.yaml and its rules, in series order."""

    name: str
    rules: tuple[Rule, ...] = ()
    recognition: Recognition = field(default_factory=Recognition)
    #: The pack's variables, with those of `--set`.
    variables: Mapping[str, Variable] = field(default_factory=dict)
    #: Global variables that the rules use, each with its C type.
    names: Mapping[str, str] = field(default_factory=dict)
    #: What macros stand for, regardless of the tree's definitions.
    macros: Mapping[bytes, MacroKind] = field(default_factory=dict)
    style: Style = field(default_factory=Style)
    #: What it requires of its rules, and its outcomes.
    terms: Terms = field(default_factory=Terms)
    libraries: tuple[Library, ...] = ()
    #: Functions of the libraries in the order of reports; others follow.
    symbols: tuple[str, ...] = ()
    stable_libraries: tuple[StableLibrary, ...] = ()
    parts: tuple[Part, ...] = ()
    handles: tuple[HandleKind, ...] = ()
    compat_headers: tuple[str, ...] = ()
    release_macro: ReleaseMacro | None = None
    probes: Probes | None = None
    entrypoints: tuple[Entrypoints, ...] = ()
    #: Numbers that the tree counts up, and of which the rules' texts take the next.
    numbers: tuple[Number, ...] = ()
    keep: tuple[Keep, ...] = ()
    groups: tuple[Group, ...] = ()
    #: The cover letter's jinja2 template, "" for the built-in one.
    cover: str = ""
    #: The subject prefix while functions are missing, "" for none.
    rfc_prefix: str = ""
    signoff: bool = False
    #: Paths inside the tree, or None.
    checkpatch: str | None = None
    get_maintainer: str | None = None

    @property
    def stable_calls(self) -> dict[str, tuple[str, ...]]:
        """For each unstable function, the stable ones that the examples of its rules call
        instead.
        """
        prefixes = "|".join(
            re.escape(stable_library.prefix) for stable_library in self.stable_libraries
        )
        if not prefixes:
            return {}
        name = re.compile(rb"\b((?:%s)\w+)\s*\(" % prefixes.encode())
        found: dict[str, dict[str, None]] = {}
        for rule in self.rules:
            for symbol in rule.symbols:
                calls = found.setdefault(symbol, {})
                for data in (data for example in rule.examples for data in example.after.values()):
                    calls |= dict.fromkeys(call[1].decode() for call in name.finditer(data))
        return {symbol: tuple(calls) for symbol, calls in found.items() if calls}


#: For a tree without a pack.
NEUTRAL = Pack("neutral", style=Style(follows_file=True))
