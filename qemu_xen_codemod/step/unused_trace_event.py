# SPDX-License-Identifier: GPL-2.0-or-later
"""Trace events that a rule's commit left without a caller."""

from __future__ import annotations

import re

from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.rule.steps.sweep import event_users
from qemu_xen_codemod.step.draft import Draft

_CALL = re.compile(rb"(?<![\w$])trace_(\w+)")
_EVENT = re.compile(
    rb"(?m)^[ \t]*(?:(?:disable|tcg|vcpu)[ \t]+)*(\w+)\([^\n]*(?:(?<=\\)\n[^\n]*)*\n?"
)
EVENTS_FILE = "trace-events"


def unused_trace_events(draft: Draft, rule: str) -> dict[str, list[Edit]]:
    """For each trace-events file the edits that remove the events that no code of the tree emits
    now.

    Only events that the changed files emitted before.
    """
    removed: set[bytes] = set()
    for change in draft.changes():
        removed |= _events(change.before) - _events(change.after)
    draft.workspace.prepare(frozenset(removed).union(*map(event_users, removed)))
    removed = {name for name in removed if not draft.holding(event_users(name))}
    if not removed:
        return {}
    edits: dict[str, list[Edit]] = {}
    for path in draft.holding(frozenset(removed)):
        if path.rpartition("/")[2] == EVENTS_FILE:
            found = event_removals(draft.read(path), removed, rule)
            if found:
                edits[path] = found
    return edits


def _events(data: bytes) -> set[bytes]:
    return set(_CALL.findall(data)) if b"trace_" in data else set()


def event_removals(data: bytes, names: set[bytes], rule: str = "") -> list[Edit]:
    """Edits that remove the lines of these events from a trace-events file.

    A section whose events are all removed goes with its heading, the comment above it.
    """
    edits: list[Edit] = []
    for start, end in _sections(data):
        events = list(_EVENT.finditer(data, start, end))
        removed = [event for event in events if event.group(1) in names]
        first = next((line for line in data[start:end].splitlines() if line.strip()), b"")
        if removed and len(removed) == len(events) and first.startswith(b"#"):
            heading = re.compile(rb"(?:#[^\n]*\n|[ \t]*\n)*").match(data, start)
            if heading is not None and heading.end() == events[0].start():
                edits.append(Edit(Span(start, end), (), rule))
                continue
        edits += [Edit(Span(event.start(), event.end()), (), rule) for event in removed]
    return edits


def _sections(data: bytes) -> list[tuple[int, int]]:
    """Parts of the file, separated by blank lines, each with the blank lines after it."""
    ends = [found.end() for found in re.finditer(rb"\n(?:[ \t]*\n)+", data)]
    starts = [0, *ends]
    parts = zip(starts, [*ends, len(data)], strict=True)
    return [(start, end) for start, end in parts if start < end]
