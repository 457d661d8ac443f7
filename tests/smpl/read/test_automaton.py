# SPDX-License-Identifier: GPL-2.0-or-later
"""A rule's regular expression: its matches, its refusals, and that it never runs for long."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.smpl import parse_semantic_patch
from qemu_xen_codemod.smpl.read.automaton import Automaton
from qemu_xen_codemod.smpl.read.regex import RegexError

#: By pattern: the name under which it is refused.
OUTSIDE = {
    rb"(a)\1": "a backreference (\\1)",
    b"(?P<n>a)(?P=n)": "a backreference (`(?P=`)",
    b"a(?=b)": "lookahead (`(?=`)",
    b"a(?!b)": "lookahead (`(?!`)",
    b"(?<=a)b": "lookbehind (`(?<=`)",
    b"(?<!a)b": "lookbehind (`(?<!`)",
    b"(?>a*)b": "an atomic group (`(?>`)",
    b"a*+b": "a possessive quantifier",
    b"[ab]{2}+": "a possessive quantifier",
    b"(?i)xc": "a group that begins with `(?` and is not `(?:`",
    b"(a)(?(1)b|c)": "a conditional group (`(?(`)",
    b"(*FAIL)": "a verb (`(*`)",
    rb"\pL": "the escape \\p",
    b"[[=a=]]": "the class [=a=]",
    b"a{,3}": "repetitions without a minimum",
    b"a{2,99999}": "more than 9,999 repetitions",
    b"(a{99}){99}": "too many repetitions",
    b"(" * 20 + b"a" + b"+)" * 20: "too many repetitions",
    b"(" * 60 + b")" * 60: "groups nested more than 50 deep",
}
WRONG = {
    b"(a": "a `(` is not closed",
    b"a)": "an unmatched `)`",
    b"[a": "a `[` is not closed",
    b"*a": "a quantifier repeats nothing",
    b"^*": "a quantifier repeats nothing",
    b"a**": "a quantifier follows another",
    b"a{3,2}": "the minimum of repetitions is above the maximum: 3, 2",
    b"[b-a]": "a class has an invalid range",
    b"a\\": "a backslash at the end",
}
SLOW = [b"^(a*)*$", b"(x+x+)+y", b"^(a|aa)+$", b"a*a*a*a*a*a*b", b"(a?){30}a{30}b", b"(.*)*_"]


@pytest.mark.parametrize(("pattern", "what"), OUTSIDE.items(), ids=map(repr, OUTSIDE))
def test_unsupported_expressions_are_refused_by_name(pattern: bytes, what: str) -> None:
    """An expression that would be misread is refused."""
    with pytest.raises(RegexError) as raised:
        Automaton(pattern)
    assert (raised.value.what, raised.value.is_outside) == (what, True)


@pytest.mark.parametrize(("pattern", "what"), WRONG.items(), ids=map(repr, WRONG))
def test_invalid_expressions(pattern: bytes, what: str) -> None:
    """The error is named."""
    with pytest.raises(RegexError) as raised:
        Automaton(pattern)
    assert (raised.value.what, raised.value.is_outside) == (what, False)


def test_the_rule_and_line_are_named() -> None:
    """A refused expression is an error of the rule file, with its place."""
    text = '@@\nidentifier f =~ "^(xc)\\1$";\n@@\n- f()\n+ g()\n'
    with pytest.raises(RuleError) as raised:
        parse_semantic_patch(text, "p.cocci")
    assert raised.value.what == (
        "outside the SmPL subset: a backreference (\\1) in a regular expression"
    )
    assert raised.value.place is not None
    assert (raised.value.place.line, raised.value.place.column) == (2, 17)


@pytest.mark.parametrize("pattern", SLOW, ids=map(repr, SLOW))
@pytest.mark.parametrize("letter", [b"a", b"x"])
def test_time_is_linear_in_the_name(pattern: bytes, letter: bytes) -> None:
    """Expressions for which a backtracking search takes forever, on long names."""
    automaton = Automaton(pattern)
    spent = []
    for length in (3000, 6000):
        start = time.process_time()
        automaton.finds(letter * length + b"c")
        spent.append(time.process_time() - start)
    assert spent[1] < 4 * spent[0] + 0.05


def test_long_lists_of_names() -> None:
    """Such as those in QEMU's commits, of 1,700 bytes; each name is distinguished."""
    names = [b"qobject_input_type_%d" % number for number in range(2000)]
    automaton = Automaton(b"^(" + b"|".join(names) + b")$")
    assert all(map(automaton.finds, names))
    assert not any(automaton.finds(name + b"x") for name in names)


def test_the_cache_of_steps_is_bounded() -> None:
    """The cache of past searches is bounded, and the results stay right."""
    automaton = Automaton(b"(a|b)*a(a|b){14}$")
    for number in range(0, 1 << 12, 5):
        name = bin(number)[2:].zfill(12).replace("0", "a").replace("1", "b").encode() * 2
        assert automaton.finds(name) == (name[-15:-14] == b"a")


_ATOMS = st.sampled_from(
    [*"abc_0.^$", r"\w", r"\d", r"\W", r"\b", r"\B", r"\A", "[ab]", "[^a]", "[a-c_]", r"[\d_]"]
)
_PATTERNS = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"({'|'.join(parts)})"),
        st.tuples(
            inner.map(lambda part: f"(?:{part})"),
            st.sampled_from(["*", "+", "?", "*?", "{2}", "{1,2}", "{0,3}", "{2,}"]),
        ).map("".join),
    ),
    max_leaves=10,
)


@settings(max_examples=150, deadline=None)
@given(_PATTERNS, st.lists(st.text("abc_0", min_size=1, max_size=7), min_size=1, max_size=6))
def test_agrees_with_python(pattern: str, names: list[str]) -> None:
    """Python's `re` and the automaton agree on every name."""
    expected = re.compile(pattern.encode())
    automaton = Automaton(pattern.encode())
    for name in names:
        data = name.encode()
        assert automaton.finds(data) == (expected.search(data) is not None), name


@pytest.mark.parametrize(
    ("pattern", "name", "found"),
    [
        (b"[[:upper:]]", b"xcX", True),
        (b"^[[:alpha:]_]+$", b"xc_1", False),
        (b"^[^[:digit:]]+$", b"xc_", True),
        (b"[]x]", b"a]", True),
        (b"a{}", b"a{}", True),
        (rb"^\x61\142$", b"ab", True),
        (rb"^xc_(map|unmap)$", b"xc_unmap", True),
        (rb"^xc_(map|unmap)$", b"xc_unmapped", False),
        (b"", b"", True),
        (b"(|a)+b", b"b", True),
    ],
)
def test_names_that_match(pattern: bytes, name: bytes, found: bool) -> None:
    """Named classes, numeric escapes, and the rest as in PCRE."""
    assert Automaton(pattern).finds(name) is found
