# SPDX-License-Identifier: GPL-2.0-or-later
"""Commits and a cover letter for small series."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from qemu_xen_codemod.edit.edit import Change
from qemu_xen_codemod.series.commit import Commit
from qemu_xen_codemod.series.cover import Cover

MakeCommits = Callable[..., tuple[Commit, ...]]


@pytest.fixture
def make_commits() -> MakeCommits:
    """For files and pairs (old, new), a commit for each pair that replaces one by the other."""

    def make(files: Mapping[str, bytes], *pairs: tuple[bytes, bytes]) -> tuple[Commit, ...]:
        state, commits = dict(files), []
        for number, (old, new) in enumerate(pairs):
            changes = tuple(
                Change(path, data, data.replace(old, new))
                for path, data in sorted(state.items())
                if old in data
            )
            state |= {change.path: change.after for change in changes}
            subject = f"hw: use {new.decode()} instead of {old.decode()}"
            commits.append(Commit((f"rule-{number}",), subject, "The old one goes.", changes))
        return tuple(commits)

    return make


@pytest.fixture
def cover() -> Cover:
    """The minimal cover letter."""
    return Cover("hw: use the new calls", "Why, in a line.\n")
