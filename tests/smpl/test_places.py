"""What looks like an expression in the tree and is none, and branches that stay as they are."""

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
            id="a choice of statements and no braces",
        ),
    ],
)
def test_edited_where_it_is_meant(patch: str, code: str, wanted: str) -> None:
    """The patch makes of the code what Coccinelle makes of it."""
    source = SourceFile("a.c", code.encode())
    result = apply_semantic_patch(parse_semantic_patch(patch, "a.cocci"), source, Style())
    assert result.data.decode() == wanted
