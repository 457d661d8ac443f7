# SPDX-License-Identifier: GPL-2.0-or-later
"""Run a semantic patch on C for tests of what is refused: the code after it, and what it said."""

from __future__ import annotations

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.smpl import apply_semantic_patch, parse_semantic_patch


def refused_in(patch: str, code: str) -> tuple[str, list[str]]:
    """The code after the patch, and "LINE: REASON[, see LINE]" for each refused match."""
    source = SourceFile("a.c", code.encode())
    done = apply_semantic_patch(parse_semantic_patch(patch, "p"), source, Style())
    said = [
        f"{source.line_of(one.span.start)}: {one.why}"
        + (f", see {one.other.line}" if one.other else "")
        for one in done.refusals
    ]
    return done.data.decode(), said
