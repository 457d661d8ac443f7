# SPDX-License-Identifier: GPL-2.0-or-later
"""HeaderSet: the library headers that a patch is compiled with.

Today's are those of the build. The others are made from the pack: the release macro has the number
of a newer release, the macros of probes are as a build system would define them, and each library
header also declares the functions of that set that it lacks. They are in a folder that the compiler
searches first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from qemu_xen_codemod.regular_file import read_regular
from qemu_xen_codemod.rule.entrypoints import Entrypoints
from qemu_xen_codemod.rule.pack import Pack
from qemu_xen_codemod.verify.items import Condition, declared_name, read_items
from qemu_xen_codemod.verify.xen_tree import XenTree

TODAY = "today"
#: The newest release that the pack knows, without the functions that are only proposed.
RELEASED = "released"
#: All entrypoints exist.
NEWER = "newer"
_ONLY = "only "

_DEFINE = r"^[ \t]*#[ \t]*define[ \t]+{}\b.*$"


@dataclass(frozen=True, slots=True)
class HeaderSet:
    """One set of library headers."""

    #: "today", "released", "newer", "only FUNCTION", or that of a Xen tree: "Xen 4.20".
    name: str
    #: What is known about the macros by which code tests the libraries; None for nothing.
    condition: Condition | None = None
    #: Searched before all others; None for today's headers.
    folder: Path | None = None
    #: The macro of the one probe that is true; only code that tests it is compiled, and references
    #: are not counted. "" for all other header sets.
    probe: str = ""
    #: What its headers declare in addition to those of the machine; None if that is not known.
    declares: frozenset[str] | None = frozenset()


@dataclass(frozen=True, slots=True)
class HeaderSets:
    """The header sets that a build can be compiled in, today's first."""

    header_sets: tuple[HeaderSet, ...]
    #: Why there are no others, "" if there are.
    missing: str = ""


def make_header_sets(
    pack: Pack, build: Path, folder: Path, xen: XenTree | None = None
) -> HeaderSets:
    """Today's and, created below `folder`, the others; last that of a Xen tree. Raises OSError."""
    made = _made_header_sets(pack, build, folder)
    if xen is None:
        return made
    return replace(made, header_sets=(*made.header_sets, header_set_of(pack, build, xen)))


def header_set_of(pack: Pack, build: Path, xen: XenTree) -> HeaderSet:
    """The header set of a Xen tree, whose headers and macros are in its folder. Raises OSError."""
    return _Maker(pack, build, xen.folder).header_set_of(xen)


def _made_header_sets(pack: Pack, build: Path, folder: Path) -> HeaderSets:
    if not pack.entrypoints or (pack.release_macro is None and pack.probes is None):
        # A pack that is about no library has no newer headers to miss.
        reason = f"the pack {pack.name} lists no entrypoints of newer libraries"
        return HeaderSets((HeaderSet(TODAY),), reason if pack.libraries else "")
    maker = _Maker(pack, build, folder)
    if pack.release_macro is not None and maker.release is None:
        path = build / pack.release_macro.header
        return HeaderSets((HeaderSet(TODAY),), f"{path} does not define {pack.release_macro.name}")
    header_sets = tuple(maker.header_sets())
    release = "libraries have" if maker.release is None else f"release, {maker.release}, has"
    return HeaderSets(
        header_sets, f"today's {release} the entrypoints" if len(header_sets) == 1 else ""
    )


def conditions_of(pack: Pack) -> dict[str, Condition | None]:
    """What is known about the macros in the header sets of a pack, without a build.

    Today's header set is that in which the fallbacks are compiled.
    """
    macro = pack.release_macro.name if pack.release_macro else ""
    newest = _newest(pack)
    if not pack.entrypoints or not (macro or pack.probes):
        return {TODAY: None}
    every = frozenset(_macros(pack, _proposed(pack)))
    return {
        TODAY: Condition(macro, max(newest - 1, 0), undefined=every),
        NEWER: Condition(macro, newest, defined=every),
    }


def headers_of(header_set: str) -> str:
    """The name of a header set in reports."""
    known = {
        TODAY: "today's headers",
        RELEASED: "the headers of the newest release",
        NEWER: "headers with all entrypoints",
    }
    if header_set.startswith(_ONLY):
        return f"headers with {header_set.removeprefix(_ONLY)} alone"
    return known.get(header_set) or f"headers of {header_set}'s source"


def _newest(pack: Pack) -> int:
    return max((entrypoint.since or 0 for entrypoint in pack.entrypoints), default=0)


def _proposed(pack: Pack) -> tuple[str, ...]:
    """The functions that no release has."""
    return tuple(
        name
        for entrypoint in pack.entrypoints
        if entrypoint.since is None
        for name in entrypoint.functions
    )


def _macros(pack: Pack, functions: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(pack.probes.macro_of, functions)) if pack.probes else ()


