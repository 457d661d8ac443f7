# SPDX-License-Identifier: GPL-2.0-or-later
"""The number of search steps is linear in the length of a function, however many paths it has."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.smpl import apply_semantic_patch, parse_semantic_patch
from tests.smpl.match.comparisons import count_comparisons

pytestmark = pytest.mark.slow

_CHAIN = "@@ expression E; @@\n- a();\n  ...{0}\n- x(E);\n  ...{0}\n- c();\n"
_PATCHES = [
    pytest.param(_CHAIN.format(" when exists"), id="exists"),
    pytest.param(_CHAIN.format(" when exists\n      when any"), id="exists and any"),
    pytest.param(_CHAIN.format("").replace("@@", "@ exists @", 1), id="exists in the header"),
    pytest.param(_CHAIN.format(""), id="all paths"),
    pytest.param("@@ expression E; @@\n- a();\n  <...\n- x(E);\n  ...>\n- c();\n", id="nest"),
]
_FORMS = {
    "branches": b"    if (p)\n        x(%d);\n",
    "else": b"    if (p)\n        x(%d);\n    else\n        z();\n",
    "line": b"    x(%d);\n",
    "loops": b"    while (p)\n        x(%d);\n",
}


def _steps(patch: str, form: bytes, count: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often two nodes are compared, for a function with this many statements."""
    uses = b"".join(form % at for at in range(count))
    source = SourceFile("a.c", b"void t(int p)\n{\n    a();\n" + uses + b"    c();\n}\n")
    steps, result = count_comparisons(patch, source, monkeypatch)
    assert not any("too many steps" in refusal.why for refusal in result.refusals)
    return steps


@pytest.mark.parametrize("form", _FORMS)
@pytest.mark.parametrize("patch", _PATCHES)
def test_twice_the_statements_are_twice_the_steps(
    patch: str, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From 50 statements to 100 and to 400."""
    first, second, last = (_steps(patch, _FORMS[form], n, monkeypatch) for n in (50, 100, 400))
    assert second < 2.2 * first
    assert last < 8.8 * first


def test_chained_dots_on_one_path_are_right_in_a_long_function() -> None:
    """Each of 800 branches between the two ends is changed."""
    uses = b"".join(b"    if (p)\n        x(%d);\n" % at for at in range(800))
    source = SourceFile("a.c", b"void t(int p)\n{\n    a();\n" + uses + b"    c();\n}\n")
    patch = "@@ expression E; @@\n- a();\n+ b();\n  ... when exists\n- x(E);\n+ y(E);\n"
    patch += "  ... when exists\n- c();\n+ d();\n"
    result = apply_semantic_patch(parse_semantic_patch(patch, "p"), source, Style())
    wanted = source.data.replace(b"x(", b"y(").replace(b"a()", b"b()").replace(b"c()", b"d()")
    assert (result.data, result.refusals) == (wanted, ())
