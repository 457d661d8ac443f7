# SPDX-License-Identifier: GPL-2.0-or-later
"""The text of `codemod audit`: references grouped by symbol, then totals.

If the output is not a terminal, each reference is one line that begins with `path:line:column`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from qemu_xen_codemod.audit.compare import Difference
from qemu_xen_codemod.audit.finding import Audit, Finding
from qemu_xen_codemod.build.spot import State
from qemu_xen_codemod.report.audit_difference import difference_lines
from qemu_xen_codemod.report.tally import count_of
from qemu_xen_codemod.report.terminal import Terminal
from qemu_xen_codemod.rule.outcome import Outcome
from qemu_xen_codemod.rule.pack import NEUTRAL


def print_audit(audit: Audit, difference: Difference | None, terminal: Terminal) -> None:
    """Print the table, or with a difference only what differs."""
    if difference is None:
        _print_table(audit, terminal)
    else:
        print_difference(difference, audit, terminal)
    for note in audit.notes:
        terminal.item(f"note: {note}", "note", "  ")
    if difference is None:
        terminal.item(_summary(audit))


def print_difference(difference: Difference, audit: Audit, terminal: Terminal) -> None:
    """Only the differences, next to a format that cannot show them."""
    for style, text in difference_lines(difference, audit):
        terminal.item(text, style, "      ")


def _print_table(audit: Audit, terminal: Terminal) -> None:
    by_symbol: dict[str, list[Finding]] = {symbol: [] for symbol in audit.symbols}
    for finding in sorted(audit.findings, key=lambda item: (item.path, item.line, item.column)):
        by_symbol[finding.symbol].append(finding)
    with_state = len({finding.state for finding in audit.findings}) > 1
    _print_files(audit, terminal)
    for symbol, findings in by_symbol.items():
        _print_group(symbol, findings, terminal, with_state=with_state, in_tree=bool(audit.tree))
    if audit.findings:
        _print_totals(audit, terminal)


def _print_files(audit: Audit, terminal: Terminal) -> None:
    """Which program is tied to which release of Xen."""
    if not audit.files:
        return
    terminal.line("linked with:", "head")
    for file in audit.files:
        of = f", of Xen {file.release} only" if file.release else ""
        number = count_of(file.functions, "function") if file.functions else "no function"
        terminal.item(f"  {file.name}: {file.soname}{of}, {number} of it", indent="      ")
    terminal.line()


def _print_group(
    symbol: str,
    findings: Sequence[Finding],
    terminal: Terminal,
    *,
    with_state: bool,
    in_tree: bool,
) -> None:
    answers = Counter(
        finding.outcome_name + (f" by {finding.rule}" if finding.rule else "")
        for finding in findings
    )
    mixed = len(answers) > 1
    summary = ", ".join(f"{number} {what}" if mixed else what for what, number in answers.items())
    summary = f", {summary}" if in_tree else ""
    terminal.item(f"{symbol}: {count_of(len(findings), 'reference')}{summary}", "head")
    rows = [_row(finding, with_state, mixed) for finding in findings]
    terminal.rows(rows, [finding.outcome.value for finding in findings])
    for reason in dict.fromkeys(finding.reason for finding in findings if _needs_reason(finding)):
        terminal.item(f"    {reason}")
    terminal.line()


def _row(finding: Finding, with_state: bool, mixed: bool) -> list[str]:
    row = [finding.where, finding.function or (finding.link.version if finding.link else "")]
    if with_state:
        row.append(finding.state.value)
    if mixed:
        row.append(finding.outcome_name)
    return row


def _print_totals(audit: Audit, terminal: Terminal) -> None:
    states = [(state.value, number) for state, number in audit.states.items() if number]
    outcomes = [(word, number) for word, number in audit.outcomes.items() if number]
    tables = [("outcome", outcomes)] if audit.tree else []
    if states != [(State.UNKNOWN.value, len(audit.findings))]:
        tables.insert(0, ("state", states))
    for title, rows in tables:
        rows.append(("all", len(audit.findings)))
        # Both tables are as wide as the longest state.
        table = [(f"{title:<12}", "references"), *((name, str(number)) for name, number in rows)]
        terminal.table(table, styled=True)
        terminal.line()


def _needs_reason(finding: Finding) -> bool:
    return bool(finding.reason) and finding.outcome is not Outcome.ANNOTATED


def _summary(audit: Audit) -> str:
    libraries = ", ".join(
        dict.fromkeys(finding.library for finding in audit.findings if finding.library)
    )
    if not audit.findings:
        looked = [*audit.own_names, *audit.libraries]
        summary = f"No reference to {' or '.join(looked) or 'any library'}."
        is_foreign = audit.pack == NEUTRAL.name and audit.tree and not audit.rules
        return f"{summary} What your own rules replace: --rules PATH." if is_foreign else summary
    symbols = count_of(len(audit.symbols), "symbol" if libraries else "name")
    of = f" of {libraries}" if libraries else ""
    return f"{count_of(len(audit.findings), 'reference')} to {symbols}{of}."
