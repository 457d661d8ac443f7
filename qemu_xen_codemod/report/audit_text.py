"""The text of `codemod audit`: references grouped by symbol, then totals.

On a terminal lines are wrapped to its width; elsewhere a reference is one line, which a script or
an editor can read: `path:line:column` first.
"""

from __future__ import annotations

import shutil
import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TextIO

from qemu_xen_codemod.audit.compare import Difference
from qemu_xen_codemod.audit.finding import Audit, Finding
from qemu_xen_codemod.build.spot import State
from qemu_xen_codemod.report.audit_difference import difference_lines
from qemu_xen_codemod.report.tally import count_of
from qemu_xen_codemod.rule.outcome import Outcome

_STYLES = {
    "head": "\x1b[1m",
    "note": "\x1b[36m",
    Outcome.REFUSED.value: "\x1b[31m",
    Outcome.UNANSWERED.value: "\x1b[33m",
    "new": "\x1b[31m",
    "gone": "\x1b[32m",
}
_RESET = "\x1b[m"


def print_audit(audit: Audit, difference: Difference | None, out: TextIO, *, color: bool) -> None:
    """Write the table, or with a difference only what differs."""
    writer = _Writer(out, color)
    if difference is None:
        writer.table(audit)
    else:
        writer.difference(difference, audit)
    for note in audit.notes:
        writer.item("note", "note: " + note, "  ")
    if difference is None:
        writer.line(_summary(audit))


def print_difference(difference: Difference, audit: Audit, out: TextIO, *, color: bool) -> None:
    """What differs alone, beside a format that has no place for it."""
    _Writer(out, color).difference(difference, audit)


class _Writer:
    def __init__(self, out: TextIO, color: bool) -> None:
        self._out = out
        self._color = color
        self._width = shutil.get_terminal_size((80, 24)).columns if out.isatty() else 0

    def table(self, audit: Audit) -> None:
        by_symbol: dict[str, list[Finding]] = {symbol: [] for symbol in audit.symbols}
        for one in sorted(audit.findings, key=lambda one: (one.path, one.line, one.column)):
            by_symbol[one.symbol].append(one)
        with_state = len({one.state for one in audit.findings}) > 1
        self._files(audit)
        for symbol, findings in by_symbol.items():
            self._group(symbol, findings, with_state, with_outcome=bool(audit.tree))
        if audit.findings:
            self._totals(audit)

    def _files(self, audit: Audit) -> None:
        """Which program is tied to which release of Xen."""
        if not audit.files:
            return
        self.line("linked with:", "head")
        for one in audit.files:
            of = f", of Xen {one.release} only" if one.release else ""
            number = count_of(one.functions, "function") if one.functions else "no function"
            self.item("", f"  {one.name}: {one.soname}{of}, {number} of it", "      ")
        self.line("")

    def _group(
        self, symbol: str, findings: Sequence[Finding], with_state: bool, with_outcome: bool
    ) -> None:
        answers = Counter(
            one.outcome.value + (f" by {one.rule}" if one.rule else "") for one in findings
        )
        mixed = len(answers) > 1
        told = ", ".join(f"{number} {what}" if mixed else what for what, number in answers.items())
        told = f", {told}" if with_outcome else ""
        self.item("head", f"{symbol}: {count_of(len(findings), 'reference')}{told}", "    ")
        rows = [self._row(one, with_state, mixed) for one in findings]
        widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
        for one, row in zip(findings, rows, strict=True):
            cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
            line = "  " + "  ".join(cells).rstrip()
            if self._width and len(line) > self._width:
                # The state or outcome, on a line of its own.
                self.line(f"  {'  '.join(row[:2])}".rstrip(), one.outcome.value)
                line = f"      {'  '.join(row[2:])}"
            self.line(line, one.outcome.value)
        for reason in dict.fromkeys(one.reason for one in findings if _needs_reason(one)):
            self.item("", f"    {reason}", "    ")
        self.line("")

    def _row(self, one: Finding, with_state: bool, mixed: bool) -> list[str]:
        row = [one.where, one.function or (one.link.version if one.link else "")]
        if with_state:
            row.append(one.state.value)
        if mixed:
            row.append(one.outcome.value)
        return row

    def _totals(self, audit: Audit) -> None:
        states = [(state.value, number) for state, number in audit.states.items() if number]
        outcomes = [(outcome.value, number) for outcome, number in audit.outcomes.items() if number]
        told = [("outcome", outcomes)] if audit.tree else []
        if states != [(State.UNKNOWN.value, len(audit.findings))]:
            told.insert(0, ("state", states))
        for title, rows in told:
            rows.append(("all", len(audit.findings)))
            self.line(f"{title:<14}references", "head")
            for name, number in rows:
                self.line(f"{name:<14}{number:>10}", name)
            self.line("")

    def difference(self, difference: Difference, audit: Audit) -> None:
        for style, text in difference_lines(difference, audit):
            self.item(style, text, "      ")

    def item(self, style: str, text: str, indent: str) -> None:
        for line in self._wrapped(text, indent):
            self.line(line, style)

    def _wrapped(self, text: str, indent: str) -> Iterable[str]:
        if not self._width or not text:
            return [text]
        return textwrap.wrap(
            text,
            self._width,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )

    def line(self, text: str, style: str = "") -> None:
        # A path or a source line may hold what a terminal takes for a command.
        if not text.isprintable():
            text = "".join(
                char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
                for char in text
            )
        start = _STYLES.get(style, "") if self._color and text else ""
        self._out.write(f"{start}{text}{_RESET if start else ''}\n")


def _needs_reason(one: Finding) -> bool:
    return bool(one.reason) and one.outcome is not Outcome.ANNOTATED


def _summary(audit: Audit) -> str:
    libraries = ", ".join(dict.fromkeys(one.library for one in audit.findings if one.library))
    if not audit.findings:
        return f"No reference to {' or '.join(audit.libraries) or 'any library'}."
    symbols = count_of(len(audit.symbols), "symbol")
    return f"{count_of(len(audit.findings), 'reference')} to {symbols} of {libraries}."
