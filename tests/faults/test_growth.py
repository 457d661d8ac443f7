# SPDX-License-Identifier: GPL-2.0-or-later
"""Time grows with the input: four times the input takes about four times as long, not sixteen.

The large inputs here once took quadratic time, or more. The processor time of the whole command is
measured, so that nothing depends on one part.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from qemu_xen_codemod.cli import main

CALL = "@@ expression E; @@\n- foo(E)\n+ bar(E)\n"
#: Matches that contain each other, and the number of the smaller run.
INSIDE = {
    "none of them can go": ("else if", "@@ statement S; @@\n- S\n", 250),
    "each gets an argument": (
        "calls in calls",
        "@@ expression list ES; @@\n- foo(ES)\n+ bar(ES, 1)\n",
        400,
    ),
    "each has a type": (
        "members of members",
        "@@ struct s *E; identifier M; @@\n- E->M\n+ bar(E, M)\n",
        100,
    ),
}
Make = Callable[[int], str]


def _function(body: str) -> str:
    return f"void a(void)\n{{\n{body}}}\n"


SOURCES: dict[str, tuple[int, Make]] = {
    "calls in calls": (400, lambda n: f"int a = {'foo(' * n}1{')' * n};\n"),
    "members of members": (
        200,
        lambda n: "struct s { struct s *m; } *p;\n" + _function("    foo(p" + "->m" * n + ");\n"),
    ),
    "a sum": (100, lambda n: f"int a = {'foo(1) + ' * n}1;\n"),
    "else if": (
        100,
        lambda n: _function("    if (x)\n        ;\n" + "    else if (y)\n        foo(1);\n" * n),
    ),
    "functions": (
        200,
        lambda n: "".join(f"int f{i}(void)\n{{\n    return foo({i});\n}}\n" for i in range(n)),
    ),
    "functions of one name": (200, lambda n: "int f(void)\n{\n    return foo(1);\n}\n" * n),
    "macros": (200, lambda n: "".join(f"#define M{i}(x) foo(x)\n" for i in range(n))),
    "a macro of many lines": (200, lambda n: "#define M \\\n" + "  foo(1); \\\n" * n + "\n"),
    "code that does not parse": (
        80,
        lambda n: "".join(f"int f{i}(void)\n{{\n    return foo({i}) @ ;\n}}\n" for i in range(n)),
    ),
    "lines indented with tabs": (1500, lambda n: _function("\tfoo(1);\n" * n)),
    "brackets that do not close": (
        300,
        lambda n: _function("[" * 20 * n + "\n" + "    foo(1));\n" * n),
    ),
    "directives after a bracket": (
        400,
        lambda n: _function(")\n#define A\n" * n + "    foo(1);\n"),
    ),
    "a long line of comments": (
        3000,
        lambda n: _function(")/*" * n + "*/ )//" * n + "\nfoo(1);\n"),
    ),
    "elements of a line": (200, lambda n: f"int a[] = {{{'foo(1), ' * n}}};\n"),
}

#: One function, because most slow code is in one, and rules that search all of it.
FUNCTIONS: dict[str, tuple[int, Make]] = {
    "statements": (400, lambda n: "    x();\n" * n + "    foo(1);\n"),
    "branches": (30, lambda n: "    if (y)\n        foo(1);\n    else\n        foo(2);\n" * n),
    "else if": (25, lambda n: "    if (x)\n        ;\n" + "    else if (y)\n        foo(1);\n" * n),
    "loops": (
        25,
        lambda n: (
            "    while (y) {\n        foo(1);\n        if (z)\n            break;\n    }\n" * n
        ),
    ),
    "jumps": (30, lambda n: "    if (foo(1))\n        goto out;\n" * n + "out:\n    foo(2);\n"),
    "#ifdef": (25, lambda n: "#ifdef A\n    foo(1);\n#else\n    x();\n#endif\n" * n),
}
RULES: dict[str, str] = {
    "dots": "@@ expression E; @@\n  x();\n  ...\n- foo(E);\n+ bar(E);\n",
    "dots between calls": "@@ expression E, F; @@\n  foo(E);\n  ...\n- foo(F);\n+ bar(F);\n",
    "dots that forbid": "@@ expression E; @@\n  foo(1);\n  ... when != z\n- foo(E);\n+ bar(E);\n",
    "exists": "@ r exists @ expression E; @@\n  x();\n  ...\n- foo(E);\n+ bar(E);\n",
    "nest": "@@ expression E; @@\n  void a(void)\n  {\n  <...\n- foo(E)\n+ bar(E)\n  ...>\n  }\n",
    "choices": "@@ expression E; @@\n(\n"
    + "|\n".join(f"- foo(E, {i})\n+ bar(E)\n" for i in range(20))
    + "|\n- foo(E)\n+ bar(E)\n)\n",
    "isomorphisms": "@@ expression E; statement S; @@\n  if (E != NULL) S\n- foo(1);\n+ bar(1);\n",
    "statements": "@@ statement S; @@\n  S\n- foo(1);\n+ bar(1);\n",
}

#: A rule and code in which it has many names to look up.
NAMES: dict[str, tuple[int, Make, str]] = {
    "inherited": (
        100,
        lambda n: "".join(f"int f{i + 1}(int a)\n{{\n    return f{i}(a);\n}}\n" for i in range(n)),
        "@ r @ identifier F; @@\nint F(...) { ... }\n\n"
        "@@ identifier r.F; expression E; @@\n- F(E)\n+ F(E, 0)\n",
    ),
    "inherited, after dots": (
        60,
        lambda n: "".join(
            f"int f{i + 1}(int a)\n{{\n    open();\n    return f{i}(a);\n}}\n" for i in range(n)
        ),
        "@ r @ identifier F; @@\nint F(...) { ... }\n\n"
        "@@ identifier r.F; expression E; @@\n  open();\n  ...\n- return F(E);\n+ return E;\n",
    ),
    "inherited, in a nest": (
        60,
        lambda n: "".join(f"int f{i + 1}(int a)\n{{\n    return f{i}(a);\n}}\n" for i in range(n)),
        "@ r @ identifier F; @@\nint F(...) { ... }\n\n"
        "@@ identifier r.F, G; expression E; @@\n  G(...)\n  {\n  <...\n- F(E)\n+ F(E, 0)\n  ...>\n"
        "  }\n",
    ),
    "declared": (
        250,
        lambda n: _function("".join(f"    int a{i};\n    foo(a{i});\n" for i in range(n))),
        "@@ int E; @@\n- foo(E)\n+ bar(E)\n",
    ),
    "refused": (
        300,
        lambda n: _function("    x(foo(1)); # y\n" * n),
        f"{CALL}\n@@ expression E; @@\n- x(E);\n+ y(E);\n",
    ),
}

#: Long semantic patches.
PATCHES: dict[str, tuple[int, Make]] = {
    "rules": (40, lambda n: "@@ expression E; @@\n- foo(E);\n+ bar(E);\n\n" * n),
    "statements": (150, lambda n: "@@ type T; @@\n" + "- T i = foo(1);\n+ T i = 0;\n" * n),
    "blocks": (600, lambda n: "@@ @@\n" + "- { foo(1); }\n" * n),
}


def spent(folder: Path, source: str, rule: str) -> float:
    """The processor time of a dry run; objects of other tests are not garbage-collected."""
    tree = folder / "tree"
    tree.mkdir(exist_ok=True)
    (tree / "a.c").write_text(source)
    (folder / "r.cocci").write_text(rule)
    words = ["--tree", str(tree), "--rules", str(folder / "r.cocci"), "--check"]
    gc.collect()
    gc.freeze()
    try:
        start = time.process_time()
        assert main(["apply", *words]) in (0, 1)
        return time.process_time() - start
    finally:
        gc.unfreeze()


@pytest.mark.slow
@pytest.mark.usefixtures("capfd")
@pytest.mark.parametrize(("size", "make"), SOURCES.values(), ids=SOURCES)
def test_sources(size: int, make: Make, tmp_path: Path) -> None:
    """One rule on a file with many constructs of one kind."""
    # The first run imports modules.
    base = min(spent(tmp_path, "int a = foo(1);\n", CALL) for _ in range(2))
    small, large = (spent(tmp_path, make(n), CALL) - base for n in (size, 4 * size))
    assert large < 8 * small + 0.1


@pytest.mark.slow
@pytest.mark.usefixtures("capfd")
@pytest.mark.parametrize(("source", "rule", "size"), INSIDE.values(), ids=INSIDE)
def test_matches_inside_each_other(source: str, rule: str, size: int, tmp_path: Path) -> None:
    """Each is inside all those before it."""
    make = SOURCES[source][1]
    base = min(spent(tmp_path, make(1), rule) for _ in range(2))
    small, large = (spent(tmp_path, make(n), rule) - base for n in (size, 4 * size))
    assert large < 8 * small + 0.1


@pytest.mark.slow
@pytest.mark.usefixtures("capfd")
@pytest.mark.parametrize(("size", "make", "rule"), NAMES.values(), ids=NAMES)
def test_names(size: int, make: Make, rule: str, tmp_path: Path) -> None:
    """What is asked about each name, or each match, is looked up."""
    base = min(spent(tmp_path, make(1), rule) for _ in range(2))
    small, large = (spent(tmp_path, make(n), rule) - base for n in (size, 4 * size))
    assert large < 8 * small + 0.1


@pytest.mark.slow
@pytest.mark.usefixtures("capfd")
@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_functions(rule: str, tmp_path: Path) -> None:
    """Rules that follow the control flow, on one function with many constructs of one kind."""
    base = min(spent(tmp_path, _function("    foo(1);\n"), rule) for _ in range(2))
    slow = {}
    for name, (size, make) in FUNCTIONS.items():
        # Once more if it seems slow: it may have been the machine.
        for _ in range(2):
            small, large = (
                spent(tmp_path, _function(make(n)), rule) - base for n in (size, 4 * size)
            )
            if large <= 8 * small + 0.2:
                break
        else:
            slow[name] = (small, large)
    assert not slow


@pytest.mark.slow
@pytest.mark.usefixtures("capfd")
@pytest.mark.parametrize(("size", "make"), PATCHES.values(), ids=PATCHES)
def test_semantic_patches(size: int, make: Make, tmp_path: Path) -> None:
    """A long semantic patch on one line of code."""
    base = min(spent(tmp_path, "int a = foo(1);\n", CALL) for _ in range(2))
    small, large = (spent(tmp_path, "int a = foo(1);\n", make(n)) - base for n in (size, 4 * size))
    assert large < 8 * small + 0.1
