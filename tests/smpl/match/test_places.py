# SPDX-License-Identifier: GPL-2.0-or-later
"""Code that only looks like an expression in the tree, and branches that stay unchanged."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.smpl import apply_semantic_patch, parse_semantic_patch


@pytest.mark.parametrize(
    ("patch", "code", "wanted"),
    [
        pytest.param(
            "@@\nconstant C;\n@@\n- C\n+ k(C)\n",
            '#include "a.h"\nint x = 3;\n',
            '#include "a.h"\nint x = k(3);\n',
            id="the path of an include",
        ),
        pytest.param(
            "@@\nchar *E;\n@@\n- E\n+ k(E)\n",
            "void f(char *p)\n{\n    if (p) {\n    }\n}\n",
            "void f(char *p)\n{\n    if (k(p)) {\n    }\n}\n",
            id="the parentheses of an if",
        ),
        pytest.param(
            "@@\nexpression E, r;\n@@\n  if (E) {\n  ...\n"
            "(\n+ a();\n  return;\n|\n+ a();\n  return r;\n)\n  }\n",
            "void f(int x)\n{\n    if (x)\n        return;\n}\n",
            "void f(int x)\n{\n    if (x)\n        return;\n}\n",
            id="a disjunction of statements without braces",
        ),
    ],
)
def test_edits_are_those_of_coccinelle(patch: str, code: str, wanted: str) -> None:
    """The result is the same as Coccinelle's."""
    source = SourceFile("a.c", code.encode())
    result = apply_semantic_patch(parse_semantic_patch(patch, "a.cocci"), source, Style())
    assert result.data.decode() == wanted


_FUSE = "@@\nexpression P, N;\n@@\n- P = get(N);\n- clear(P, N);\n+ P = get0(N);\n"


@pytest.mark.parametrize(
    ("patch", "body", "wanted"),
    [
        pytest.param(_FUSE, "p = get(n);\n\nclear(p, n);\nuse(p);\n", "p = get0(n);\nuse(p);\n"),
        pytest.param(
            _FUSE, "p = get(n);\n\nclear(p, n);\n\nuse(p);\n", "p = get0(n);\n\nuse(p);\n"
        ),
        pytest.param(_FUSE, "p = get(n);\nclear(p, n);\nuse(p);\n", "p = get0(n);\nuse(p);\n"),
        pytest.param(
            "@@\nexpression P, N;\n@@\n  P = get(N);\n- clear(P, N);\n",
            "p = get(n);\n\nclear(p, n);\nuse(p);\n",
            "p = get(n);\n\nuse(p);\n",
            id="the statement before stays",
        ),
        pytest.param(
            "@@\nexpression P, N;\n@@\n- P = get(N);\n- clear(P, N);\n",
            "a();\np = get(n);\n\nclear(p, n);\nuse(p);\n",
            "a();\nuse(p);\n",
            id="both are removed",
        ),
        pytest.param(
            "@@\nexpression N;\nidentifier p;\n@@\n- int *p = get(N);\n- clear(p, N);\n"
            "+ int *p = get0(N);\n",
            "int *p = get(n);\n\nclear(p, n);\nuse(p);\n",
            "int *p = get0(n);\n\nuse(p);\n",
            id="a declaration",
        ),
    ],
)
def test_blank_lines_between_merged_statements(patch: str, body: str, wanted: str) -> None:
    """They go with the second statement; blank lines between other code stay."""

    def function(text: str) -> str:
        lines = "".join(f"    {line}\n" if line else "\n" for line in text.split("\n")[:-1])
        return f"void f(void)\n{{\n{lines}}}\n"

    source = SourceFile("a.c", function(body).encode())
    result = apply_semantic_patch(parse_semantic_patch(patch, "a.cocci"), source, Style())
    assert result.data.decode() == function(wanted)
