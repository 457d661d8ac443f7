# SPDX-License-Identifier: GPL-2.0-or-later
"""Isomorphisms apply to a change where they apply for Coccinelle.

An operand that is replaced keeps its operator: `- E1 + E2 == NULL` does not match `!E1`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.smpl.agreement import assert_agreement

_CHANGES = (
    "- x->a\n+ y\n == NULL",
    "- x->a\n+ y\n != NULL",
    "- x->a == NULL\n+ none(x)",
    "  x->\n- a\n+ b\n == NULL",
    "- x\n+ y\n ->a == NULL",
    "  f(\n- x\n+ x, 1\n  ) == NULL",
    "- f\n+ g\n  (x) == NULL",
    "- f(x)\n+ g(x)\n  == NULL",
    "  NULL ==\n- x->a\n+ y\n",
    "- NULL\n+ 0\n  == x->a",
    "  x->a ==\n- NULL\n+ 0\n",
    "  (\n- x->a\n+ y\n  )",
    "- x->a\n+ y\n  + 1",
    "  1 +\n- x->a\n+ y\n",
    "- c\n+ d\n  ? 1 : 2",
    "  c ?\n- 1\n+ 3\n  : 2",
    "- c\n+ d\n  < 3",
    "- c\n+ d\n  != 0",
    "  if (c)\n- return 1;\n+ g();\n  else return 2;",
    "  while (c) {\n+ g();\n  ...\n  }",
    "  if (c) {\n+ g();\n  ...\n  }",
    "  if (c) {\n  ...\n+ g();\n  }",
)
_EXPRESSIONS = (
    "!x->a", "x->a == NULL", "NULL == x->a", "x->a", "x->a != NULL", "(x->a) == NULL", "!((x->a))",
    "x->a + 1 == y", "1 + x->a", "!f(x)", "f(x) == NULL", "NULL == f(x)", "c", "!c", "c != 0",
    "0 != c", "unlikely(c)", "likely(c)", "c < 3", "3 > c", "c ? 1 : 2", "!c ? 2 : 1",
    "x->a == NULL || c",
)  # fmt: skip
_PLACES = (
    "    if (%s)\n        one();\n",
    "    while (%s) {\n        one();\n    }\n",
    "    while (%s)\n        one();\n",
    "    if (%s) {\n        one();\n        two();\n    }\n",
    "    q = %s;\n",
    "    h(%s, 1);\n",
    "    if (%s)\n        return 2;\n    else\n        return 1;\n",
)


@pytest.mark.spatch
@pytest.mark.parametrize("change", _CHANGES)
def test_isomorphisms_apply_to_a_change_as_for_coccinelle(change: str, tmp_path: Path) -> None:
    sources = {
        f"{at}.c": f"int t(struct s *x, int c)\n{{\n{place % code}}}\n".encode()
        for at, (code, place) in enumerate((c, p) for c in _EXPRESSIONS for p in _PLACES)
    }
    assert_agreement(f"@@\nexpression x;\n@@\n{change}\n", sources, tmp_path)
