"""A block of plain text for the cover letter: what `codemod verify` showed."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from qemu_xen_codemod.report.tally import count_of
from qemu_xen_codemod.verify.site import count_symbols
from qemu_xen_codemod.verify.verdict import MEANING, Check, SeriesProof
from qemu_xen_codemod.verify.world import NEWER, TODAY

_WIDTH = 72


def cover_block(proof: SeriesProof) -> str:
    """Wrapped text, one newline at the end. A series that failed is said to have."""
    lines = ["Verified with codemod verify:", ""]
    total = len(proof.patches)
    failed = [str(patch.number) for patch in proof.patches if not patch.is_proved]
    for check in Check:
        bad = [
            str(patch.number)
            for patch in proof.patches
            if any(finding.check is check for finding in patch.findings)
        ]
        shown = sum(check not in patch.unproved for patch in proof.patches)
        if not shown:
            continue
        number = "each patch" if shown == total else f"{shown} of {total} patches"
        text = f"- {number}: {MEANING[check]}"
        if bad:
            text += f"; FAILED for patch {', '.join(bad)}"
        lines += _fill(text)
    if failed:
        lines += ["", *_fill(f"{count_of(len(failed), 'patch')} failed: {', '.join(failed)}.")]
    lines += _table(proof)
    for linked in proof.linked:
        where = "headers of a newer release" if linked.world == NEWER else "today's headers"
        left = ", ".join(linked.unstable) or "nothing"
        text = f"{linked.program} linked without the unstable libraries, {where}, lacks {left}."
        lines += ["", *_fill(text)]
    not_shown = [f"- {why}" for why in proof.unproved]
    if not_shown:
        lines += ["", "Not shown:", ""]
        for one in not_shown:
            lines += _fill(one)
    return "\n".join(lines) + "\n"


def _table(proof: SeriesProof) -> Iterator[str]:
    links = {link.world: link for link in proof.links}
    today = links.get(TODAY)
    if today is None:
        return
    newer = links.get(NEWER, today)
    counts = [
        count_symbols(today.before),
        count_symbols(today.after),
        count_symbols(newer.after),
    ]
    symbols = sorted({symbol for count in counts for symbol in count})
    if not symbols:
        return
    of = "objects" if proof.build else "the touched files' source"
    yield ""
    yield from _fill(f"References of {of} to unstable libraries, in lines of source:")
    yield ""
    head = ("function", "before", "after", "with the entrypoints")
    rows = [(s, *(str(count.get(s, 0)) for count in counts)) for s in symbols]
    rows.append(("all", *(str(sum(count.values())) for count in counts)))
    widths = [max(len(row[at]) for row in (head, *rows)) for at in range(4)]
    for row in (head, *rows):
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        yield "  ".join(cells).rstrip()


def _fill(text: str) -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        subsequent_indent="  " if text.startswith("- ") else "",
        break_long_words=False,
        break_on_hyphens=False,
    )
