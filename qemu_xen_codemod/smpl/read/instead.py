# SPDX-License-Identifier: GPL-2.0-or-later
"""What to write instead of an SmPL construct that is not supported."""

from __future__ import annotations

from collections.abc import Mapping

_LISTED = "a rule with `*` lines lists the places that a script would print"
_NO_SCRIPT = f"scripts are not run; {_LISTED}"
_CHOICE = "write each operator as a branch of a disjunction: `\\( !a \\| -a \\)`"

#: By the beginning of the construct's name.
INSTEAD: Mapping[str, str] = {
    "script rules": _NO_SCRIPT,
    "initialize rules": _NO_SCRIPT,
    "finalize rules": _NO_SCRIPT,
    "unary operator metavariables": _CHOICE,
    "a binary operator metavariable next to another": "put parentheses around it and its operands",
    "fresh identifier by": "build it from strings and identifiers, joined by `##`",
    "#include of another semantic patch": "copy the rules of that file into this one",
    "#spatch options": "leave the line out",
    "using in a rule header": "write the alternatives as branches of a disjunction",
    "identifier in a rule header": "leave it out: names are recognised in the code",
}


def instead_of(construct: str) -> str:
    """The help for a construct; "" if it has none of its own."""
    return next((help for name, help in INSTEAD.items() if construct.startswith(name)), "")
