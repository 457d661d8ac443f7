# SPDX-License-Identifier: GPL-2.0-or-later
"""How much work a semantic patch is, counted in comparisons of two nodes."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.smpl import Patched, apply_semantic_patch, parse_semantic_patch
from qemu_xen_codemod.smpl.match.matcher import Matcher


def count_comparisons(
    patch: str, source: SourceFile, monkeypatch: pytest.MonkeyPatch
) -> tuple[int, Patched]:
    """How often two nodes are compared, and what the patch does."""
    steps = 0
    match = Matcher.match

    def counted(self: Matcher, *arguments: object) -> object:
        nonlocal steps
        steps += 1
        return match(self, *arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(Matcher, "match", counted)
        result = apply_semantic_patch(parse_semantic_patch(patch, "p"), source, Style())
    return steps, result
