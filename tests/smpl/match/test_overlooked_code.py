# SPDX-License-Identifier: GPL-2.0-or-later
"""Code that our parse of a file leaves out, and Coccinelle's does not, is reported."""

from __future__ import annotations

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.smpl import Patched, apply_semantic_patch, parse_semantic_patch

_TWO = "@@ @@\n- a = 0;\n  ...\n- a = 0;\n"
_ARMS = b"""#ifdef FOO
    a = 0;
#else
    a = 0;
#endif
}
"""
_WHOLE = b"void t(int a)\n{\n    if (a) {\n        a = 1;\n    }\n"
_CUT = b"void t(int a)\n{\n#ifdef ODD\n    if (a)\n        a = 1;\n    else\n#endif\n    a = 2;\n"
_HEADER = "@@ @@\n  port_read(...\n+ , int how\n  )\n  { ... }\n"
_CUT_CONDITION = b"""void t(int a)
{
    if (a
#ifdef ODD
        && a != 2
#endif
        )
        a = 1;
"""


def applied(patch: str, data: bytes) -> Patched:
    source = SourceFile("a.c", data)
    return apply_semantic_patch(parse_semantic_patch(patch, "p"), source, Style())


def reasons(patch: str, data: bytes) -> list[tuple[int, str]]:
    """The 1-based lines of refused code in a file that stays unchanged, and the reasons."""
    result = applied(patch, data)
    assert result.data == data
    source = SourceFile("a.c", data)
    return [(source.line_of(refusal.span.start), refusal.why) for refusal in result.refusals]


def test_branches_in_an_unsplit_function_are_not_reported() -> None:
    """If no `#if` splits a statement, both read the branches as alternatives."""
    assert reasons(_TWO, _WHOLE + _ARMS) == []


def test_code_in_only_one_branch_is_not_reported() -> None:
    """Code in only one branch is never a match."""
    one_arm = _ARMS.replace(b"#else\n    a = 0;\n", b"")
    assert reasons(_TWO, _CUT_CONDITION + one_arm) == []


def test_branches_in_another_function_are_not_reported() -> None:
    """The `#if` that splits a statement is in another function."""
    other = _CUT_CONDITION.replace(b"t(int", b"u(int") + b"}\n"
    assert reasons(_TWO, other + _WHOLE + _ARMS) == []


def test_branches_in_a_split_function_are_reported() -> None:
    """Coccinelle reads the branches as one sequence of code there."""
    why = (
        "an `#if` splits a statement of this function, and the match is in branches of another "
        "`#if`"
    )
    for cut in (_CUT, _CUT_CONDITION):
        first = cut.count(b"\n") + 2
        assert reasons(_TWO, cut + _ARMS) == [(first, why), (first + 2, why)]


def test_a_header_with_its_type_is_not_reported() -> None:
    """The type is on the line above; another name, a call and a loop macro are no function."""
    assert reasons(_HEADER, b"int\nport_write(int a)\n{\n    return 0;\n}\n") == []
    assert reasons(_HEADER, b"port_write(a)\n{\n    return 0;\n}\n") == []
    inside = b"void t(void)\n{\n    port_read(1);\n    FOR_EACH(a) {\n    }\n}\n"
    assert reasons(_HEADER, inside) == []
    typed = b"int\nport_read(int a)\n{\n    return 0;\n}\n"
    result = applied(_HEADER, typed)
    assert (result.data, result.refusals) == (typed.replace(b"int a)", b"int a, int how)"), ())


def test_a_function_without_a_return_type_is_reported() -> None:
    """C89's implicit int: Coccinelle changes the header, we do not."""
    why = "a function without a return type is not searched"
    assert reasons(_HEADER, b"port_read(int a)\n{\n    return 0;\n}\n") == [(1, why)]
    static = b"int n;\n/* Reads. */\nstatic port_read(int a)\n{\n    return 0;\n}\n"
    assert reasons(_HEADER, static) == [(3, why)]
    any_name = "@@ identifier f; @@\n- f(...) { ... }\n"
    assert reasons(any_name, b"port_read(int a)\n{\n    return 0;\n}\n") == [(1, why)]
