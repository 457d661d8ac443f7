#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Write the table of isomorphisms in docs/smpl.md from the list that the matcher has.

tools/isomorphism_table.py
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from qemu_xen_codemod.smpl.compile.isomorphisms import (  # noqa: E402
    CodeForm,
    Isomorphism,
    Where,
    standard_isomorphisms,
)
from qemu_xen_codemod.smpl.read.metavariable import MetaKind, Metavariable  # noqa: E402

PAGE = ROOT / "docs" / "smpl.md"
BEGIN = "<!-- isomorphisms: tools/isomorphism_table.py makes this table -->\n"
END = "<!-- end of isomorphisms -->\n"
_PLACES = {
    Where.ANYWHERE: "",
    Where.TESTED: " where only its truth counts",
    Where.ARGUMENT: " as an argument or assigned",
}
#: Pattern and code of those that no text describes.
_BY_CODE = {
    CodeForm.VALUE_FORMAT: ("`16`", "`0x10`"),
    CodeForm.OPTIONAL_STORAGE: ("a declaration or function", "with a storage class or `inline`"),
    CodeForm.OPTIONAL_QUALIFIER: ("a declaration", "with `const`, `volatile`"),
    CodeForm.DECL_INIT: (
        "`T i;` with a metavariable i that stays, as does the storage class",
        "`T i = ...;`",
    ),
    CodeForm.EXTERN_DECL_INIT: ("`extern T i;`", "`extern T i = ...;`"),
    CodeForm.STATIC_DECL_INIT: ("`static T i;`", "`static T i = ...;`"),
    CodeForm.ADD_INT1: ("`unsigned`", "`unsigned int`"),
    CodeForm.ADD_INT2: ("`signed`", "`signed int`"),
    CodeForm.ADD_SIGNED: ("`int`", "`signed int`"),
    CodeForm.TYPE_WORDS: ("`long`", "`long int`, and other spellings of a type (both)"),
    CodeForm.INITIALISER: ("`r = E` where `r =` is context", "`T r = E`"),
    CodeForm.SEVERAL_DECLARATORS: ("`- int i;`", "i of `int i, j;`"),
    CodeForm.FIELD_ORDER: ("`.f = A, .g = B`", "in any order, among others"),
    CodeForm.MISSING_RETURN: ("`return;`, `return ...;`", "the end of a function without one"),
    CodeForm.NEGATIVE_NUMBER: ("`-E`", "`-1`"),
}


def table() -> str:
    """The rows: name, pattern, what it also matches."""
    lines = ["| name | pattern | matches too |", "|---|---|---|"]
    lines += (_row(isomorphism) for isomorphism in standard_isomorphisms())
    lines += (f"| `{form.value}` | {old} | {new} |" for form, (old, new) in _BY_CODE.items())
    return "\n".join(lines) + "\n"


def _row(isomorphism: Isomorphism) -> str:
    lefts, rights = isomorphism.texts[: isomorphism.both], isomorphism.texts[isomorphism.both :]
    typed = [
        f"{metavariable.name} {_kind(metavariable, isomorphism)}"
        for metavariable in isomorphism.metavariables
        if _kind(metavariable, isomorphism)
    ]
    pattern = ", ".join(map(_code, lefts)) + (f", {' and '.join(typed)}" if typed else "")
    others = [*(["each other"] if len(lefts) > 1 else []), *map(_code, rights)]
    return f"| `{isomorphism.name}` | {pattern} | {', '.join(others)}{_PLACES[isomorphism.where]} |"


def _kind(metavariable: Metavariable, isomorphism: Isomorphism) -> str:
    """What one of its metavariables may stand for, "" if its place says it all."""
    if metavariable.wanted is not None:
        return "a pointer" if metavariable.wanted.depth else "an `int`"
    if metavariable.name in isomorphism.pure:
        return f"a {metavariable.kind.value} metavariable that the rule needs nowhere else"
    return {MetaKind.CONSTANT: "a constant", MetaKind.IDENTIFIER: "a name"}.get(
        metavariable.kind, ""
    )


def _code(text: str) -> str:
    return "`" + text.replace("|", "\\|") + "`"


def page() -> str:
    """The document with the table as it is now."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + table() + END + after


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
