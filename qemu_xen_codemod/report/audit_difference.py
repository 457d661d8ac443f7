# SPDX-License-Identifier: GPL-2.0-or-later
"""What `audit --baseline` and `audit --against` report: new references, and those that are gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from qemu_xen_codemod.audit.compare import Difference
from qemu_xen_codemod.audit.finding import Audit, Mark
from qemu_xen_codemod.report.audit_problems import advice
from qemu_xen_codemod.report.tally import count_of


def difference_lines(difference: Difference, audit: Audit) -> Iterator[tuple[str, str]]:
    """Lines with their style, "" for none."""
    new = Counter(item.symbol for item in difference.new)
    gone = Counter(entry.symbol for entry in difference.gone)
    order = [*audit.symbols, *sorted(set(gone) - set(audit.symbols))]
    symbols = [symbol for symbol in order if new[symbol] or gone[symbol]]
    now = Counter(finding.symbol for finding in audit.findings)
    for symbol in symbols:
        before = now[symbol] - new[symbol] + gone[symbol]
        yield "head", f"{symbol}: {before} before, {now[symbol]} now"
        for finding in difference.new:
            if finding.symbol == symbol:
                yield "new", f"  + {finding.where}{_inside(finding.mark)}"
        for advice_text in dict.fromkeys(
            advice(element, audit) for element in difference.new if element.symbol == symbol
        ):
            yield "", f"    {advice_text}"
        for mark in difference.gone:
            if mark.symbol == symbol:
                yield "gone", f"  - {mark.path}{_inside(mark)}"
        yield "", ""
    if difference.new and difference.accept:
        yield "", difference.accept
    yield (
        "",
        f"{count_of(len(difference.new), 'new reference')}, {len(difference.gone)} gone,"
        f" {len(audit.findings) - len(difference.new)} as in {difference.before}.",
    )


def _inside(mark: Mark) -> str:
    function = f" in {mark.function}" if mark.function else ""
    return f"{function}: {mark.text}" if mark.text else function
