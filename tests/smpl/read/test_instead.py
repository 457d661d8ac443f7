# SPDX-License-Identifier: GPL-2.0-or-later
"""The help for a refused construct works."""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.smpl import apply_semantic_patch, parse_semantic_patch
from qemu_xen_codemod.smpl.read import instead

FOLDER = Path(__file__).parent / "refused"


def refusal(patch: str) -> RuleError:
    with pytest.raises(RuleError) as caught:
        parse_semantic_patch(patch, "p.cocci")
    return caught.value


def test_every_help_is_used() -> None:
    """A construct that is supported by now has no help any more."""
    shown = {refusal(path.read_text(encoding="utf-8")).help for path in FOLDER.glob("*.cocci")}
    assert set(instead.INSTEAD.values()) - shown == set()


@pytest.mark.parametrize(
    ("refused", "written", "code"),
    [
        pytest.param(
            "@@ expression E; unary operator o; @@\n- f(o E)\n+ g(E)\n",
            "@@ expression E; @@\n- f(\\(!E\\|-E\\))\n+ g(E)\n",
            "int a = f(-b);\n",
            id="operator",
        ),
        pytest.param(
            "@@ expression E, F; binary operator o; @@\n- f(F && E o 0)\n+ g(E)\n",
            "@@ expression E, F; binary operator o; @@\n- f(F && (E o 0))\n+ g(E)\n",
            "int a = f(c && b == 0);\n",
            id="operator beside another",
        ),
        pytest.param(
            "@identifier@ @@\n- f\n+ g\n",
            "@@ symbol f; @@\n- f\n+ g\n",
            "int a = f(1);\n",
            id="identifier in a header",
        ),
    ],
)
def test_the_help_works(refused: str, written: str, code: str) -> None:
    """The one patch is refused with its own help; the other changes such code."""
    assert "lists what is read" not in refusal(refused).help
    patch = parse_semantic_patch(written, "p.cocci")
    data = code.encode()
    assert apply_semantic_patch(patch, SourceFile("a.c", data), Style()).data != data
