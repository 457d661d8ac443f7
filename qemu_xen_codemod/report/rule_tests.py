# SPDX-License-Identifier: GPL-2.0-or-later
"""The result of testing rules by their examples: a line for each rule, failures in full, a
tally.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from qemu_xen_codemod.report.tally import count_of
from qemu_xen_codemod.report.terminal import Terminal
from qemu_xen_codemod.rule.examples import Tried, check_rule
from qemu_xen_codemod.rule.pack import Pack
from qemu_xen_codemod.rule.rule import Rule


class TryRule(Protocol):
    """Runs a rule of a pack on a few files."""

    def __call__(self, rule: Rule, files: Mapping[str, bytes], pack: Pack) -> Tried: ...


def print_rule_tests(packs: Sequence[Pack], try_rule: TryRule, terminal: Terminal) -> int:
    """Test all rules; 0 if all their cases pass, else 1."""
    failed = rules = cases = 0
    for pack in packs:

        def run(rule: Rule, files: Mapping[str, bytes], pack: Pack = pack) -> Tried:
            return try_rule(rule, files, pack)

        for rule in pack.rules:
            failures = check_rule(rule, run)
            rules += 1
            cases += len(rule.examples) + len(rule.unchanged)
            failed += bool(failures)
            state = "FAILED" if failures else "ok"
            terminal.item(f"{state:6}  {rule.id}  {_cases(rule)}", state)
            for failure in failures:
                terminal.text(failure.render())
    terminal.line(f"{count_of(rules, 'rule')}, {count_of(cases, 'case')}, {failed} failed")
    return 1 if failed else 0


def _cases(rule: Rule) -> str:
    if not rule.examples and not rule.unchanged:
        return "no cases of its own"
    return f"{count_of(len(rule.examples), 'example')}, {len(rule.unchanged)} unchanged"
