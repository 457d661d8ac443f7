"""The end of `codemod apply`: tallies by rule and by outcome, places, what to run next."""

from __future__ import annotations

import shutil
import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TextIO

from qemu_xen_codemod.errors import Place
from qemu_xen_codemod.reference import Reference
from qemu_xen_codemod.report.apply_data import ApplyReport
from qemu_xen_codemod.report.diff import count_lines
from qemu_xen_codemod.report.tally import count_of
from qemu_xen_codemod.rule.outcome import Outcome

_STYLES = {
    Outcome.REFUSED.value: "\x1b[31m",
    Outcome.UNANSWERED.value: "\x1b[33m",
    "note": "\x1b[36m",
    "head": "\x1b[1m",
}
_RESET = "\x1b[m"
#: Places of one symbol: a function that a rule looks for in one form may have thousands of others.
_SHOWN = 10


def print_report(report: ApplyReport, out: TextIO, *, color: bool) -> None:
    """Write the report; on a terminal wrapped to its width, else one line an item."""
    _Writer(out, color).write(report)


class _Writer:
    def __init__(self, out: TextIO, color: bool) -> None:
        self._out = out
        self._color = color
        self._width = shutil.get_terminal_size((80, 24)).columns if out.isatty() else 0

    def write(self, report: ApplyReport) -> None:
        self._rules(report)
        if report.plan.references:
            self._outcomes(report)
        for outcome in (Outcome.REFUSED, Outcome.UNANSWERED):
            found = [one for one in report.plan.references if one.outcome is outcome]
            self._places(outcome, found)
        self._places(Outcome.KEPT, report.plan.set_aside)
        self._refusals(report)
        for note in report.notes:
            self._item("note", "note: " + note, "  ")
        self._line(_summary(report))
        if report.next:
            self._line(f"Next: {report.next}")

    def _rules(self, report: ApplyReport) -> None:
        rows: list[tuple[str, ...]] = [("rule", "matched", "files", "refused")]
        for result in report.plan.results:
            if not result.skipped:
                numbers = (result.matched, len(result.changed), len(result.refused))
                rows.append((result.rule.id, *map(str, numbers)))
        if len(rows) > 1:
            self._table(rows)
        for result in report.plan.results:
            if result.skipped:
                self._item("note", f"{result.rule.id}: not run: {result.skipped}", "  ")
        self._line("")

    def _outcomes(self, report: ApplyReport) -> None:
        rows = [("outcome", "references")]
        rows += [
            (outcome.value, str(number)) for outcome, number in report.counts.items() if number
        ]
        rows.append(("all", str(len(report.plan.references))))
        self._table(rows)
        self._line("")

    def _places(self, outcome: Outcome, references: Sequence[Reference]) -> None:
        if not references:
            return
        self._line(f"{outcome.value}:", outcome.value)
        told = Counter[str]()
        for one in references:
            told[one.symbol] += 1
            if told[one.symbol] > _SHOWN:
                continue
            inside = f" in {one.function}{'' if one.in_macro else '()'}" if one.function else ""
            self._item("", f"  {one.place}: {one.symbol}{inside}: {one.reason}", "      ")
        for symbol, number in told.items():
            if number > _SHOWN:
                more = f"{number - _SHOWN} more of {symbol}; --format json lists all"
                self._item("", f"  and {more}", "      ")
        self._line("")

    def _refusals(self, report: ApplyReport) -> None:
        """Matches that were refused and are no references: those of rules without symbols."""
        told = {one.place for one in report.plan.references}
        lines: list[tuple[Place, str]] = [
            (refusal.place, f"{result.rule.id}: {refusal.why}")
            for result in report.plan.results
            for refusal in result.refused
            if not result.rule.symbols and refusal.place not in told
        ]
        if lines:
            self._line("refused matches:", Outcome.REFUSED.value)
            for place, why in lines:
                self._item("", f"  {place}: {why}", "      ")
            self._line("")

    def _table(self, rows: Sequence[Sequence[str]]) -> None:
        widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
        for number, row in enumerate(rows):
            cells = [row[0].ljust(widths[0])]
            cells += [cell.rjust(size) for cell, size in zip(row[1:], widths[1:], strict=True)]
            style = "head" if number == 0 else row[0]
            self._line("  ".join(cells).rstrip(), style)

    def _item(self, style: str, text: str, indent: str) -> None:
        for line in self._wrapped(text, indent):
            self._line(line, style)

    def _wrapped(self, text: str, indent: str) -> Iterable[str]:
        if not self._width:
            return [text]
        return textwrap.wrap(
            text,
            self._width,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )

    def _line(self, text: str, style: str = "") -> None:
        start = _STYLES.get(style, "") if self._color else ""
        self._out.write(f"{start}{text}{_RESET if start else ''}\n")


def _summary(report: ApplyReport) -> str:
    if not report.changes:
        return "Nothing to change."
    added, removed = count_lines(report.changes)
    commits = len(report.plan.commits)
    files = len(report.changes)
    verb = {
        "series": "written as",
        "dry-run": "would be",
        "check": "would be",
        "in-place": "edited in place as",
    }[report.mode]
    lines = f"{count_of(added, 'line')} added and {removed} removed"
    where = f" in {report.written[0].rpartition('/')[0]}" if report.mode == "series" else ""
    return f"{count_of(files, 'file')}, {lines}, {verb} {count_of(commits, 'commit')}{where}."
