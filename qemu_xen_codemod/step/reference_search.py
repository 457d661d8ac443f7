"""ReferenceSearch: the references of a whole tree, as a workspace now has it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from qemu_xen_codemod.c.language import is_c
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.reference import Reference, find_references
from qemu_xen_codemod.rule.outcome import Outcome
from qemu_xen_codemod.rule.pack import Keep, Library
from qemu_xen_codemod.step.keep import kept_regions
from qemu_xen_codemod.step.workspace import Workspace


class ReferenceSearch:
    """Looks for uses of some libraries; into a file again only when it has changed."""

    def __init__(self, keep: Sequence[Keep], libraries: Sequence[Library]) -> None:
        self._keep = keep
        self._libraries = libraries
        self._known: dict[str, tuple[SourceFile, tuple[Reference, ...]]] = {}

    def find(self, workspace: Workspace) -> tuple[Reference, ...]:
        """All references of the tree's C files; those in what the pack keeps are kept."""
        found: list[Reference] = []
        for path, symbols in _symbols_by_path(workspace, self._libraries):
            source = workspace.source(path)
            known = self._known.get(path)
            if known is None or known[0] is not source:
                known = self._known[path] = source, tuple(self._in_file(source, symbols))
            found += known[1]
        return tuple(found)

    def _in_file(self, source: SourceFile, symbols: frozenset[bytes]) -> Iterator[Reference]:
        references = find_references(source, symbols)
        regions = kept_regions(self._keep, source) if references else ()
        for reference in references:
            for region in regions:
                if region.span.start <= reference.offset < region.span.end:
                    reference = replace(reference, outcome=Outcome.KEPT, reason=region.reason)
                    break
            yield reference


def _symbols_by_path(
    workspace: Workspace, libraries: Sequence[Library]
) -> Iterator[tuple[str, frozenset[bytes]]]:
    """The C files that may use a function of the libraries, with the words to look for."""
    named = frozenset(symbol.encode() for library in libraries for symbol in library.symbols)
    if not libraries:
        return
    prefixes = [library.prefix.encode() for library in libraries if library.prefix]
    if not prefixes:
        for path in filter(is_c, workspace.holding(named)):
            yield path, named
        return
    # Only a call tells a function of the family from a type or a variable of the same prefix.
    family = re.compile(rb"(?<![\w$])(?:" + b"|".join(map(re.escape, prefixes)) + rb")\w+(?=\s*\()")
    for path in filter(is_c, workspace.paths()):
        data = workspace.read(path)
        symbols = named
        if any(prefix in data for prefix in prefixes):
            symbols |= frozenset(family.findall(data))
        yield path, symbols
