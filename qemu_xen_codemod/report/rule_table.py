# SPDX-License-Identifier: GPL-2.0-or-later
"""The table of rules: one row for each."""

from __future__ import annotations

from collections.abc import Sequence

from qemu_xen_codemod.report.terminal import Terminal
from qemu_xen_codemod.rule.rule import Rule

_HEAD = ("rule", "outcome", "subject", "symbols")


def print_rule_table(rules: Sequence[Rule], terminal: Terminal) -> None:
    """In the order given; the names that a rule handles come last, because it may have dozens."""
    rows = [
        (rule.id, rule.outcome_name, rule.subject, " ".join(dict.fromkeys(rule.names)) or "-")
        for rule in rules
    ]
    terminal.columns(_HEAD, rows)
