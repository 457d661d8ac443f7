# SPDX-License-Identifier: GPL-2.0-or-later
"""ReferenceSearch: the references of a whole tree in its current state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from qemu_xen_codemod.c.language import language_of
from qemu_xen_codemod.c.redefined import pointer_names
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.unlisted import Facts, is_function_used, read_facts
from qemu_xen_codemod.c.usage import Use
from qemu_xen_codemod.reference import Form, Reference, foreign_uses, make_reference
from qemu_xen_codemod.rule.outcome import Outcome
from qemu_xen_codemod.rule.pack import Keep, Library
from qemu_xen_codemod.rule.searched import wanted_of
from qemu_xen_codemod.step.keep import kept_regions
from qemu_xen_codemod.step.made_names import MadeNames
from qemu_xen_codemod.step.workspace import Workspace


class ReferenceSearch:
    """Searches for uses of some libraries; a file is searched again only if it has changed.

    What macros form, what is looked up at run time, and which names of a library's family are the
    tree's own is determined once, from the tree at the first search.
    """

    def __init__(self, keep: Sequence[Keep], libraries: Sequence[Library]) -> None:
        self._keep = keep
        self._wanted = wanted_of(libraries)
        self._libraries = libraries
        self._made: MadeNames | None = None
        #: Names that no table lists and that are not functions of a library.
        self._not_theirs: frozenset[bytes] = frozenset()
        self._known: dict[str, tuple[SourceFile, tuple[Reference, ...]]] = {}

    @property
    def notes(self) -> tuple[str, ...]:
        """Notes for the user on how the tree uses the libraries, one sentence each."""
        return self._made.notes if self._made is not None else ()

    def find(self, workspace: Workspace) -> tuple[Reference, ...]:
        """All references of the tree; those in code that the pack keeps are kept."""
        if not self._wanted.search_words:
            return ()
        paths = [
            path
            for path in workspace.holding(self._wanted.search_words)
            if language_of(path) is not None
        ]
        if self._made is None:
            self._made = MadeNames(workspace, self._wanted, self._libraries, paths)
            self._not_theirs = self._find_own(workspace, paths)
        found: list[Reference] = []
        for path in sorted(self._made.paths.union(paths)):
            source = workspace.source(path)
            known = self._known.get(path)
            if known is None or known[0] is not source:
                known = self._known[path] = source, tuple(self._in_file(source, self._made))
            found += known[1]
        return tuple(found)

    def _find_own(self, workspace: Workspace, paths: Sequence[str]) -> frozenset[bytes]:
        """Unlisted names that the tree defines or that are types, and names of pointers."""
        found: set[bytes] = set()
        for path in paths:
            source = workspace.source(path)
            names = self._wanted.among(source.words)
            found |= pointer_names(source, names)
            names -= self._wanted.words
            if names:
                facts = read_facts(source, names)
                found |= facts.defined | facts.types
        return frozenset(found)

    def _in_file(self, source: SourceFile, made: MadeNames) -> Iterator[Reference]:
        references = {use.span.start: make_reference(source, use) for use in self._written(source)}
        references |= {
            item.offset: item
            for item in made.find(source)
            if item.form is Form.BY_NAME or item.symbol.encode() not in self._not_theirs
        }
        regions = kept_regions(self._keep, source) if references else ()
        for offset, reference in sorted(references.items()):
            for region in regions:
                if region.span.start <= offset < region.span.end:
                    reference = replace(reference, outcome=Outcome.KEPT, reason=region.reason)
                    break
            yield reference

    def _written(self, source: SourceFile) -> Iterator[Use]:
        """The uses of wanted functions that the file spells out."""
        names = self._wanted.among(source.words) - self._not_theirs
        unlisted = names - self._wanted.words
        facts = read_facts(source, unlisted) if unlisted else Facts()
        for use in foreign_uses(source, names - facts.declared):
            if use.word not in unlisted or is_function_used(use):
                yield use
