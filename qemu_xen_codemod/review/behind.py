# SPDX-License-Identifier: GPL-2.0-or-later
"""The rules behind the patches of a series, found by verify, or by subject and names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.rule.catalogue import builtin_packs, load_pack
from qemu_xen_codemod.rule.pack import NEUTRAL, Group, Pack
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.rule.template import render
from qemu_xen_codemod.series.mail import Mail

_NAME = re.compile(rb"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class Behind:
    """A pack, and which of its rules produce a patch."""

    pack: Pack

    def rules_of(self, mail: Mail) -> tuple[Rule, ...]:
        """The rules that make a patch with this subject; () for none."""
        shared = {name for group in self.pack.groups for name in group.rules}
        alone = tuple(
            rule
            for rule in self.pack.rules
            if rule.id not in shared and rule.subject == mail.subject
        )
        return alone or tuple(self._grouped(mail))

    def _grouped(self, mail: Mail) -> Iterator[Rule]:
        """For rules that share a patch, those whose functions it names; all, if it names none."""
        for group in self.pack.groups:
            if mail.subject not in _subjects(group):
                continue
            rules = [rule for rule in self.pack.rules if rule.id in group.rules]
            mentioned = set(_NAME.findall(mail.diff)) | set(_NAME.findall(mail.message.encode()))
            named = [rule for rule in rules if mentioned & {name.encode() for name in rule.names}]
            yield from named or rules
            return


def _subjects(group: Group) -> Iterator[str]:
    """The subjects that a group's patch may have: with all of its rules, and with each alone."""
    for rules in (group.rules, *((name,) for name in group.rules)):
        try:
            yield render(group.subject, {"rules": list(rules), "symbols": []}, "subject").strip()
        except RuleError:
            continue


def built_in_pack(mails: Sequence[Mail]) -> Pack:
    """The pack whose rules produce most patches, without a tree; the neutral one if there
    are none.
    """
    best, most = NEUTRAL, 0
    for folder in builtin_packs():
        pack = load_pack(folder)
        made = sum(bool(Behind(pack).rules_of(mail)) for mail in mails)
        if made > most:
            best, most = pack, made
    return best
