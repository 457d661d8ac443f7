"""The end of `codemod verify`: a line a patch, what failed, what was not shown, the link table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TextIO

from qemu_xen_codemod.report.tally import count_of
from qemu_xen_codemod.verify.link import Linked
from qemu_xen_codemod.verify.site import count_symbols
from qemu_xen_codemod.verify.verdict import MEANING, Check, Finding, Link, PatchProof, SeriesProof
from qemu_xen_codemod.verify.world import NEWER

_STYLES = {"proved": "\x1b[32m", "FAILED": "\x1b[31m", "note": "\x1b[36m", "head": "\x1b[1m"}
_RESET = "\x1b[m"


def print_proof(proof: SeriesProof, out: TextIO, *, color: bool) -> None:
    """Write the report, one line an item."""
    _Writer(out, color).write(proof)


class _Writer:
    def __init__(self, out: TextIO, color: bool) -> None:
        self._out = out
        self._color = color

    def write(self, proof: SeriesProof) -> None:
        for patch in proof.patches:
            self._patch(patch, len(proof.patches))
        if proof.findings:
            self._line("the series as a whole", "head")
            for finding in proof.findings:
                self._finding(finding)
        self._line("")
        self._links(proof.links, is_built=bool(proof.build))
        for one in proof.linked:
            self._linked(one)
        self._unproved(proof)
        for note in proof.notes:
            self._line(f"note: {note}", "note")
        self._line(_summary(proof), "proved" if proof.is_proved else "FAILED")

    def _patch(self, patch: PatchProof, all_: int) -> None:
        if not patch.is_proved:
            state = "FAILED"
        elif Check.APPLIES in patch.unproved:
            state = "not shown"
        elif Check.COMPILES in patch.unproved:
            state = "in part"
        else:
            state = "proved"
        width = len(str(all_))
        work = ""
        if patch.affected:
            work = f" ({count_of(patch.affected, 'object')}, {patch.compiled} compiled)"
        self._line(f"{patch.number:{width}} {state:9} {patch.subject}{work}", state)
        for finding in patch.findings:
            self._finding(finding)

    def _finding(self, finding: Finding) -> None:
        place = f"{finding.place}: " if finding.place else ""
        self._line(f"    {finding.check.value}: {place}{finding.what}", "FAILED")
        for line in finding.words.splitlines():
            self._line(f"        {line}")
        if finding.help:
            self._line(f"      help: {finding.help}")

    def _links(self, links: Sequence[Link], *, is_built: bool) -> None:
        for link in links:
            before, after = count_symbols(link.before), count_symbols(link.after)
            if not before and not after:
                continue
            where = "a newer release's headers" if link.world == NEWER else "today's headers"
            what = "objects" if is_built else "the touched files' source"
            rows = [(f"references of {what}, {where}", "before", "after")]
            rows += [
                (symbol, str(before.get(symbol, 0)), str(after.get(symbol, 0)))
                for symbol in sorted({*before, *after})
            ]
            rows.append(("all", str(sum(before.values())), str(sum(after.values()))))
            widths = [max(len(row[at]) for row in rows) for at in range(3)]
            for number, row in enumerate(rows):
                cells = [row[0].ljust(widths[0]), row[1].rjust(widths[1]), row[2].rjust(widths[2])]
                self._line("  ".join(cells), "" if number else "head")
            self._line("")

    def _linked(self, one: Linked) -> None:
        where = "a newer release's headers" if one.world == NEWER else "today's headers"
        number = count_of(len(one.unstable), "function")
        self._line(f"{one.program} linked without the unstable libraries, {where}:", "head")
        self._line(f"  {number} of theirs undefined")
        for line in one.lines:
            self._line(f"  {line}")
        if one.entrypoints:
            self._line("  and entrypoints, which the libraries here do not have:")
            for name in one.entrypoints:
                self._line(f"    {name}")
        self._line("")

    def _unproved(self, proof: SeriesProof) -> None:
        same = Counter(
            (check, why)
            for patch in proof.patches
            for check, why in patch.unproved.items()
            if check is not Check.CHECKPATCH
        )
        if not same and not proof.unproved:
            return
        self._line("not shown:", "head")
        for (check, why), number in same.items():
            which = [
                str(patch.number) for patch in proof.patches if patch.unproved.get(check) == why
            ]
            patches = "all patches" if number == len(proof.patches) else f"patch {', '.join(which)}"
            self._line(f"  {patches}: {MEANING[check]}: {why}")
        for why in proof.unproved:
            self._line(f"  {why}")
        self._line("")

    def _line(self, text: str, style: str = "") -> None:
        start = _STYLES.get(style, "") if self._color else ""
        self._out.write(f"{start}{text}{_RESET if start else ''}\n")


def _summary(proof: SeriesProof) -> str:
    failed = sum(not patch.is_proved for patch in proof.patches)
    shown = sum(p.is_proved and Check.APPLIES not in p.unproved for p in proof.patches)
    total = count_of(len(proof.patches), "patch")
    if proof.is_proved:
        return f"{total}: all that was checked is proved."
    if not failed:
        return f"{total} proved one by one, the series as a whole is not."
    return f"{total}: {shown} proved, {failed} failed."
