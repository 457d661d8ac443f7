# SPDX-License-Identifier: GPL-2.0-or-later
"""What a pack keeps as it is: compat wrappers, probe programs, code that is not compiled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qemu_xen_codemod.c.conditional import conditional_blocks
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.rule.pack import Keep, KeepFiles, KeepOthers
from qemu_xen_codemod.step.known_marks import known_marks
from qemu_xen_codemod.tree.globs import matches_any


@dataclass(frozen=True, slots=True)
class KeptRegion:
    """Bytes of a file in which references are kept."""

    span: Span
    reason: str


def kept_regions(keep: Sequence[Keep], source: SourceFile) -> tuple[KeptRegion, ...]:
    """The regions of a file that stay: marked statements, the whole file, or arms of `#if` blocks.

    An arm is kept if the pattern is found in its own `#if`, `#ifdef`, `#ifndef` or `#elif`; the
    pattern says nothing about an `#else` arm.
    """
    blocks = None
    regions = [KeptRegion(mark.span, mark.reason) for mark in known_marks(source)]
    for item in keep:
        if isinstance(item, KeepFiles):
            if matches_any(source.path, item.files):
                regions.append(KeptRegion(Span(0, len(source.data)), item.reason))
            continue
        if isinstance(item, KeepOthers):
            if source.path not in item.chosen:
                regions.append(KeptRegion(Span(0, len(source.data)), item.reason))
            continue
        if blocks is None:
            blocks = conditional_blocks(source)
        for block in blocks:
            for arm in block.arms:
                if _speaks_of(item.inside_if.search, arm.directive):
                    regions.append(KeptRegion(arm.span, item.reason))
    return tuple(regions)


def _speaks_of(search: Callable[[str], object], directive: bytes) -> bool:
    """Whether the pattern is found in the directive, or in its condition alone."""
    text = directive.decode("utf-8", "replace")
    if text.startswith("#else"):
        return False
    return bool(search(text) or search(text.partition(" ")[2]))
