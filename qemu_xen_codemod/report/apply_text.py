# SPDX-License-Identifier: GPL-2.0-or-later
"""The end of `codemod apply`: counts by rule and by outcome, places, what to run next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from qemu_xen_codemod.errors import Place
from qemu_xen_codemod.reference import Reference
from qemu_xen_codemod.report.apply_data import ApplyReport
from qemu_xen_codemod.report.diff import count_lines
from qemu_xen_codemod.report.tally import count_of
from qemu_xen_codemod.report.terminal import Terminal
from qemu_xen_codemod.rule.outcome import WITHOUT_SYMBOLS, Outcome

#: Places shown for one symbol: a rule that handles one form of a function may leave thousands of
#: others.
_SHOWN = 10
_NOTHING = "Nothing to change."


def print_report(report: ApplyReport, terminal: Terminal) -> None:
    """Write the report."""
    _print_rules(report, terminal)
    if report.plan.references:
        _print_outcomes(report, terminal)
    print_left(report, terminal)
    for note in report.notes:
        terminal.item(f"note: {note}", "note", "  ")
    terminal.item(_summary(report))
    if report.next:
        terminal.line(f"Next: {report.next}")


def print_left(report: ApplyReport, terminal: Terminal) -> None:
    """Only what needs the user's attention."""
    for outcome in (Outcome.REFUSED, Outcome.UNANSWERED):
        found = [reference for reference in report.plan.references if reference.outcome is outcome]
        _print_places(outcome, found, terminal)
    _print_places(Outcome.KEPT, report.plan.set_aside, terminal)
    _print_refusals(report, terminal)
    _print_listed(report, terminal)


def _print_rules(report: ApplyReport, terminal: Terminal) -> None:
    rows: list[tuple[str, ...]] = [("rule", "matched", "files", "refused")]
    for result in report.plan.results:
        if not result.skipped:
            numbers = (result.matched, len(result.changed), len(result.refused))
            name = result.rule.id
            if result.rule.outcome in WITHOUT_SYMBOLS:
                name += f" ({result.rule.outcome.value})"
            rows.append((name, *map(str, numbers)))
    if len(rows) > 1:
        terminal.table(rows)
    for result in report.plan.results:
        if result.skipped:
            terminal.item(f"{result.rule.id}: not run: {result.skipped}", "note", "  ")
    terminal.line()


def _print_outcomes(report: ApplyReport, terminal: Terminal) -> None:
    rows = [("outcome", "references")]
    rows += [(word, str(number)) for word, number in report.counts.items() if number]
    rows.append(("all", str(len(report.plan.references))))
    terminal.table(rows, styled=True)
    terminal.line()


def _print_places(outcome: Outcome, references: Sequence[Reference], terminal: Terminal) -> None:
    if not references:
        return
    terminal.line(f"{outcome.value}:", outcome.value)
    printed = Counter[str]()
    for reference in references:
        printed[reference.symbol] += 1
        if printed[reference.symbol] > _SHOWN:
            continue
        inside = (
            f" in {reference.function}{'' if reference.in_macro else '()'}"
            if reference.function
            else ""
        )
        terminal.item(
            f"  {reference.place}: {reference.symbol}{inside}: {reference.reason}", indent="      "
        )
    for symbol, number in printed.items():
        if number > _SHOWN:
            more = f"{number - _SHOWN} more of {symbol}; --format json lists all"
            terminal.item(f"  and {more}", indent="      ")
    terminal.line()


def _print_refusals(report: ApplyReport, terminal: Terminal) -> None:
    """Refused matches that are not references: those of rules without symbols."""
    printed = {reference.place for reference in report.plan.references}
    lines: list[tuple[Place, str]] = [
        (refusal.place, f"{result.rule.id}: {refusal.why}")
        for result in report.plan.results
        for refusal in result.refused
        if not result.rule.symbols and refusal.place not in printed
    ]
    if lines:
        terminal.line("refused matches:", Outcome.REFUSED.value)
        for place, why in lines:
            terminal.item(f"  {place}: {why}", indent="      ")
        terminal.line()


def _print_listed(report: ApplyReport, terminal: Terminal) -> None:
    """What `*` lines matched, with the first line of each match."""
    for result in report.plan.results:
        if result.listed:
            terminal.line(f"{result.rule.id} lists:")
            for listed in result.listed:
                terminal.item(f"  {listed.place}: {listed.code.splitlines()[0]}", indent="      ")
            terminal.line()


def _summary(report: ApplyReport) -> str:
    listed = sum(len(result.listed) for result in report.plan.results)
    if not report.changes:
        return f"{count_of(listed, 'place')} listed, nothing to change." if listed else _NOTHING
    added, removed = count_lines(report.changes)
    commits = len(report.plan.commits)
    files = len(report.changes)
    lines = f"{count_of(added, 'line')} added and {removed} removed"
    if report.mode == "in-place":
        return f"{count_of(files, 'file')} edited, {lines}."
    verb, where = "would be", ""
    if report.mode == "series":
        verb, where = "written as", f" in {report.written[0].rpartition('/')[0]}"
    elif report.mode == "branch":
        verb, where = "written as", f" on the new branch {report.written[0]}"
    return f"{count_of(files, 'file')}, {lines}, {verb} {count_of(commits, 'commit')}{where}."
