# SPDX-License-Identifier: GPL-2.0-or-later
"""Run a semantic patch on C, for tests of refusals: the resulting code and the reasons."""

from __future__ import annotations

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.smpl import apply_semantic_patch, parse_semantic_patch


def refused_in(patch: str, code: str) -> tuple[str, list[str]]:
    """The code after the patch, and "LINE: REASON[, see LINE]" for each refused match."""
    source = SourceFile("a.c", code.encode())
    done = apply_semantic_patch(parse_semantic_patch(patch, "p"), source, Style())
    reasons = [
        f"{source.line_of(refusal.span.start)}: {refusal.why}"
        + (f", see {refusal.other.line}" if refusal.other else "")
        for refusal in done.refusals
    ]
    return done.data.decode(), reasons
