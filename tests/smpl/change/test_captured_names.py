# SPDX-License-Identifier: GPL-2.0-or-later
"""Names in added code that would mean something else at the place of the match."""

from __future__ import annotations

import pytest

from tests.smpl.refusals import refused_in

_PATCH = """\
@@ expression H, D; symbol handle; @@
- old(H, D)
+ new(handle, D)
"""
_WHY = "which the added code names, is a local name here"

REFUSED = {
    "a parameter": ("void f(int handle)\n{\n    old(h, 1);\n}\n", "3: handle, {}, see 1"),
    "a local": ("void f(void)\n{\n    int handle;\n    old(h, 1);\n}\n", "4: handle, {}, see 3"),
    "a local with this value": (
        "void f(void)\n{\n    int handle = old(h, 1);\n}\n",
        "3: handle, {}, see 3",
    ),
    "one name of several, a pointer": (
        "void f(void)\n{\n    T *a, *handle;\n    if (a) {\n        old(h, 1);\n    }\n}\n",
        "5: handle, {}, see 3",
    ),
    "the variable of a loop": (
        "void f(void)\n{\n    for (T *handle = a; handle;) {\n        old(h, 1);\n    }\n}\n",
        "4: handle, {}, see 3",
    ),
    "a K&R parameter": (
        "void f(handle)\n    int handle;\n{\n    old(h, 1);\n}\n",
        "4: handle, {}, see 2",
    ),
    "the function that is called": (
        "void f(int (*new)(int, int))\n{\n    old(h, 1);\n}\n",
        "3: new, {}, see 1",
    ),
    "a macro's parameter": ("#define F(handle, d) old(handle, d)\n", "1: handle, {}, see 1"),
}


@pytest.mark.parametrize(("code", "reason"), REFUSED.values(), ids=REFUSED)
def test_name_declared_in_the_code_is_refused(code: str, reason: str) -> None:
    """The name would mean a local or a parameter instead of the tree's variable."""
    assert refused_in(_PATCH, code) == (code, [reason.format(_WHY)])


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("T *handle;\nvoid f(void)\n{\n    CALL;\n}\n", id="at file level"),
        pytest.param("void g(int handle);\nvoid f(void)\n{\n    CALL;\n}\n", id="in a prototype"),
        pytest.param(
            "void f(void)\n{\n    {\n        int handle;\n    }\n    CALL;\n}\n",
            id="in another block",
        ),
        pytest.param("void f(void)\n{\n    CALL;\n    int handle;\n}\n", id="declared later"),
        pytest.param("void f(struct s *s)\n{\n    s->handle = CALL;\n}\n", id="a member"),
    ],
)
def test_name_of_the_trees_variable_is_accepted(code: str) -> None:
    """A declaration that is not around the call is no reason to refuse."""
    after = code.replace("CALL", "new(handle, 1)")
    assert refused_in(_PATCH, code.replace("CALL", "old(h, 1)")) == (after, [])


def test_name_in_the_pattern_is_accepted() -> None:
    """`rc` in the added code is the `rc` of the matched code."""
    patch = "@@ @@\n  int rc;\n  ...\n- rc = old();\n+ rc = new(rc);\n"
    code = "void f(void)\n{\n    int rc;\n    rc = old();\n}\n"
    assert refused_in(patch, code) == (code.replace("old()", "new(rc)"), [])


def test_local_declared_twice_is_refused() -> None:
    """Added code that declares a local name again would hide it, or not compile."""
    patch = "@@ expression E; @@\n- old(E);\n+ int rc = new(E);\n+ check(rc);\n"
    code = "void f(int rc)\n{\n    old(1);\n}\nvoid g(void)\n{\n    old(2);\n}\n"
    after = code.replace("old(2);", "int rc = new(2);\n    check(rc);")
    why = "3: rc, which the added code declares, is already a local name here, see 1"
    assert refused_in(patch, code) == (after, [why])


def test_function_defined_twice_is_refused() -> None:
    """A file that has a function of this name gets no second one."""
    patch = "@@ @@\n  int first;\n+ static int helper(void)\n+ {\n+     return 1;\n+ }\n"
    code = "int first;\n\nint helper(int a)\n{\n    return a;\n}\n"
    why = "1: helper, which the added code defines, is already a function of this file, see 3"
    assert refused_in(patch, code) == (code, [why])
