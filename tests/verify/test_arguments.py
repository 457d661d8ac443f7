# SPDX-License-Identifier: GPL-2.0-or-later
"""Swapped arguments."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.verify.arguments import changed_calls, check_arguments
from qemu_xen_codemod.verify.calls import find_parameters

PARAMETERS = {b"map": (b"handle", b"gsi", b"pirq"), b"bind": (b"handle", b"machine_irq")}
OLD = b"int f(S *s)\n{\n    return old_map(x, gsi, &pirq);\n}\n"


def findings(call: bytes, before: bytes = OLD) -> list[str]:
    after = before.replace(b"old_map(x, gsi, &pirq)", call)
    return [
        finding.what
        for finding in check_arguments(changed_calls("a.c", before, after), PARAMETERS.get)
    ]


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(b"map(h, gsi, &pirq)", id="in order"),
        pytest.param(b"map(h, line, &s->pirq)", id="one name only"),
        pytest.param(b"map(h, pirq, &pirq)", id="the same for both"),
        pytest.param(b"map(h, find(pirq), &gsi)", id="an expression names nothing"),
        pytest.param(b"map(h, pirq)", id="another number of arguments, which compilers see"),
        pytest.param(b"other(h, line, gsi)", id="an unknown function"),
        pytest.param(b"bind(h, pirq)", id="a name that no parameter has"),
    ],
)
def test_nothing_is_said(call: bytes) -> None:
    """No proof of a mistake."""
    assert findings(call) == []


def test_a_call_that_was_there_before_is_not_judged() -> None:
    """Only the patch's changes are."""
    there = OLD.replace(b"{\n", b"{\n    map(h, pirq, &gsi);\n")
    assert findings(b"map(h, gsi, &pirq)", there) == []


def test_names_of_other_parameters() -> None:
    """Each has the name of the other's parameter."""
    assert findings(b"map(h, s->pirq, &gsi)") == [
        "map() is given s->pirq as its parameter gsi, and &gsi as pirq"
    ]


def test_another_order_than_in_the_replaced_call() -> None:
    """If no names decide, the order in the old call counts."""
    (what,) = findings(b"new_map(x, &pirq, gsi)")
    assert what.startswith("new_map() has &pirq before gsi, and old_map(), which it replaces")


def test_another_order_that_the_prototype_asks_for() -> None:
    """The parameters' names require it."""
    before = OLD.replace(b"gsi, &pirq", b"&pirq, gsi")
    after = before.replace(b"old_map(x, &pirq, gsi)", b"map(x, gsi, &pirq)")
    assert list(check_arguments(changed_calls("a.c", before, after), PARAMETERS.get)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"int y = f(a, b);\n", None),
        (b"return f(a, b);\n", None),
        (b"int f(int, long b);\n", (b"", b"b")),
        (b"/* f(x) */ int *f(struct s *one, int (*two)(int), char three[4])\n{", None),
        (b"int f(const char *fmt, ...);\n", None),
        (b"static inline int f(int a, struct s *b)\n{\n}\n", (b"a", b"b")),
    ],
)
def test_parameters_of_a_prototype(text: bytes, expected: tuple[bytes, ...] | None) -> None:
    """Only a declaration or definition has them."""
    if expected is None and b"struct s *one" in text:
        expected = (b"one", b"", b"three")
    assert find_parameters(b"f", [text]) == expected
