# SPDX-License-Identifier: GPL-2.0-or-later
"""The end of `codemod verify`: a line for each patch, failures, what was not shown, the
link table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from qemu_xen_codemod.report.configured_rows import changed_libraries, configured_rows
from qemu_xen_codemod.report.tally import count_of
from qemu_xen_codemod.report.terminal import Terminal
from qemu_xen_codemod.verify.header_set import headers_of
from qemu_xen_codemod.verify.link import Linked
from qemu_xen_codemod.verify.site import count_symbols
from qemu_xen_codemod.verify.verdict import (
    MEANING,
    Check,
    Finding,
    Imports,
    Link,
    PatchProof,
    SeriesProof,
)


def print_proof(proof: SeriesProof, terminal: Terminal) -> None:
    """Write the report."""
    for patch in proof.patches:
        _print_patch(patch, len(proof.patches), terminal)
    if proof.findings:
        terminal.line("the series as a whole", "head")
        for finding in proof.findings:
            _print_finding(finding, terminal)
    terminal.line()
    _print_links(proof.links, terminal, is_built=bool(proof.build))
    _print_imports(proof.imports, terminal)
    for linked in proof.linked:
        _print_linked(linked, terminal)
    if proof.configured:
        terminal.line("configured and built by the tree's own build system:", "head")
        terminal.table(configured_rows(proof.configured))
        for sentence in changed_libraries(proof.configured):
            terminal.item(f"  {sentence}", indent="  ")
        terminal.line()
    _print_unproved(proof, terminal)
    for note in proof.notes:
        terminal.item(f"note: {note}", "note", "  ")
    terminal.item(_summary(proof), "proved" if proof.is_proved else "FAILED")


def _print_patch(patch: PatchProof, all_: int, terminal: Terminal) -> None:
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
    terminal.item(f"{patch.number:{width}} {state:9} {patch.subject}{work}", state)
    for finding in patch.findings:
        _print_finding(finding, terminal)


def _print_finding(finding: Finding, terminal: Terminal) -> None:
    place = f"{finding.place}: " if finding.place else ""
    terminal.item(f"    {finding.check.value}: {place}{finding.what}", "FAILED", "      ")
    if finding.words:
        terminal.text(finding.words.removesuffix("\n"), "        ")
    if finding.help:
        terminal.item(f"      help: {finding.help}", indent="        ")


def _print_links(links: Sequence[Link], terminal: Terminal, *, is_built: bool) -> None:
    for link in links:
        before, after = count_symbols(link.before), count_symbols(link.after)
        if not before and not after:
            continue
        what = "objects" if is_built else "the touched files' source"
        terminal.item(f"references of {what}, {headers_of(link.header_set)}:")
        rows = [("symbol", "before", "after")]
        rows += [
            (symbol, str(before.get(symbol, 0)), str(after.get(symbol, 0)))
            for symbol in sorted({*before, *after})
        ]
        rows.append(("all", str(sum(before.values())), str(sum(after.values()))))
        terminal.table(rows)
        terminal.line()


def _print_imports(imports: Sequence[Imports], terminal: Terminal) -> None:
    if not any(item.before or item.after for item in imports):
        return
    terminal.line("functions of unstable libraries that a program of all objects needs:")
    rows = [("headers", "before", "after")]
    for entry in imports:
        where = headers_of(entry.header_set) + (
            f", without {entry.without}" if entry.without else ""
        )
        rows.append((where, str(len(entry.before)), str(len(entry.after))))
    terminal.table(rows)
    terminal.line()


def _print_linked(linked: Linked, terminal: Terminal) -> None:
    number = count_of(len(linked.unstable), "function")
    where = headers_of(linked.header_set)
    terminal.line(f"{linked.program} linked without the unstable libraries, {where}:", "head")
    if linked.added:
        terminal.line(f"  {', '.join(linked.added)} added, which its link line does not have")
    terminal.line(f"  {number} of these libraries undefined")
    if linked.lines:
        terminal.text("\n".join(linked.lines), "  ")
    if linked.entrypoints:
        terminal.line("  and entrypoints that the libraries of this machine lack:")
        for name in linked.entrypoints:
            terminal.line(f"    {name}")
    terminal.line()


def not_shown(proof: SeriesProof) -> tuple[str, ...]:
    """What could not be shown, one sentence each; checks that nobody requested are not listed."""
    same = Counter(
        (check, why)
        for patch in proof.patches
        for check, why in patch.unproved.items()
        if check is not Check.CHECKPATCH
    )
    found = []
    for (check, why), number in same.items():
        which = [str(patch.number) for patch in proof.patches if patch.unproved.get(check) == why]
        patches = "all patches" if number == len(proof.patches) else f"patch {', '.join(which)}"
        found.append(f"{patches}: {MEANING[check]}: {why}")
    return (*found, *proof.unproved)


def _print_unproved(proof: SeriesProof, terminal: Terminal) -> None:
    sentences = not_shown(proof)
    if not sentences:
        return
    terminal.line("not shown:", "head")
    for sentence in sentences:
        terminal.item(f"  {sentence}")
    terminal.line()


def _summary(proof: SeriesProof) -> str:
    failed = sum(not patch.is_proved for patch in proof.patches)
    shown = sum(p.is_proved and Check.APPLIES not in p.unproved for p in proof.patches)
    total = count_of(len(proof.patches), "patch")
    if proof.is_proved:
        return f"{total}: all that was checked is proved."
    if not failed:
        return f"{total} proved one by one, the series as a whole is not."
    return f"{total}: {shown} proved, {failed} failed."
