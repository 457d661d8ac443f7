# SPDX-License-Identifier: GPL-2.0-or-later
"""Operators have the operands that they have for Coccinelle, in every expression.

tree-sitter alone takes `(T)-x` for a subtraction and `!x--` for `(!x)--`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.smpl.agreement import assert_agreement

_PATCHES = {
    "dereference": "expression E;\n@@\n- *E\n+ deref(E)\n",
    "address": "expression E;\n@@\n- &E\n+ addr(E)\n",
    "sign": "expression E;\n@@\n- -E\n+ neg(E)\n",
    "not": "expression E;\n@@\n- !E\n+ not(E)\n",
    "increment": "expression E;\n@@\n- E++\n+ inc(E)\n",
    "product": "expression E1, E2;\n@@\n- E1 * E2\n+ mul(E1, E2)\n",
    "and": "expression E1, E2;\n@@\n- E1 & E2\n+ and(E1, E2)\n",
    "difference": "expression E1, E2;\n@@\n- E1 - E2\n+ sub(E1, E2)\n",
    "member": "expression E;\n@@\n- E->y\n+ get(E)\n",
    "any cast": "type T; expression E;\n@@\n- (T)E\n+ cast(E)\n",
    "cast of a pointer": "type T; expression E;\n@@\n- (T)*E\n+ cast(E)\n",
    "cast to a typedef": "typedef foo; expression E;\n@@\n- (foo)E\n+ cast(E)\n",
    "a typedef's -1": "typedef foo;\n@@\n- (foo)-1\n+ NONE\n",
    "name": "\n@@\n- x\n+ renamed\n",
    "constant": "\n@@\n- 1\n+ ONE\n",
    "string": '\n@@\n- "a"\n+ A_TEXT\n',
}
_OPERANDS = {
    "-x", "*x", "&x", "-x - 1", "&x->y", "*x++", "(x)", "-1", "(-x)", "&x[1]", "*x->y", "*f(x)",
    "*x * 2", "x", "x++", "!x++", "-x++", "-!x++", "-1 & 1",
}  # fmt: skip
_EXPRESSIONS = (
    *(f"{cast}{operand}" for cast in ("", "(foo)", "a + (foo)", "(int)(foo)", "(struct s *)")
      for operand in sorted(_OPERANDS)),
    "(a)-x", "(a) * x", "(a) & x", "(a)-1", '"a" "b"', 'g("a", "b" "a")', "a ? -x : !x++",
    "a && !x++", "a - -x++", "sizeof(foo) * x", "sizeof(a) - x", "(foo)a * x",
)  # fmt: skip
_CODE = (
    "typedef int foo;\nstruct s {{ int y; }};\nint t(int a, int *x)\n{{\n    v = {0};\n"
    "    h(a, {0});\n    if ({0})\n        g();\n    return {0};\n}}\n"
)


@pytest.mark.spatch
@pytest.mark.parametrize("name", _PATCHES)
def test_operators_have_the_operands_that_they_have_for_coccinelle(
    name: str, tmp_path: Path
) -> None:
    head = "@ disable drop_cast @\n" if "(T)" in _PATCHES[name] else "@@\n"
    sources = {f"{at}.c": _CODE.format(code).encode() for at, code in enumerate(_EXPRESSIONS)}
    # spatch does not edit code inside code that it edits.
    twice = {f"{at}.c" for at, code in enumerate(_EXPRESSIONS) if "(int)(foo)" in code}
    assert_agreement(head + _PATCHES[name], sources, tmp_path, twice)
