# SPDX-License-Identifier: GPL-2.0-or-later
"""Calls that a file's tree does not show as such are edited or reported, never passed over."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.smpl import Patched, apply_semantic_patch, parse_semantic_patch

RENAME = "@@ expression list L; @@\n- f(L)\n+ g(L)\n"
DECLARED = "it may be a call, but it parses as a declaration"
MACRO = "the body of this macro could not be parsed"


def applied(code: str, patch: str = RENAME) -> Patched:
    source = SourceFile("a.c", code.encode())
    return apply_semantic_patch(parse_semantic_patch(patch, "p"), source, Style())


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("int f(int);\n", id="a prototype"),
        pytest.param("T f(U a)\n{\n    return a;\n}\n", id="a definition"),
        pytest.param("void t(void)\n{\n    extern T f(U);\n}\n", id="a prototype in a block"),
        pytest.param("void t(void)\n{\n    int f(U);\n}\n", id="a prototype with a C type"),
        pytest.param("void t(void)\n{\n    p->f(1);\n    s.f(2);\n}\n", id="members"),
        pytest.param('/* f(1) */ char *s = "f(2)";\n', id="comments and strings"),
        pytest.param("#if 0\nMACRO f(1);\n#endif\n", id="never compiled"),
        pytest.param('#define A "f(1)"\n', id="a string in a macro"),
        pytest.param("struct s { int (*f)(int); };\n", id="a member that points to one"),
        pytest.param("@@ broken ( {\n", id="another word in code that does not parse"),
    ],
)
def test_other_uses_of_the_name_are_not_reported(code: str) -> None:
    """Other uses of the name leave the file unchanged, without a report."""
    result = applied(code)
    assert (result.data, result.refusals) == (code.encode(), ())


@pytest.mark.parametrize(
    "line",
    [
        "MACRO\n    f(y);",
        "    { y++; } END\n    f(y);",
        "MACRO\nf(y);",
        "    MACRO\n    if (y)\n        f(y);",
        "    typeof(f(y)) *p = &y;",
        '_Pragma("x")\n    f(y);',
        '    int x _Pragma("x") = f(y);',
        "    G_BEGIN\n    f(y);\n    G_END",
    ],
)
def test_calls_beside_macros_are_edited(line: str) -> None:
    """A macro without a semicolon, `_Pragma` and `typeof` do not hide a call."""
    code = f"int t(int y)\n{{\n{line}\n    return f(1);\n}}\n"
    result = applied(code)
    assert result.data.decode() == code.replace("f(y)", "g(y)").replace("f(1)", "g(1)")
    assert result.refusals == ()


@pytest.mark.parametrize(
    ("line", "why"),
    [
        pytest.param("    MACRO f(y);", DECLARED, id="a macro on the same line"),
        pytest.param("    int SPECIAL(f(y));", DECLARED, id="a macro that declares"),
        pytest.param("    lower\n    f(y);", DECLARED, id="a macro in small letters"),
        pytest.param("    f(y;", DECLARED, id="no closing parenthesis"),
        pytest.param(
            "    MACRO f(y + 1);", DECLARED, id="a macro before code that is no declaration"
        ),
    ],
)
def test_calls_that_do_not_parse_are_reported(line: str, why: str) -> None:
    """Unedited calls are refused at their place, and the rest of the file is edited."""
    code = f"int t(int y)\n{{\n{line}\n    return f(1);\n}}\n"
    result = applied(code)
    assert [refusal.why for refusal in result.refusals] == [why]
    assert b"return g(1);" in result.data


def test_a_name_split_by_a_backslash_is_reported() -> None:
    """Only a compiler joins the two parts."""
    code = "int x = old\\\n_name(1);\nint y = old_name(2);\n"
    result = applied(code, "@@ expression E; @@\n- old_name(E)\n+ g(E)\n")
    assert [refusal.why for refusal in result.refusals] == [
        "a backslash at the end of the line splits the name"
    ]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        pytest.param("if (f(x)) {", MACRO, id="a part of a statement"),
        pytest.param("f(x) : case 1", MACRO, id="labels"),
        pytest.param("T x##f(y) { f(x)", MACRO, id="a part of a function"),
    ],
)
def test_macro_bodies_that_do_not_parse_are_reported(body: str, why: str) -> None:
    """A body that cannot be parsed by itself and contains a call is refused."""
    result = applied(f"#define A(x) {body}\nint y = f(1);\n")
    assert {refusal.why for refusal in result.refusals} == {why}
    assert b"int y = g(1);" in result.data


def test_pasted_arguments_need_a_comma() -> None:
    """`##args` needs a comma before it."""
    code = "#define A(x, ...) f(x, ##__VA_ARGS__)\n"
    result = applied(code, "@@ expression E, F; @@\n- f(E, F)\n+ g(F, E)\n")
    assert result.data.decode() == code
    assert [refusal.why for refusal in result.refusals] == [
        "the edit would leave a `##` without an operand"
    ]
