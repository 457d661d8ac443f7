# SPDX-License-Identifier: GPL-2.0-or-later
"""Context: what the steps of one rule need to know in addition to the files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import assert_never

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.usage import uses
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.edit.line_block import find_block
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.reference import Reference
from qemu_xen_codemod.rule.inserted import inserted_names
from qemu_xen_codemod.rule.number import Number
from qemu_xen_codemod.rule.pack import HandleKind, Keep, KeepBlock, KeepFiles, KeepOthers
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.rule.steps.create import CreateStep
from qemu_xen_codemod.rule.steps.insert import InsertStep
from qemu_xen_codemod.rule.steps.mention import MentionStep
from qemu_xen_codemod.rule.steps.patch import PatchStep
from qemu_xen_codemod.rule.steps.resolve import ResolveStep
from qemu_xen_codemod.rule.steps.step import Step
from qemu_xen_codemod.rule.steps.sweep import SweepStep
from qemu_xen_codemod.rule.steps.text import TextStep
from qemu_xen_codemod.rule.steps.todo import TodoStep
from qemu_xen_codemod.step.barred import Barred, barred_spans
from qemu_xen_codemod.step.inserted_text import find_text
from qemu_xen_codemod.step.keep import kept_regions
from qemu_xen_codemod.step.known_marks import known_marks
from qemu_xen_codemod.tree.globs import matches_any


def _no_progress(done: int, total: int) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Context:
    """One rule in one pack."""

    rule: Rule
    style: Style = field(default_factory=Style)
    keep: tuple[Keep, ...] = ()
    #: The unstable functions.
    symbols: frozenset[bytes] = frozenset()
    #: The unstable functions that code still calls and that are not the rule's; without compat
    #: code.
    remaining: tuple[Reference, ...] = ()
    #: Only outcomes are needed: work that cannot change a reference's outcome is skipped.
    outcomes_only: bool = False
    #: Called with the number of files that are done, and of all files.
    progress: Callable[[int, int], None] = _no_progress
    handles: tuple[HandleKind, ...] = ()
    compat_headers: tuple[str, ...] = ()
    #: The numbers in the rule's texts.
    numbers: tuple[Number, ...] = ()
    #: Where the rule changes nothing.
    barred: tuple[Barred, ...] = ()

    def hidden(self, source: SourceFile) -> tuple[Span, ...]:
        """What the rule's patterns must not see in a file, in order.

        These are `#if` arms that the pack keeps and that contain a call of an unstable function: a
        compat wrapper's own call would be rewritten into a call of the wrapper. For the same reason
        they are also the texts that the rule itself inserts, and the files that it creates;
        further, barred code, and code that is marked as known.
        """
        spans = [span for span, _ in barred_spans(source, self.barred)]
        spans += [mark.span for mark in known_marks(source)]
        symbols = self.symbols | {symbol.encode() for symbol in self.rule.symbols}
        blocks = tuple(item for item in self.keep if isinstance(item, KeepBlock))
        regions = kept_regions(blocks, source) if blocks and symbols & source.words else ()
        if regions:
            used = [use.span for use in uses(source, symbols)]
            for region in regions:
                if any(region.span.contains(span) for span in used):
                    spans.append(region.span)
        spans += [span for step in self.rule.steps for span in _brought(step, source, self.style)]
        return tuple(sorted(set(spans)))

    def without(self, barred: Iterable[Barred]) -> Context:
        """The same with more barred code."""
        return replace(self, barred=(*self.barred, *barred))

    def keeps_file(self, path: str) -> bool:
        """Whether the pack keeps the whole file as it is."""
        return any(
            isinstance(item, KeepFiles) and matches_any(path, item.files) for item in self.keep
        )

    def leaves_file(self, path: str) -> bool:
        """Whether the pack, or the user, keeps the whole file as it is."""
        return self.keeps_file(path) or any(
            isinstance(item, KeepOthers) and path not in item.chosen for item in self.keep
        )


def _brought(step: Step, source: SourceFile, style: Style) -> Iterator[Span]:
    """Text that a step inserted into a file as a whole, so that it belongs to the rule."""
    match step:
        case InsertStep():
            text = find_text(step, source.data, style)
            if text is not None:
                yield text
        case CreateStep():
            if step.path == source.path:
                yield Span(0, len(source.data))
        case TextStep():
            # Only whole declarations: C would not parse with parts of one hidden.
            if source.path in step.paths and inserted_names(step):
                yield from (item.span for item in find_block(source.data, step.lines))
        case PatchStep() | TodoStep() | ResolveStep() | MentionStep() | SweepStep():
            pass
        case _:
            assert_never(step)
