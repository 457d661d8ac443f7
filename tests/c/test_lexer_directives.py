# SPDX-License-Identifier: GPL-2.0-or-later
"""The directives of a file, found without its other tokens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qemu_xen_codemod.c.lexer import Kind, directives, tokens
from qemu_xen_codemod.c.source import SourceFile

PIECES = (
    *(b'"', b"'", b"\\", b"\\\n", b"/*", b"*/", b"//", b"/", b"#", b"##", b"\n", b"\r\n", b"\n#"),
    *(b" ", b"\t", b"L", b"u8", b"1'0", b".5e+", b'R"(', b"define A", b"/=", b"$"),
)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(b"/*\n#define A\n*/", id="in a comment"),
        pytest.param(b"// a \\\n#define A\n", id="in a comment of two lines"),
        pytest.param(b'"a\\\n#define A"', id="in a string"),
        pytest.param(b"int a; #define A", id="behind code"),
        pytest.param(b"/* a */ #define A", id="behind a comment"),
    ],
)
def test_what_is_no_directive(code: bytes) -> None:
    assert not list(directives(code))


def test_a_directive_has_its_blanks_and_all_of_its_lines() -> None:
    code = b"int a;\n  # define A(b) \\\n  '\n#undef A /* \n */ A\nint b;\n"
    found = [token.text for token in directives(code)]
    assert found == [b"  # define A(b) \\\n  '", b"#undef A /* \n */ A"]


@given(st.lists(st.sampled_from(PIECES)).map(b"".join))
def test_they_are_those_among_all_tokens(code: bytes) -> None:
    found = [token for token in tokens(code) if token.kind is Kind.DIRECTIVE]
    assert list(directives(code)) == found


def test_a_raw_string_of_cpp_holds_none() -> None:
    assert not SourceFile("a.cc", b'char *a = R"(\n#define A\n)";').directives
