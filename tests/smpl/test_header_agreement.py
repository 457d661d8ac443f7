# SPDX-License-Identifier: GPL-2.0-or-later
"""The headers of functions and their prototypes change as Coccinelle changes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.smpl.agreement import assert_agreement

_PATCHES = {
    "rename": "- f\n+ g\n  (...) { ... }\n",
    "last parameter": "  f(...\n+ , int z\n  ) { ... }\n",
    "first parameter": "  f(\n+ int z,\n  ...) { ... }\n",
    "without the first": "identifier a;\n@@\n  f(\n- int a,\n  ...) { ... }\n",
    "another type": "identifier a;\n@@\n  f(...,\n- int a\n+ long a\n  , ...) { ... }\n",
    "only parameter": "identifier a;\n@@\n  f(\n- int a\n+ long a\n  ) { ... }\n",
    "name": "type T;\n@@\n  f(..., T\n- a\n+ z\n  , ...) { ... }\n",
    "pointer": "type T; identifier i;\n@@\n  f(...,\n- T i\n+ T *i\n  , ...) { ... }\n",
    "after a list": "parameter list[n] ps; identifier a; type T;\n@@\n"
    "  f(ps,\n- T a\n+ T z\n  , ...) { ... }\n",
    "result": "- int\n+ long\n  f(...) { ... }\n",
    "without static": "- static\n  int f(...) { ... }\n",
    "without inline": "- inline\n  int f(...) { ... }\n",
    "removed": "type T;\n@@\n- T f(...) { ... }\n",
    "prototype": "type T;\n@@\n- T f(...);\n",
    "all parameters": "parameter list ps;\n@@\n- int f(ps)\n+ int g(ps)\n  { ... }\n",
    "above": "type T;\n@@\n+ int w;\n  T f(...) { ... }\n",
    "below": "type T;\n@@\n  T f(...) { ... }\n+ int w;\n",
    "all": "identifier a;\n@@\n- int f(int a)\n+ void f(void)\n  { ... }\n",
}
_HEADERS = (
    "int f(int a)",
    "int f(int a, int b)",
    "int f(int b, int a, int c)",
    "static int f(int a)",
    "static inline int f(int a)",
    "int *f(int a)",
    "struct s *f(struct s *p, int a)",
    "const char *f(const char *a)",
    "foo_t f(foo_t a)",
    "void f(void *a, void **b)",
    "int f(int, int b)",
    "unsigned int f(unsigned a)",
    "static int\nf(int a,\n  int b)",
    "extern int f(int a)",
    "int g(int a)",
)
_FILES = (
    "%s\n{\n    return 1;\n}\n",
    "%s;\n\n%s\n{\n    return 1;\n}\n",
    "%s\n{\n    return f(1);\n}\n\nint h(void)\n{\n    return f(a, 2);\n}\n",
    "int z;\n\n%s\n{\n    return 1;\n}\n\nint h(int a)\n{\n    return 1;\n}\n",
)


@pytest.mark.spatch
@pytest.mark.parametrize("name", _PATCHES)
def test_headers_and_prototypes_change_as_for_coccinelle(name: str, tmp_path: Path) -> None:
    patch = _PATCHES[name]
    sources = {
        f"{at}.c": code.replace("%s", header).encode()
        for at, (header, code) in enumerate((h, c) for h in _HEADERS for c in _FILES)
    }
    assert_agreement(("@@\n" if "@@" in patch else "@@\n@@\n") + patch, sources, tmp_path)
