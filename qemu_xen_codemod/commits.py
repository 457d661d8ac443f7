# SPDX-License-Identifier: GPL-2.0-or-later
"""The changes of rules -> the commits: one for each rule, or one for the rules that share it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from qemu_xen_codemod.edit.edit import Change
from qemu_xen_codemod.message import commit_body, group_message
from qemu_xen_codemod.reference import Reference
from qemu_xen_codemod.rule.pack import Group, Pack
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.series.commit import Commit, join_changes


def make_commits(
    pack: Pack,
    rules: Sequence[Rule],
    changes: Mapping[str, tuple[Change, ...]],
    references: Sequence[Reference],
) -> Iterator[Commit]:
    """In the order of the rules. `changes` are by rule id, `references` those after all rules.

    Raises RuleError if the template of a message is wrong.
    """
    group_of: dict[str, Group | str] = {
        name: group for group in pack.groups for name in group.rules
    }
    for group, together in groupby(rules, lambda rule: group_of.get(rule.id, rule.id)):
        members = list(together)
        made = [rule.id for rule in members if rule.id in changes]
        joined = join_changes([Commit((name,), "", "", changes[name]) for name in made])
        if not joined:
            continue
        subject, why = members[0].subject, members[0].why
        if isinstance(group, Group):
            subject, why = group_message(group, made, pack.symbols, references)
        yield Commit(tuple(made), subject, commit_body(members, why, references), joined)
