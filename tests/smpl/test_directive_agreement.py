# SPDX-License-Identifier: GPL-2.0-or-later
"""Code with directives in it changes as Coccinelle changes it, or is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.smpl.agreement import assert_agreement

_NAMES = "expression x; identifier i; statement S; type T;\n@@\n"
#: Patches, and the numbers of the functions below in which matches are refused.
_PATCHES: dict[str, tuple[str, list[int]]] = {
    "call": ("- a(x)\n+ n(x)\n", [14]),
    "added above": ("+ n(x);\n  a(x);\n", [9, 10, 11, 14, 20]),
    "added below": ("  a(x);\n+ n(x);\n", [9, 10, 11, 14, 20]),
    "removed": ("- a(x);\n", [9, 10, 11, 14, 20]),
    "replaced": ("- a(x);\n+ n(x);\n", [14]),
    "one of two": ("- a(x);\n  b(x);\n", [9]),
    "two": ("- a(x);\n- b(x);\n", [9]),
    "two in a block": ("  {\n- a(x);\n  b(x);\n  }\n", [9]),
    "any statement": ("  a(x);\n  S\n+ n(x);\n", [14]),
    "dots": ("- a(x);\n+ n(x);\n  ... when != c(x)\n  b(x);\n", [9]),
    "exists": ("- a(x);\n+ n(x);\n  ... when exists\n  b(x);\n", [9]),
    "nest": ("  i(...) { <...\n- c(x);\n+ n(x);\n  ...> }\n", []),
    "body": ("  if (x) {\n- a(x);\n  ...\n  }\n", []),
    "begins": ("  i(...) {\n+ n(1);\n  ...\n  }\n", []),
    "ends": ("  i(...) {\n  ...\n- return x;\n+ return n(x);\n  }\n", []),
    "below an if": ("  if (x) S\n+ n(x);\n", [9, 13]),
}
_BODIES = (
    "#ifdef X\n    a(p);\n#endif\n    b(p);\n",
    "    a(p);\n#ifdef X\n    b(p);\n#endif\n    c(p);\n",
    "#ifdef X\n    a(p);\n#else\n    b(p);\n#endif\n    c(p);\n",
    "#ifdef X\n    a(p);\n#else\n    a(p);\n#endif\n    b(p);\n",
    "#ifdef X\n    a(p);\n    b(p);\n#endif\n    c(p);\n",
    "#if X\n    a(p);\n#elif Y\n    b(p);\n#else\n    c(p);\n#endif\n    b(p);\n",
    "#if 0\n    a(p);\n#endif\n    b(p);\n",
    "    if (p) {\n        a(p);\n#ifdef X\n        b(p);\n#endif\n    }\n",
    "    if (p) {\n        a(p);\n#ifdef X\n    } else {\n        b(p);\n#endif\n    }\n",
    "    if (p)\n#ifdef X\n        a(p);\n#else\n        b(p);\n#endif\n",
    "#ifdef X\n    if (p)\n#endif\n        a(p);\n",
    "#ifdef X\n    if (p)\n#else\n    if (q)\n#endif\n        a(p);\n",
    "#ifdef X\n    if (p) {\n#else\n    if (q) {\n#endif\n        a(p);\n    }\n",
    "    if (p\n#ifdef X\n        && q\n#endif\n        )\n        a(p);\n",
    "    a(p\n#ifdef X\n      + 1\n#endif\n      );\n",
    "    a(p);\n    switch (p) {\n    case 1:\n        b(p);\n        break;\n"
    "#ifdef X\n    case 2:\n        c(p);\n        break;\n#endif\n"
    "    default:\n        b(p);\n    }\n",
    "    a(p);\n    switch (p) {\n#ifdef X\n    case 1:\n        b(p);\n        break;\n"
    "#else\n    case 2:\n        b(p);\n#endif\n    default:\n        b(p);\n    }\n",
    "    a(p);\n#pragma once\n    b(p);\n",
    "    if (p) {\n        a(p);\n#define D b\n    }\n",
    "    {\n#undef D\n        a(p);\n#undef D\n        b(p);\n#undef D\n    }\n",
    "    if (p)\n#pragma once\n        a(p);\n",
    "    if (p)\n        a(p);\n#pragma once\n    else\n        b(p);\n",
    "    switch (p) {\n#pragma once\n    case 1:\n#pragma once\n        a(p);\n"
    "#pragma once\n        b(p);\n    }\n",
    "#pragma once\n    a(p);\n    b(p);\n#pragma once\n",
)


@pytest.mark.spatch
@pytest.mark.parametrize("name", _PATCHES)
def test_directives_are_passed_as_by_coccinelle(name: str, tmp_path: Path) -> None:
    text, refused = _PATCHES[name]
    sources = {
        f"{at:02}.c": f"int f(int p)\n{{\n{body}    return p;\n}}\n".encode()
        for at, body in enumerate(_BODIES)
    }
    names = {f"{at:02}.c" for at in refused}
    assert_agreement("@@\n" + _NAMES + text, sources, tmp_path, ["15.c"], names)


_MEMBERS = ("int a;", "long b;", "char c;")
#: What is between the first `{`, the members and `}`.
_AMONG_MEMBERS = (
    ("", "", "", ""),
    ("#ifdef X", "#endif", "", ""),
    ("", "#ifdef X", "#endif", ""),
    ("", "", "#ifdef X", "#endif"),
    ("#ifdef X", "", "#endif", ""),
    ("", "#ifdef X", "", "#endif"),
    ("#ifdef X", "#else", "#endif", ""),
    ("#ifdef X", "", "#elif Y\nint d;\n#else", "#endif"),
    ("#ifdef X\n#else", "", "#endif", ""),
    ("#if 0", "#endif", "", ""),
    ("#if 0", "#else", "#endif", ""),
    ("", "#if 0", "#endif", ""),
    ("", "#if 0\nint d;\n#endif", "", ""),
    ("", "#if 0\nint d;\n#else", "#endif", ""),
    ("", "#if 0\nint d;\n#elif Y", "", "#endif"),
    ("", "", "", "#if 0\nint d;\n#endif"),
    ("#define K 1", "", "", ""),
    ("", "#define K 1", "", ""),
    ("", "", "#pragma once", ""),
)
_OF_A_STRUCT = {
    "anywhere": "...\n- int a;\n...\n",
    "first": "- int a;\n...\n",
    "last": "...\n- char c;\n",
    "next": "...\nint a;\n- long b;\n...\n",
    "two": "...\n- int a;\n- long b;\n...\n",
    "with dots": "...\nint a;\n...\n- long b;\n...\n",
    "all": "int a;\n- long b;\nchar c;\n",
    "any member": "f\n- long b;\n...\n",
    "list": "fs\n- long b;\n...\n",
    "list of one": "f1\n- long b;\n...\n",
    "added first": "+ int n;\n...\n",
    "added last": "...\n+ int n;\n",
    "added between": "...\nint a;\n+ int n;\nlong b;\n...\n",
}


@pytest.mark.spatch
@pytest.mark.parametrize("name", _OF_A_STRUCT)
def test_members_at_directives_are_matched_as_by_coccinelle(name: str, tmp_path: Path) -> None:
    bodies = []
    for first, *others in _AMONG_MEMBERS:
        lines = [first, *(line for pair in zip(_MEMBERS, others, strict=True) for line in pair)]
        bodies.append("".join(f"{line}\n" for line in lines if line))
    sources = {f"{at:02}.c": f"struct s {{\n{body}}};\n".encode() for at, body in enumerate(bodies)}
    names = "field f;\nfield list fs;\nfield list[1] f1;\n"
    text = f"@@\n{names}@@\nstruct s {{\n{_OF_A_STRUCT[name]}}};\n"
    assert_agreement(text, sources, tmp_path)
