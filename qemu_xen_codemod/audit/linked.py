# SPDX-License-Identifier: GPL-2.0-or-later
"""The references in the object files that a program is linked from, with paths of the tree."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from qemu_xen_codemod.audit.finding import Finding
from qemu_xen_codemod.audit.libraries import library_of
from qemu_xen_codemod.build.spot import State
from qemu_xen_codemod.errors import CodemodError
from qemu_xen_codemod.objects.target import objects_of
from qemu_xen_codemod.objects.undefined import LinkReference, link_references
from qemu_xen_codemod.rule.pack import Library
from qemu_xen_codemod.rule.searched import wanted_of
from qemu_xen_codemod.tree.tree import Tree

#: A build that was never run lacks a thousand objects.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class LinkedFindings:
    """In the order of the link."""

    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    #: What could not be read.
    faults: tuple[CodemodError, ...]


def find_in_objects(
    build: Path,
    target: str,
    tree: Tree,
    source: Sequence[Finding],
    libraries: Sequence[Library],
) -> LinkedFindings:
    """The link references of a target, with the outcomes of the source's references.

    Raises BuildError if the target's objects cannot be determined.
    """
    symbols = frozenset(symbol for library in libraries for symbol in library.symbols)
    prefixes = wanted_of(libraries).prefixes
    linked = objects_of(build, target)
    missing = {build / name for name in linked.missing}
    table = link_references(
        [path for path in linked.objects if path not in missing], symbols, prefixes
    )
    place = _Places(tree, source)
    by_file: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in source:
        by_file[finding.path, finding.symbol].append(finding)
    findings = tuple(
        _finding(_shown(link, build), place(link.file), by_file, libraries)
        for link in table.references
    )
    faults = [
        CodemodError(f"{fault.object} {fault.why}", help=fault.help) for fault in table.faults
    ]
    if linked.missing:
        number = len(linked.missing)
        count = "1 object of {} is" if number == 1 else f"{number} objects of {{}} are"
        what = f"{count.format(target)} not built: {_some(linked.missing)}"
        faults.insert(0, CodemodError(what, help=linked.command(build)))
    return LinkedFindings(findings, (linked.note,) if linked.note else (), tuple(faults))


def _finding(
    link: LinkReference,
    path: str,
    by_file: Mapping[tuple[str, str], Sequence[Finding]],
    libraries: Sequence[Library],
) -> Finding:
    """The reference, with what the source says about the call behind it."""
    calls = by_file.get((path, link.symbol), ())
    found = Finding(
        link.symbol,
        library_of(link.symbol, libraries),
        path,
        link.line,
        0,
        link.function,
        state=State.COMPILED,
        link=link,
    )
    if not calls:
        reason = "the source has no such reference here"
        return replace(found, reason=reason)
    # The line that the compiler gives a call is one of the call's own lines, mostly the first.
    call = min(
        calls,
        key=lambda item: (item.function != link.function, abs(item.line - link.line), item.line),
    )
    return replace(
        found,
        column=call.column if call.line == link.line else 0,
        outcome=call.outcome,
        rule=call.rule,
        reason=call.reason,
        text=call.text,
    )


def _shown(link: LinkReference, build: Path) -> LinkReference:
    """The object's path in the build, as the linker gets it."""
    name = link.object
    for folder in dict.fromkeys((str(build), str(build.resolve()))):
        name = name.removeprefix(f"{folder}{os.sep}")
    return replace(link, object=name)


class _Places:
    """Paths of the tree for the paths that the compiler wrote into objects.

    Below the tree a path is relative to it. Objects that were built elsewhere, as a distribution's
    are, name another folder: then the longest end of the path that is a file of the tree counts.
    Without DWARF there is only a file's name: it counts if exactly one file with references has
    that name.
    """

    def __init__(self, tree: Tree, source: Sequence[Finding]) -> None:
        self._used = sorted({finding.path for finding in source})
        self._root = tree.root
        self._paths: Callable[[], Sequence[str]] = tree.paths
        self._known: frozenset[str] | None = None
        self._found: dict[str, str] = {}

    def __call__(self, file: str) -> str:
        if file not in self._found:
            self._found[file] = self._find(file)
        return self._found[file]

    def _find(self, file: str) -> str:
        if not file:
            return ""
        path = os.path.normpath(file)
        for candidate in (path, os.path.realpath(file)):
            if candidate.startswith(f"{self._root}{os.sep}"):
                return PurePosixPath(candidate).relative_to(self._root).as_posix()
        if self._known is None:
            self._known = frozenset(self._paths())
        parts = PurePosixPath(path).parts
        ends = ("/".join(parts[at:]) for at in range(len(parts)))
        named = [used for used in self._used if used.endswith(f"/{file}")]
        if "/" not in file and len(named) == 1:
            return named[0]
        return next((end for end in ends if end in self._known), path)


def _some(names: Sequence[str]) -> str:
    """The first of the names, and how many more there are."""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
