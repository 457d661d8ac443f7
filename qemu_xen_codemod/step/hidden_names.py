# SPDX-License-Identifier: GPL-2.0-or-later
"""Names whose declaration a rule puts inside an `#if`, and uses of them outside of it.

If the condition is false, such a use does not compile. The rule cannot be applied then.
"""

from __future__ import annotations

from collections.abc import Iterator

from qemu_xen_codemod.c.conditional import Block, conditional_blocks, without_guard
from qemu_xen_codemod.c.language import is_c
from qemu_xen_codemod.c.signature import named_in
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.usage import uses
from qemu_xen_codemod.step.draft import Draft
from qemu_xen_codemod.step.include import sees


def why_hidden(draft: Draft) -> str:
    """The first such use, "" if there is none."""
    for change in draft.changes():
        path = change.path
        if not is_c(path):
            continue
        for name, conditions in _hidden(draft.compiled_before(path), draft.source(path)):
            for user in filter(is_c, draft.holding(frozenset((name,)))):
                if user != path and not sees(user, path, draft):
                    continue
                for offset in _uses_outside(draft.source(user), name, conditions):
                    place = draft.place_in_tree(user, offset)
                    shown = name.decode("utf-8", "replace")
                    inside = conditions[-1].decode("utf-8", "replace")
                    return f"{shown}, which would be inside {inside}, is used outside ({place})"
    return ""


def _hidden(before: SourceFile, after: SourceFile) -> Iterator[tuple[bytes, tuple[bytes, ...]]]:
    """The names that are declared under more conditions than before, with these conditions."""
    if len(before.directives) == len(after.directives):
        return
    was, now = _conditions(before), _conditions(after)
    for name in sorted(was.keys() & now.keys()):
        if () in was[name] and () not in now[name] and len(now[name]) == 1:
            yield name, next(iter(now[name]))


def _conditions(source: SourceFile) -> dict[bytes, set[tuple[bytes, ...]]]:
    """For each name at file level the conditions under which it is declared."""
    blocks = without_guard(conditional_blocks(source), source)
    found: dict[bytes, set[tuple[bytes, ...]]] = {}
    for named in named_in(source):
        found.setdefault(named.name, set()).add(_around(blocks, named.offset))
    return found


def _around(blocks: tuple[Block, ...], offset: int) -> tuple[bytes, ...]:
    """The directives of the arms around an offset, outermost first."""
    return tuple(
        arm.directive
        for block in blocks
        for arm in block.arms
        if arm.span.start <= offset < arm.span.end
    )


def _uses_outside(source: SourceFile, name: bytes, conditions: tuple[bytes, ...]) -> Iterator[int]:
    blocks = without_guard(conditional_blocks(source), source)
    for use in uses(source, frozenset((name,))):
        around = _around(blocks, use.span.start)
        if not all(condition in around for condition in conditions):
            yield use.span.start
