# SPDX-License-Identifier: GPL-2.0-or-later
"""Changes of functions' headers that are refused, and what happens to their prototypes."""

from __future__ import annotations

import pytest

from tests.smpl.refusals import refused_in

_POINTER = "@@\ntype T; identifier i;\n@@\n  f(...,\n- T i\n+ T *i\n  , ...) { ... }\n"
_TYPE_GOES_ON = "the type that it changes goes on after the name"
_TWO = "@@\ntype T; identifier x;\n@@\n  T x;\n+ T y;\n"


def test_a_prototype_changes_as_far_as_its_definition_does() -> None:
    """One parameter of the definition is refused, the other one changes."""
    code = "int f(int a[], int n);\n\nint f(int b[], int m)\n{\n}\n"
    changed = "int f(int a[], int *n);\n\nint f(int b[], int *m)\n{\n}\n"
    assert refused_in(_POINTER, code) == (changed, [f"3: {_TYPE_GOES_ON}"])


def test_a_prototype_stays_if_its_definition_does() -> None:
    patch = "@@\n@@\n  f(...\n+ , int z\n  ) { ... }\n"
    code = "int f(void);\n\nint f(void)\n{\n}\n"
    assert refused_in(patch, code) == (code, ["3: `void` here means that there are no parameters"])


def test_a_prototype_without_the_parameter_is_refused() -> None:
    """K&R's prototype says nothing about parameters."""
    after = "int f();\n\nint f(int *a)\n{\n}\n"
    reason = "1: this prototype of a changed function has a different form; change it by hand"
    assert refused_in(_POINTER, "int f();\n\nint f(int a)\n{\n}\n") == (after, [reason])


def test_nothing_comes_after_the_dots_of_a_header() -> None:
    code = "int f(int a, ...)\n{\n}\n"
    last = "@@\n@@\n  f(...\n+ , int z\n  ) { ... }\n"
    assert refused_in(last, code) == (code, ["1: a parameter cannot come after the `...` here"])
    first = "@@\n@@\n  f(\n+ int z,\n  ...) { ... }\n"
    assert refused_in(first, code) == (code.replace("int a", "int z, int a"), [])


@pytest.mark.parametrize("parameter", ["int a[]", "int a[3]", "int (*a)(int)", "int *(*a[3])(int)"])
def test_the_type_of_such_a_parameter_is_not_changed(parameter: str) -> None:
    code = f"int f({parameter})\n{{\n}}\n"
    assert refused_in(_POINTER, code) == (code, [f"1: {_TYPE_GOES_ON}"])
    name = "@@\ntype T;\n@@\n  f(..., T\n- a\n+ z\n  , ...) { ... }\n"
    assert refused_in(name, code) == (code.replace("a", "z"), [])


def test_a_type_that_goes_on_after_the_name_is_not_copied() -> None:
    code = "void f(void)\n{\n    int a[3];\n    int (*b)(void);\n}\n"
    reasons = ["3: T matches an array type", "4: T matches a function pointer type"]
    assert refused_in(_TWO, code) == (code, reasons)


@pytest.mark.parametrize("other", ["", "int x = __FOO(1) 2;\n"])
def test_an_attribute_is_no_part_of_a_parameter(other: str) -> None:
    """Also in a file where tree-sitter parses all attributes."""
    patch = "@@\nidentifier a;\n@@\n  f(\n- int a\n+ long a\n  ) { ... }\n"
    code = f"{other}int f(int a __attribute__((unused)))\n{{\n}}\n"
    assert refused_in(patch, code) == (code.replace("(int a", "(long a"), [])


def test_an_attribute_is_no_part_of_a_member() -> None:
    patch = "@@\nidentifier a;\n@@\n  struct s {\n  ...\n- int a;\n  ...\n  };\n"
    code = "struct s {\n    int a __attribute__((packed));\n    int *b;\n};\n"
    assert refused_in(patch, code) == ("struct s {\n    int *b;\n};\n", [])
