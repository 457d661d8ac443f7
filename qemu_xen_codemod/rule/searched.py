# SPDX-License-Identifier: GPL-2.0-or-later
"""The words that a tree is searched for before rules are run on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from typing import assert_never

from qemu_xen_codemod.c.wanted import Wanted
from qemu_xen_codemod.rule.inserted import inserted_names
from qemu_xen_codemod.rule.pack import Library
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.rule.steps.create import CreateStep
from qemu_xen_codemod.rule.steps.insert import InsertStep
from qemu_xen_codemod.rule.steps.mention import MentionStep
from qemu_xen_codemod.rule.steps.patch import PatchStep
from qemu_xen_codemod.rule.steps.resolve import ResolveStep
from qemu_xen_codemod.rule.steps.step import Step
from qemu_xen_codemod.rule.steps.sweep import Sweep, SweepStep, event_users
from qemu_xen_codemod.rule.steps.text import TextStep
from qemu_xen_codemod.rule.steps.todo import TodoStep
from qemu_xen_codemod.smpl import SemanticPatch

#: In comments `codemod: known`.
MARK_WORD = b"codemod"
#: The common part of names of Xen's libraries: libxenctrl, libxlutil.
_STEM = len("libx")
_EVENT_REMOVED = re.compile(r"^-.*?\btrace_(\w+)", re.MULTILINE)


def wanted_of(libraries: Sequence[Library]) -> Wanted:
    """The functions of the libraries."""
    symbols = (symbol.encode() for library in libraries for symbol in library.symbols)
    prefixes = {library.prefix.encode() for library in libraries if library.prefix}
    return Wanted(frozenset(symbols), tuple(sorted(prefixes)))


def opened_words(libraries: Sequence[Library]) -> frozenset[bytes]:
    """Text in files that open one of the libraries at run time."""
    names = [library.stem.encode() for library in libraries if library.name]
    # Texts that names share: fewer texts, fewer searches.
    stems = {name[:_STEM] for name in names}
    return frozenset(b"*%s%s*" % (before, stem) for before in (b'"', b"/") for stem in stems)


def searched_words(libraries: Sequence[Library], rules: Sequence[Rule]) -> frozenset[bytes]:
    """All words that finding references and running the rules will search for."""
    words = {MARK_WORD, *wanted_of(libraries).search_words, *opened_words(libraries)}
    for rule in rules:
        for applies in (rule.applies, *(step.applies for step in rule.steps)):
            words |= {word.encode() for word in (*applies.declares, *applies.absent)}
        for step in rule.steps:
            words |= _words_of(step)
        words.update(_events_removed(rule))
    patches = [patch for rule in rules for step in rule.steps for patch in _patches_of(step)]
    # Rules with a choice come last: words that are searched for anyway cost nothing.
    for patch in sorted(patches, key=lambda patch: patch.has_choice):
        words |= patch.search_words(words) or frozenset()
    return frozenset(words)


def _events_removed(rule: Rule) -> Iterator[bytes]:
    """The words of trace events that the rule's patches remove and its sweep looks for."""
    kinds = {kind for step in rule.steps if isinstance(step, SweepStep) for kind in step.kinds}
    for step in rule.steps if Sweep.TRACE_EVENTS in kinds else ():
        if isinstance(step, PatchStep):
            for event in _EVENT_REMOVED.findall(step.text.value):
                yield event.encode()
                yield from event_users(event.encode())


def _patches_of(step: Step) -> Iterator[SemanticPatch]:
    if isinstance(step, PatchStep):
        yield step.patch
    elif isinstance(step, TodoStep):
        yield step.match


def _words_of(step: Step) -> Set[bytes]:
    match step:
        case InsertStep():
            declared = {step.declares.encode()} if step.declares else set()
            return inserted_names(step).keys() | declared
        case CreateStep():
            return inserted_names(step).keys()
        case TextStep():
            return inserted_names(step).keys()
        case ResolveStep():
            return step.known.keys()
        case PatchStep() | TodoStep() | MentionStep() | SweepStep():
            return frozenset()
        case _:
            assert_never(step)
