"""What a patch step relies on: what functions of the tree compute, what metavariables are worth."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from qemu_xen_codemod.c.bits import Bits, Unclear, argument
from qemu_xen_codemod.c.evaluate import Evaluator
from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.rule.text import Text

_KEY = re.compile(r"([A-Za-z_]\w*)\s*(?:\(\s*([A-Za-z_]\w*(?:\s*,\s*[A-Za-z_]\w*)*)\s*\))?")


@dataclass(frozen=True, slots=True)
class Reliance:
    """A function or a metavariable, and its value."""

    name: str
    #: Of a function; () for a metavariable.
    parameters: tuple[str, ...]
    value: Bits
    #: The value as the rule writes it.
    text: str


def read_reliance(key: str, text: Text) -> Reliance:
    """`f(a, b)` or `E`, and the expression that says what it has to be. Raises RuleError."""
    found = _KEY.fullmatch(key.strip())
    if found is None:
        raise RuleError(
            f"{key} is neither a function with its parameters nor a metavariable",
            place=text.place(),
            help="write f(a, b): an expression of a and b; or E: a constant",
        )
    parameters = tuple(re.findall(r"\w+", found.group(2) or ""))
    known = {name.encode(): argument(name) for name in parameters}
    try:
        value = Evaluator(lambda _: iter(()), known=known).text(text.value.encode())
    except Unclear:
        raise RuleError(
            "not an expression whose bits can be told",
            place=text.place(),
            help="use the parameters, numbers, and << >> & | ^ + ? :",
        ) from None
    if not parameters and value.constant is None:
        raise RuleError("a metavariable's value is a constant", place=text.place())
    return Reliance(found.group(1), parameters, value, " ".join(text.value.split()))


def read_reliances(given: Mapping[str, Text]) -> tuple[Reliance, ...]:
    """All of a step. Raises RuleError."""
    return tuple(read_reliance(key, text) for key, text in given.items())
