# SPDX-License-Identifier: GPL-2.0-or-later
"""New code keeps its meaning inside an expression; Coccinelle's may not."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.smpl import apply_semantic_patch, parse_semantic_patch


@pytest.mark.parametrize(
    ("added", "code", "wanted"),
    [
        pytest.param("g(E)", "2 * f(a + b)", "2 * g(a + b)", id="a call needs none"),
        pytest.param("E + 1", "f(a)", "a + 1", id="nothing around"),
        pytest.param("E + 1", "h(f(a))", "h(a + 1)", id="an argument"),
        pytest.param("E + 1", "2 * f(a)", "2 * (a + 1)", id="a factor"),
        pytest.param("E + 1", "(f(a)) * 2", "(a + 1) * 2", id="has them"),
        pytest.param("E", "2 * f(a + b)", "2 * (a + b)", id="a factor that is only copied"),
        pytest.param("E && c", "f(a || b)", "(a || b) && c", id="or in and"),
        pytest.param("E - 2", "f(a << 1)", "(a << 1) - 2", id="a shift in a difference"),
        pytest.param("-E", "f(-a)", "-(-a)", id="two minus signs"),
    ],
)
def test_parentheses(added: str, code: str, wanted: str) -> None:
    """`f(E)` is replaced inside an expression."""
    assert _replaced(added, f"int x = {code};\n") == f"int x = {wanted};\n"


@pytest.mark.parametrize(
    ("added", "body", "wanted"),
    [
        pytest.param("g(E)", "f(a)", "g(a)", id="a call needs none"),
        pytest.param("E + 1", "f(a)", "(a + 1)", id="a sum"),
        pytest.param("E + 1", "(f(a))", "(a + 1)", id="has them"),
        pytest.param("E + 1", "f(a) - 2", "a + 1 - 2", id="a part"),
        pytest.param("E ? 1 : 2", "\\\n    f(a)", "\\\n    (a ? 1 : 2)", id="on the next line"),
        pytest.param(
            "E + 1", "do { f(a); } while (0)", "do { a + 1; } while (0)", id="a statement"
        ),
    ],
)
def test_the_body_of_a_macro(added: str, body: str, wanted: str) -> None:
    """A macro that was a call may be used as a factor."""
    assert _replaced(added, f"#define M(a) {body}\n") == f"#define M(a) {wanted}\n"


def _replaced(added: str, code: str) -> str:
    """The code with other code in place of `f(E)`."""
    patch = parse_semantic_patch(f"@@\nexpression E;\n@@\n- f(E)\n+ {added}\n", "a.cocci")
    return apply_semantic_patch(patch, SourceFile("a.c", code.encode()), Style()).data.decode()