class _Maker:
    """Writes the header sets other than today's."""

    def __init__(self, pack: Pack, build: Path, folder: Path) -> None:
        self._pack, self._folder = pack, folder
        macro, probes = pack.release_macro, pack.probes
        #: The generated headers of the build, by name.
        self._texts = {item.header: _text(build / item.header) for item in (macro, probes) if item}
        self._macro = macro.name if macro else ""
        found = self._define.search(self._texts[macro.header]) if macro else None
        #: The value of the release macro, None if the build does not define it.
        self.release = int(found[2]) if found else None
        there = self._texts[probes.header] if probes else ""
        #: Proposed functions that the build has not found.
        self._lacking = tuple(
            name
            for name in _proposed(pack)
            if not (probes and _defines(there, probes.macro_of(name)))
        )

    @property
    def _define(self) -> re.Pattern[str]:
        name = re.escape(self._macro)
        return re.compile(rf"^([ \t]*#[ \t]*define[ \t]+{name}[ \t]+)(\d{{1,9}})(?!\d)", re.M)

    def header_sets(self) -> Iterator[HeaderSet]:
        release = self.release or 0
        newest = max(release, _newest(self._pack))
        there = frozenset(_proposed(self._pack)) - set(self._lacking)
        yield HeaderSet(TODAY, self._condition(release, there))
        if self._lacking and newest > release:
            yield self._header_set(RELEASED, newest, there)
        if self._lacking or newest > release:
            yield self._header_set(NEWER, newest, there | set(self._lacking))
        if self._pack.probes is not None and len(self._lacking) > 1:
            for name in self._lacking:
                probe = self._pack.probes.macro_of(name)
                yield self._header_set(f"{_ONLY}{name}", newest, there | {name}, probe)

    def header_set_of(self, xen: XenTree) -> HeaderSet:
        """The set of real headers, in which a probe is true for each function that they declare."""
        there = frozenset(
            name
            for entrypoint in self._pack.entrypoints
            if entrypoint.since is None
            for name in entrypoint.functions
            if xen.declares(entrypoint.header, name)
        )
        condition = self._condition(xen.release, there)
        for header, text in self._texts.items():
            _write(xen.folder / header, self._generated(header, text, condition))
        return HeaderSet(xen.name, condition, xen.folder, declares=None)

    def _condition(self, release: int, functions: frozenset[str]) -> Condition:
        every = frozenset(_macros(self._pack, _proposed(self._pack)))
        defined = frozenset(_macros(self._pack, functions))
        return Condition(self._macro, release, defined, every - defined)

    def _header_set(
        self, name: str, release: int, functions: frozenset[str], probe: str = ""
    ) -> HeaderSet:
        """`functions`: the proposed ones that exist."""
        folder = self._folder / name.replace(" ", "-")
        condition = self._condition(release, functions)
        for header, text in self._texts.items():
            _write(folder / header, self._generated(header, text, condition))
        added: list[str] = []
        for header in dict.fromkeys(entrypoint.header for entrypoint in self._pack.entrypoints):
            parts = [
                entrypoint for entrypoint in self._pack.entrypoints if entrypoint.header == header
            ]
            lacking = [part.declarations for part in parts if self._is_new(part, release)]
            lacking += [
                part.prototype(function)
                for part in parts
                for function in part.functions
                if self._is_added(part, function, release, functions)
            ]
            _write(folder / header, _header(header, "\n".join(filter(None, lacking))))
            added += lacking
        return HeaderSet(name, condition, folder, probe, _declared("\n".join(added)))

    def _is_added(
        self, entrypoints: Entrypoints, function: str, release: int, functions: frozenset[str]
    ) -> bool:
        """Whether today's header does not declare it, and that of the header set does."""
        if entrypoints.since is None:
            return function in self._lacking and function in functions
        return self._is_new(entrypoints, release)

    def _is_new(self, entrypoints: Entrypoints, release: int) -> bool:
        """Whether a release has it that is newer than today's."""
        return entrypoints.since is not None and (self.release or 0) < entrypoints.since <= release

    def _generated(self, header: str, text: str, condition: Condition) -> str:
        """A generated header of the build as in a header set."""
        if self._pack.release_macro is not None and header == self._pack.release_macro.header:
            text = self._define.sub(rf"\g<1>{condition.release}", text)
        if self._pack.probes is not None and header == self._pack.probes.header:
            for word in condition.undefined:
                text = re.sub(_DEFINE.format(re.escape(word)), f"#undef {word}", text, flags=re.M)
            added = sorted(name for name in condition.defined if not _defines(text, name))
            text += "".join(f"\n#define {macro} 1\n" for macro in added)
        return text


def is_single(header_set: str) -> bool:
    """Whether a header set is that of one proposed function."""
    return header_set.startswith(_ONLY)


def _defines(text: str, macro: str) -> bool:
    return re.search(_DEFINE.format(re.escape(macro)), text, re.M) is not None


def _text(path: Path) -> str:
    return read_regular(path).decode("utf-8", "surrogateescape") if path.is_file() else ""


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Never through a link, which may lead into a Xen tree.
    path.unlink(missing_ok=True)
    path.write_text(text, "utf-8", "surrogateescape")


def _declared(text: str) -> frozenset[str] | None:
    """The names that prototypes, macros and types without a tag define; None if there is something
    else.
    """
    names = set(map(declared_name, read_items("", text.encode(), None)))
    return None if b"" in names else frozenset(name.decode("ascii", "replace") for name in names)


def _header(name: str, lacking: str) -> str:
    guard = "CODEMOD_" + re.sub(r"\W", "_", name).upper()
    return f"#include_next <{name}>\n\n#ifndef {guard}\n#define {guard}\n\n{lacking}\n#endif\n"


def declared_entrypoints(pack: Pack) -> frozenset[str]:
    """The functions that the pack's entrypoints declare."""
    return frozenset(name for entrypoint in pack.entrypoints for name in entrypoint.functions)
