# SPDX-License-Identifier: GPL-2.0-or-later
"""At a bound, the search refuses a place; it never drops a match."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.smpl import apply_semantic_patch, parse_semantic_patch

_SOME = "  ... when any\n      when exists\n- x(E);\n+ y(E);\n"
PATCHES = [
    pytest.param("@@ expression E; @@\n  a();\n" + _SOME, id="after the beginning"),
    pytest.param("@@ expression E; @@\n  a();\n  ...\n  b();\n" + _SOME, id="after other dots"),
]


def _function(ends: int) -> bytes:
    uses = b"".join(b"    if (p)\n        x(%d);\n" % at for at in range(ends))
    return b"void t(int p)\n{\n    a();\n    b();\n" + uses + b"}\n"


@pytest.mark.parametrize("patch", PATCHES)
def test_each_of_many_ends_is_edited(patch: str) -> None:
    """The 65th place that one beginning reaches is edited like the first."""
    source = SourceFile("a.c", _function(100))
    result = apply_semantic_patch(parse_semantic_patch(patch, "p"), source, Style())
    assert result.data == source.data.replace(b"x(", b"y(")
    assert result.refusals == ()


def test_too_many_pairs_are_refused() -> None:
    """Each statement begins a match that each later one ends; other functions are edited."""
    patch = "@ r exists @\nexpression E;\n@@\n  x(E);\n  ...\n- x(E);\n+ y(E);\n"
    many = b"    if (p)\n        x(1);\n    else\n        x(2);\n" * 80
    code = b"void t(int p)\n{\n" + many + b"}\n\nvoid u(void)\n{\n    x(1);\n    x(1);\n}\n"
    source = SourceFile("a.c", code)
    result = apply_semantic_patch(parse_semantic_patch(patch, "p"), source, Style())
    assert result.data == code.replace(b"    x(1);\n}", b"    y(1);\n}")
    assert [refusal.why for refusal in result.refusals] == [
        "the pattern needs too many steps to be matched here"
    ]
    assert source.text(result.refusals[0].span).startswith(b"x(1);\n    else")


@pytest.mark.parametrize("patch", PATCHES)
def test_too_many_ends_are_refused(patch: str) -> None:
    """Nothing is edited where not all places are known."""
    source = SourceFile("a.c", _function(1001))
    result = apply_semantic_patch(parse_semantic_patch(patch, "p"), source, Style())
    assert result.data == source.data
    assert [refusal.why for refusal in result.refusals] == [
        "the pattern needs too many steps to be matched here"
    ]
    assert source.place(result.refusals[0].span.start).line == 3


def test_many_nests_in_sequence_are_refused() -> None:
    """Each is walked from each end of the earlier ones; two nests are no problem."""
    nest = "  <... when any\n+ b();\n  return ...;\n  ...>\n  a();\n"
    code = b"int t(int p)\n{\n    if (p)\n        return 1;\n" + b"    a();\n" * 20
    source = SourceFile("a.c", code + b"    return 0;\n}\n")
    reasons = []
    for count in (2, 10):
        patch = parse_semantic_patch("@@ @@\n  t(...)\n  {\n" + nest * count + "  ...\n  }\n", "p")
        reasons.append(
            [refusal.why for refusal in apply_semantic_patch(patch, source, Style()).refusals]
        )
    assert reasons == [[], ["the pattern needs too many steps to be matched here"]]
