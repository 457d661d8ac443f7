# SPDX-License-Identifier: GPL-2.0-or-later
"""A bound of the search is a refusal with its place, never a match that is dropped."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.smpl import apply_semantic_patch, parse_semantic_patch

_SOME = "  ... when any\n      when exists\n- x(E);\n+ y(E);\n"
PATCHES = [
    pytest.param("@@ expression E; @@\n  a();\n" + _SOME, id="behind the beginning"),
    pytest.param("@@ expression E; @@\n  a();\n  ...\n  b();\n" + _SOME, id="behind other dots"),
]


def _function(ends: int) -> bytes:
    uses = b"".join(b"    if (p)\n        x(%d);\n" % at for at in range(ends))
    return b"void t(int p)\n{\n    a();\n    b();\n" + uses + b"}\n"


@pytest.mark.parametrize("patch", PATCHES)
def test_each_of_many_ends_is_edited(patch: str) -> None:
    """The 65th place that one beginning reaches is edited as the first."""
    source = SourceFile("a.c", _function(100))
    result = apply_semantic_patch(parse_semantic_patch(patch, "p"), source, Style())
    assert result.data == source.data.replace(b"x(", b"y(")
    assert result.refusals == ()


@pytest.mark.parametrize("patch", PATCHES)
def test_more_ends_than_are_looked_for_are_refused(patch: str) -> None:
    """Nothing is edited where not all places are known."""
    source = SourceFile("a.c", _function(1001))
    result = apply_semantic_patch(parse_semantic_patch(patch, "p"), source, Style())
    assert result.data == source.data
    assert [one.why for one in result.refusals] == [
        "the pattern needs too many steps to be matched here"
    ]
    assert source.place(result.refusals[0].span.start).line == 3
