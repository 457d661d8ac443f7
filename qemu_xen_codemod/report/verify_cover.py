# SPDX-License-Identifier: GPL-2.0-or-later
"""What `codemod verify` showed, as plain text for the cover letter. It says nothing else."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from qemu_xen_codemod.report.configured_rows import changed_libraries, configured_rows
from qemu_xen_codemod.report.tally import count_of
from qemu_xen_codemod.report.verify_text import not_shown
from qemu_xen_codemod.verify.header_set import NEWER, RELEASED, TODAY, headers_of, is_single
from qemu_xen_codemod.verify.site import count_symbols
from qemu_xen_codemod.verify.verdict import MEANING, Check, Compiles, SeriesProof

_WIDTH = 72
#: So many functions are named.
_FEW = 6


def cover_block(proof: SeriesProof) -> str:
    """Wrapped text, one newline at the end. A series that failed is said to have."""
    lines = _fill(_opening(proof))
    if proof.compiles:
        lines += ["", *(line for one in _header_sets(proof) for line in _fill(f"- {one}"))]
    lines += ["", *_checks(proof)]
    failed = [str(patch.number) for patch in proof.patches if not patch.is_proved]
    if failed:
        lines += ["", *_fill(f"{count_of(len(failed), 'patch')} FAILED: {', '.join(failed)}.")]
    if proof.findings:
        lines += ["", "Of the series as a whole FAILED:", ""]
        lines += [line for one in proof.findings for line in _fill(f"- {one.what}")]
    lines += _table(proof)
    lines += _imports(proof)
    for linked in proof.linked:
        headers = headers_of(linked.header_set)
        text = f"{linked.program}, linked with {headers} and without the unstable"
        if linked.other or linked.fault:
            text += " libraries, FAILED."
        else:
            text += f" libraries, lacks {', '.join(linked.unstable) or 'nothing of theirs'}."
        if linked.added:
            text += f" It was linked with {', '.join(linked.added)} too, which its build does not."
        lines += ["", *_fill(text)]
    lines += _configured(proof)
    lines += ["", "Not shown:", ""]
    lines += [line for one in not_shown(proof) for line in _fill(f"- {one}")]
    lines += _fill("- that it runs: nothing was run on a hypervisor")
    return "\n".join(lines) + "\n"


def _opening(proof: SeriesProof) -> str:
    number = count_of(len(proof.patches), "patch")
    text = f"Tested: codemod verify took the {number} one by one"
    if proof.base:
        text += f" on commit {proof.base[:12]}"
    runs = sum(one.runs for one in proof.compiles)
    if not runs:
        return f"{text}. Nothing was compiled."
    with_ = f" with {' and '.join(proof.compilers)}" if proof.compilers else ""
    return f"{text}, and compiled after each the objects that it changes{with_}:"


def _header_sets(proof: SeriesProof) -> Iterator[str]:
    """A line for each set of headers; those with one function are told together."""
    single = [one for one in proof.compiles if is_single(one.header_set)]
    for one in proof.compiles:
        if one not in single and one.runs:
            yield f"{_headers(one)}: {_numbers(one)}"
    used = [one for one in single if one.runs]
    if used:
        runs = sum(one.runs for one in used)
        number = count_of(len(used), "proposed function")
        yield f"{number}, each alone in headers made by codemod: {count_of(runs, 'compile')}"


def _headers(one: Compiles) -> str:
    if one.header_set == TODAY:
        return f"headers of {one.release}" if one.release else "the build's own headers"
    if one.header_set not in (RELEASED, NEWER):
        return headers_of(one.header_set)
    release = f" of {one.release}" if one.release and one.header_set == RELEASED else ""
    return f"{headers_of(one.header_set)}{release}, made by codemod"


def _numbers(one: Compiles) -> str:
    return f"{count_of(one.objects, 'object')}, {count_of(one.runs, 'compile')}"


def _checks(proof: SeriesProof) -> Iterator[str]:
    total = len(proof.patches)
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
        yield from _fill(text)


def _table(proof: SeriesProof) -> Iterator[str]:
    links = {link.header_set: link for link in proof.links}
    today = links.get(TODAY)
    if today is None:
        return
    head = ["function", "before", "after"]
    counts = [count_symbols(today.before), count_symbols(today.after)]
    if NEWER in links:
        head.append("with the entrypoints")
        counts.append(count_symbols(links[NEWER].after))
    symbols = sorted({symbol for count in counts for symbol in count})
    if not symbols:
        return
    of = "the objects" if proof.build else "the touched files' source"
    yield ""
    yield from _fill(f"References of {of} to unstable libraries, in lines of source:")
    yield ""
    rows = [(s, *(str(count.get(s, 0)) for count in counts)) for s in symbols]
    rows.append(("all", *(str(sum(count.values())) for count in counts)))
    widths = [max(len(row[at]) for row in (head, *rows)) for at in range(len(head))]
    for row in (head, *rows):
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        yield "  ".join(cells).rstrip()


def _imports(proof: SeriesProof) -> Iterator[str]:
    """How many functions a program needs, and which where they are few."""
    if not any(one.before or one.after for one in proof.imports):
        return
    yield ""
    yield "Functions of unstable libraries that a program of the objects needs:"
    yield ""
    for one in proof.imports:
        where = headers_of(one.header_set) + (f", without {one.without}" if one.without else "")
        names = f": {', '.join(one.after)}" if 0 < len(one.after) <= _FEW else ""
        yield from _fill(f"- {where}: {len(one.before)} before, {len(one.after)} after{names}")


def _configured(proof: SeriesProof) -> Iterator[str]:
    if len(proof.configured) < 2:
        return
    yield ""
    yield from _fill("Configured and built by the tree's own build system:")
    yield ""
    for what, before, after in configured_rows(proof.configured)[1:]:
        yield from _fill(f"- {what}: {before} before, {after} after")
    for sentence in changed_libraries(proof.configured):
        yield from _fill(f"- {sentence}")


def _fill(text: str) -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        subsequent_indent="  " if text.startswith("- ") else "",
        break_long_words=False,
        break_on_hyphens=False,
    )
