# SPDX-License-Identifier: GPL-2.0-or-later
"""Functions that no table lists: a fork's own, or those of another release of the library."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.plan import make_plan
from qemu_xen_codemod.rule.pack import Library, Pack
from qemu_xen_codemod.step.workspace import FilesInMemory

PACK = Pack("test", libraries=(Library("libxc", None, "xc_", ("xc_version",)),))


def found(**files: str) -> list[str]:
    data = {name.replace("_", ".") + "": text.encode() for name, text in files.items()}
    plan = make_plan(FilesInMemory(data), PACK, ())
    return [
        f"{reference.place.path}:{reference.place.line}: {reference.symbol}"
        for reference in plan.references
    ]


@pytest.mark.parametrize(
    "code",
    [
        "xc_interface *open_it(xc_handle_t h);",
        "void f(void) { xc_interface *x; g(sizeof(xc_interface), (xc_interface *)p); }",
        "static int xc_fork(int n) { return n; }\nint g(void) { return xc_fork(1); }",
        "#if FORK\nint xc_fork(int n) { return n; }\n#endif\nint g(void) { return xc_fork(1); }",
        "#define xc_fork(n) n\nint g(void) { return xc_fork(1); }",
        "int g(int (*xc_fork)(int)) { return xc_fork(1); }",
        "int g(void) { int xc_fork = 1; return f(xc_fork, &xc_fork); }",
        "struct s { int (*xc_fork)(int); };\nint g(struct s *p) { return p->xc_fork(1); }",
        "int g(void) { return xc_FORK(1) + my_xc_fork(2); }",
        '/* xc_fork(1) */ const char *s = "xc_fork";',
    ],
)
def test_no_function_of_the_library(code: str) -> None:
    """Types, variables, members, and what the tree defines."""
    assert found(a_c=code) == []


@pytest.mark.parametrize(
    "code",
    [
        "int g(void) { return xc_fork(1); }",
        "extern int xc_fork(int);\nint g(void) { return xc_fork(1); }",
        "struct ops o = { .f = xc_fork };",
        "struct ops o = { 1, xc_fork };",
        "void g(void) { o.f = xc_fork; }",
        "void g(void) { reg(&xc_fork, 1); }",
        "#define FORK(n) xc_fork(n)",
        "int g(void *p) { return (int)xc_fork(p); }",
    ],
)
def test_a_function_of_the_library(code: str) -> None:
    """A call or a value that nothing in the tree defines is unanswered."""
    line = code[: code.rindex("xc_fork")].count("\n") + 1
    assert found(a_c=code) == [f"a.c:{line}: xc_fork"]


def test_a_function_of_another_file_is_the_trees() -> None:
    """Defined in one file, called in another."""
    assert found(a_c="int xc_fork(int n)\n{\n}\n", b_c="int g(void) { return xc_fork(1); }") == []


def test_a_definition_in_cpp_is_the_trees() -> None:
    """Whatever language it is written in."""
    cpp = 'extern "C" int xc_fork(int n)\n{\n}\n'
    assert found(a_cpp=cpp, b_c="int g(void) { return xc_fork(1); }") == []


def test_listed_names_stay_the_librarys() -> None:
    """A mock of a function of libxenctrl does not hide its callers."""
    assert found(
        mock_c="int xc_version(int n)\n{\n}\n", b_c="int g(void) { return xc_version(1); }"
    ) == ["b.c:1: xc_version"]


def test_pointers_of_the_librarys_names() -> None:
    """A call of `xc_version` that is a pointer calls what was assigned to it, in any file."""
    header = "extern int (*xc_version)(int n);\n"
    call = "int g(void) { return xc_version(1); }\n"
    assert found(a_h=header, a_c="int (*xc_version)(int n);\n" + call, b_c=call) == []
    assert found(a_c="static int (*xc_version)(int n);\n" + call) == []
    either = "#ifdef LATE\nstatic int (*xc_version)(int n);\n#endif\n"
    assert found(a_c=either + call) == ["a.c:4: xc_version"]
    assert found(a_c="void h(int (*xc_version)(int));\n", b_c=call) == ["b.c:1: xc_version"]
