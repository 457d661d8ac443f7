# SPDX-License-Identifier: GPL-2.0-or-later
"""A patch next to the one that the rules make of the same tree: what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from qemu_xen_codemod.verify.verdict import Check, Finding

#: The number of lines of a change that are shown.
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that were removed and added at one place."""

    removed: tuple[bytes, ...]
    added: tuple[bytes, ...]
    #: 1-based line after the change; if lines were only removed, the one that follows.
    line: int

    @property
    def key(self) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
        return self.removed, self.added

    def show(self) -> str:
        """As in a diff."""
        lines = [b"-" + line for line in self.removed] + [b"+" + line for line in self.added]
        return b"\n".join(lines[:_SHOWN]).decode("utf-8", "replace")


#: File -> its bytes before and after; None if there is no file.
Pairs = Mapping[str, tuple[bytes | None, bytes | None]]


def compare_hunks(patch: Pairs, made_by: str, expected: Pairs) -> Iterator[Finding]:
    """The places where the patch differs from what the rule makes."""
    for path in sorted({*patch, *expected}):
        mine, its = patch.get(path, (None, None)), expected.get(path, (None, None))
        if mine == its:
            continue
        ours, theirs = _groups(*mine), _groups(*its)
        known = Counter(group.key for group in theirs)
        for group in ours:
            if known[group.key]:
                known[group.key] -= 1
                continue
            yield Finding(
                Check.HUNKS,
                f"{made_by} would not change this",
                path,
                group.line,
                group.show(),
                "take it out, or move it to a separate patch that says why",
            )
        for group in theirs:
            if known[group.key]:
                known[group.key] -= 1
                yield Finding(
                    Check.HUNKS,
                    f"{made_by} would change this, but the patch does not",
                    path,
                    group.line,
                    group.show(),
                    "generate the series again with codemod apply, or say in the message what is "
                    "left",
                )


def _groups(before: bytes | None, after: bytes | None) -> list[Group]:
    old, new = (before or b"").split(b"\n"), (after or b"").split(b"\n")
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [
        Group(tuple(old[a:b]), tuple(new[c:d]), c + 1)
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    ]
