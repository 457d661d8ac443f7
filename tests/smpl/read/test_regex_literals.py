# SPDX-License-Identifier: GPL-2.0-or-later
"""The literals that a regular expression requires: no match lacks them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qemu_xen_codemod.smpl.read.regex import RegexError, parse_regex
from qemu_xen_codemod.smpl.read.regex_literals import required_literals

#: Expressions that require no literal.
UNSURE = (
    b"",
    b"^.*$",
    b"a?",
    b"a*b?",
    b"(abc)?",
    b"(abc)*",
    b"(?:abc){0,2}",
    b"abc|",
    b"abc|.",
    b"[abc]",
    b"[]abc]",
    b"[^]abc]",
    rb"[\]abc]",
    rb"\x2d",
    b"[[:alpha:]]",
    b"a{0}",
)
SURE = {
    b"^visit_type_": {b"visit_type_"},
    b"visit_type_.*_enum$": {b"visit_type_"},
    b"^(get|set)_x": {b"get", b"set"},
    b"^(get_it|set_it)_x": {b"get_it", b"set_it"},
    b"abc|de": {b"abc", b"de"},
    b"(abc|[d])": {b"abc", b"d"},
    b"abc?": {b"ab"},
    b"ab+c": {b"ab"},
    b"ab+?cd": {b"cd"},
    b"a[xyz]bcd": {b"bcd"},
    b"(?:ab)+": {b"ab"},
    rb"\bxc_\w+": {b"xc_"},
    b"a(b(cde|fgh))": {b"cde", b"fgh"},
    b"abc{2}": {b"abc"},
    b"(?P<n>abc)": {b"abc"},
    rb"\x61bc": {b"abc"},
    rb"\141bc": {b"abc"},
}


@pytest.mark.parametrize("pattern", UNSURE)
def test_optional_parts_require_no_literal(pattern: bytes) -> None:
    """Optional parts, classes, flags, assertions and odd escapes require nothing."""
    assert required_literals(parse_regex(pattern)) == frozenset()


@pytest.mark.parametrize(("pattern", "needed"), SURE.items(), ids=map(repr, SURE))
def test_literals_in_every_match(pattern: bytes, needed: set[bytes]) -> None:
    """What is in every match is found, one literal for each branch."""
    assert required_literals(parse_regex(pattern)) == needed


@given(
    st.from_regex(r"(?:[abc_|().?+*^$]|\[\^?[abc]\]|\\[wdbB]|\{[01],?2?\}){1,12}", fullmatch=True),
    st.text("abc_0", max_size=8),
)
def test_no_match_lacks_its_literals(pattern: str, name: str) -> None:
    """For any expression, a name that it matches contains one of its literals."""
    try:
        compiled = re.compile(pattern.encode())
        literals = required_literals(parse_regex(pattern.encode()))
    except (re.error, RegexError):
        return
    if literals and compiled.search(name.encode()):
        assert any(literal in name.encode() for literal in literals)
