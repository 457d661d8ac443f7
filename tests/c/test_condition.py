# SPDX-License-Identifier: GPL-2.0-or-later
"""What is left of a condition when macros are known."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.c.condition import left_of
from qemu_xen_codemod.c.known import Known, Range, read_known
from qemu_xen_codemod.c.lexer import code_tokens

KNOWN = {
    b"V": ">=41000",
    b"OLD": "undefined",
    b"ONE": "1",
    b"ZERO": "0",
    b"SET": "defined",
    b"SMALL": ">=2,<5",
}


def left(text: str) -> str:
    known = {name: read_known(said) for name, said in KNOWN.items()}
    data = text.encode()
    found = left_of(tuple(code_tokens(data)), data, {k: v for k, v in known.items() if v})
    if found.truth is not None:
        return str(found.truth).lower()
    assert found.is_changed == (found.text != data)
    return found.text.decode()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("V >= 41500", id="some values and not others"),
        pytest.param("V == 41000", id="one of the values"),
        pytest.param("SET", id="defined as what?"),
        pytest.param("SET < 3", id="defined as what number?"),
        pytest.param("defined(V_MIN) && VV < 3", id="names that begin alike"),
        pytest.param("0", id="a constant"),
        pytest.param("1 || 3 < 4", id="constants"),
        pytest.param("(V & 0xff) > 3", id="arithmetic"),
        pytest.param("V - 1 < 3", id="arithmetic without parentheses"),
        pytest.param("V(3) && ONE(1)", id="macros with arguments"),
        pytest.param("V < -3", id="a number with a sign"),
        pytest.param("SMALL < 4", id="between the bounds"),
        pytest.param("V < 3 < 4", id="a comparison of a comparison"),
        pytest.param("!V == 3", id="a ! that is part of a comparison"),
        pytest.param("A ? V < 3 : B", id="a choice"),
        pytest.param("(V < 3, A)", id="a comma"),
        pytest.param("V < 3 )", id="a parenthesis too many"),
        pytest.param("(V < 3", id="a parenthesis too few"),
        pytest.param("&& V < 3", id="nothing before the operator"),
        pytest.param("A == 'V' && B", id="a character"),
        pytest.param("V < 3.5", id="no whole number"),
    ],
)
def test_undecidable_conditions_stay(text: str) -> None:
    """They are as they are written, to the byte."""
    assert left(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("V < 40900", "false"),
        ("V >= 40900", "true"),
        ("V >= 41000", "true"),
        ("V > 40999", "true"),
        ("V <= 40999", "false"),
        ("V == 40900", "false"),
        ("V != 40900", "true"),
        ("40900 > V", "false"),
        ("(V) < (40900)", "false"),
        ("V < 40900U", "false"),
        ("V < 0x100", "false"),
        ("V < 0100", "false"),
        ("SMALL < 5 && SMALL > 1", "true"),
        ("SMALL < V", "true"),
        ("V", "true"),
        ("ONE", "true"),
        ("ZERO", "false"),
        ("ONE == 1", "true"),
        ("OLD", "false"),
        ("OLD == 0", "true"),
        ("OLD < 3", "true"),
        ("defined OLD", "false"),
        ("defined(OLD)", "false"),
        ("defined ( V )", "true"),
        ("defined(SET)", "true"),
        ("!defined(SET)", "false"),
        ("!!V", "true"),
        ("!(V < 40900)", "true"),
        ("A && V < 40900", "false"),
        ("A || V >= 40900", "true"),
        ("(A || B) && (V < 3)", "false"),
        ("A + 1 && (B || V < 3) && OLD", "false"),
    ],
)
def test_decided(text: str, expected: str) -> None:
    """The known part decides the whole."""
    assert left(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A && V >= 40900", "A"),
        ("V >= 40900 && A", "A"),
        ("defined(A) && V >= 40900 && B", "defined(A) && B"),
        ("A /* why */ && V >= 3 /* x */ && \\\n    B", "A /* why */ && \\\n    B"),
        ("A || V < 40900 || B", "A || B"),
        ("A || B && V < 40900", "A"),
        ("A && (B || V < 40900)", "A && B"),
        ("A || (B && C && V >= 3)", "A || (B && C)"),
        ("A && (B || C || V < 3)", "A && (B || C)"),
        ("(A && V >= 3)", "A"),
        ("!(A && V >= 3)", "!A"),
        ("!(A == 2 && V >= 3)", "!(A == 2)"),
        ("!(defined A && V >= 3)", "!defined A"),
        ("((A || OLD)) && B", "A && B"),
        ("A  &&  (B)  && ONE", "A  &&  (B)"),
        ("F(x, y) && ONE", "F(x, y)"),
        ("(A ? B : C) && ONE", "(A ? B : C)"),
        ("(A ? B : C) && (ONE || D)", "(A ? B : C)"),
    ],
)
def test_rest_stays_as_it_is_written(text: str, expected: str) -> None:
    """Only the known part is removed, with one operator, and parentheses that are no longer
    needed.
    """
    assert left(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("defined", Known(True)),
        ("undefined", Known(False, Range(0, 0, may_be_unsigned=False))),
        (" 12 ", Known(True, Range(12, 12))),
        ("0x10", Known(True, Range(16, 16))),
        (">=3", Known(True, Range(3))),
        (">3, <= 9", Known(True, Range(4, 9))),
        ("<5", Known(True, Range(None, 4))),
        (">=3,>=5", Known(True, Range(5))),
        ("==7", Known(True, Range(7, 7))),
        (">5,<6", None),
        ("", None),
        ("!=3", None),
        ("-3", None),
        ("3.5", None),
        ("09", None),
        ("yes", None),
        (">=3,", None),
    ],
)
def test_what_can_be_known(text: str, expected: Known | None) -> None:
    """A value, bounds, or whether it is defined; None for anything else."""
    assert read_known(text) == expected


def test_signs_are_minded() -> None:
    """Next to an unsigned number a negative one is large: nothing is known then."""
    known = {b"V": Known(True, Range(None, 4))}
    for text, truth in ((b"V < 9", True), (b"V < 9U", None), (b"V < 0xffffffffffffffff", None)):
        assert left_of(tuple(code_tokens(text)), text, known).truth is truth
