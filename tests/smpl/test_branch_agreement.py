# SPDX-License-Identifier: GPL-2.0-or-later
"""A statement that is edited as a whole gets braces wherever Coccinelle puts them.

Each kind of statement is removed, replaced and given neighbours, as each kind of branch.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.smpl import apply_semantic_patch, parse_semantic_patch
from tests.smpl.judge import comparable, spatch_all

#: spatch writes no braces in a `do`, and loses one of a `switch`.
_PLACES = {
    "if": "    if (a)\n        %s\n",
    "if on a line": "    if (a) %s\n",
    "if with else": "    if (a)\n        %s\n    else\n        other();\n",
    "else": "    if (a) {\n        other();\n    } else\n        %s\n",
    "else on a line": "    if (a)\n        other();\n    else %s\n",
    "else after a brace": "    if (a) {\n        other();\n    } else %s\n",
    "else if": "    if (a)\n        z();\n    else if (b)\n        %s\n    else\n        z();\n",
    "if in an if": "    if (a)\n        if (b)\n            %s\n",
    "loop in an if": "    if (a)\n        while (b)\n            %s\n",
    "while": "    while (a)\n        %s\n",
    "for": "    for (;;)\n        %s\n",
    "loop macro": "    LIST_FOREACH(a, b)\n        %s\n",
    "label": "out:\n    %s\n",
    "label on a line": "out: %s\n",
    "case": "    switch (a) {\n    case 1:\n        %s\n        break;\n    }\n",
    "last case": "    switch (a) {\n    case 1: %s\n    }\n",
    "block": "    {\n        %s\n    }\n",
}
_STATEMENTS = {
    "call": "old();",
    "if": "if (x) old();",
    "if with braces": "if (x) { old(); }",
    "while": "while (x) old();",
    "for": "for (x; x; x) old();",
    "return": "return x;",
    "assignment": "x = old();",
}
_EDITS = {
    "remove": "- {0}\n",
    "one for it": "- {0}\n+ one();\n",
    "two for it": "- {0}\n+ one();\n+ two();\n",
    "one before it": "+ one();\n  {0}\n",
    "one after it": "  {0}\n+ one();\n",
    "both": "+ one();\n  {0}\n+ two();\n",
    "if around it": "+ if (q) {{\n  {0}\n+ }}\n",
    "again": "- {0}\n+ one();\n+ {0}\n",
}


@pytest.mark.spatch
@pytest.mark.parametrize("edit", _EDITS)
@pytest.mark.parametrize("statement", _STATEMENTS)
def test_braces_are_where_coccinelle_puts_them(statement: str, edit: str, tmp_path: Path) -> None:
    code = _STATEMENTS[statement]
    path = tmp_path / "patch.cocci"
    path.write_text("@@ @@\n" + _EDITS[edit].format(code), encoding="utf-8")
    patch = parse_semantic_patch(path.read_text(encoding="utf-8"), path.name)
    sources = {
        f"{at}.c": f"void f(void)\n{{\n{place % code}    last();\n}}\n".encode()
        for at, place in enumerate(_PLACES.values())
    }
    judged = spatch_all(path, sources)
    for name, (at, data) in zip(_PLACES, sources.items(), strict=True):
        ours = apply_semantic_patch(patch, SourceFile(at, data), Style())
        theirs = judged[at]
        assert theirs is not None
        assert not ours.refusals, name
        # There, an `else` after an `if` belongs to this `if`.
        is_other = code.startswith("if") and name in ("if with else", "else if")
        assert (ours.data == data) is is_other, name
        assert comparable(ours.data) == comparable(theirs), name
