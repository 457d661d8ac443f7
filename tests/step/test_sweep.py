# SPDX-License-Identifier: GPL-2.0-or-later
"""The sweep step."""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.edit.apply import apply_edits
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.step.unused_trace_event import event_removals
from tests.step.yaml_rule import make_rule, run_rule

STEPS = """
  - patch: |
      @@ expression list E; @@
      - drop(E);
  - sweep: [locals, functions, trace-events, includes]
"""


def sweep(folder: Path, files: dict[str, str]) -> dict[str, str]:
    rule = make_rule(folder, STEPS)
    after = run_rule(rule, {path: data.encode() for path, data in files.items()})
    return {path: data.decode() for path, data in after.items()}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("int a = call();\n    drop(a);", "int a = call();"),
        ("int a;\n    int b;\n    drop(b, x);\n    b = 1;", "int a;\n    int b;\n    b = 1;"),
        ("int a;\n    (void)a;\n    drop(a);", "int a;\n    (void)a;"),
        ("int a;\n    drop(x);", "int a;"),
        ("int a;\n    drop(a);\n#if X\n    use(a);\n#endif", "int a;\n#if X\n    use(a);\n#endif"),
        ("int a;\n    drop(a);\n#define A a", "int a;\n#define A a"),
    ],
)  # fmt: skip
def test_locals_that_stay(tmp_path: Path, before: str, after: str) -> None:
    """An effect, another use in any arm, or already unused before."""
    frame = "void f(void)\n{{\n    {}\n}}\n"
    assert sweep(tmp_path, {"a.c": frame.format(before)}) == {"a.c": frame.format(after)}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("    int a;\n    int b = 2;\n\n    drop(a, b);\n    g();\n", "    g();\n"),
        ("    int a, b, *c;\n\n    drop(b);\n    g(a, c);\n", "    int a, *c;\n\n    g(a, c);\n"),
        ("    int a, b;\n\n    drop(a);\n    g(b);\n", "    int b;\n\n    g(b);\n"),
        ("    int a = 1;\n    int b = a;\n    g();\n    drop(b);\n", "    g();\n"),
        ("    int a; /* for drop */\n    g();\n    drop(a);\n", "    g();\n"),
    ],
)
def test_locals_that_go(tmp_path: Path, before: str, after: str) -> None:
    """Whole declarations, one of several declarators, and what only they used."""
    frame = "void f(void)\n{{\n{}}}\n"
    assert sweep(tmp_path, {"a.c": frame.format(before)}) == {"a.c": frame.format(after)}


def test_functions(tmp_path: Path) -> None:
    """A static function is removed with comment and prototype, as is one that only it used."""
    unused = "static int never(void)\n{\n    return 0;\n}\n\n"
    before = (
        "static int h(int a);\n\n" + unused + "static int k(void)\n{\n    return 1;\n}\n\n"
        "/* For drop. */\nstatic int h(int a)\n{\n    return k();\n}\n\n"
        "void f(void)\n{\n    g();\n    drop(h(1));\n}\n"
    )
    after = unused + "void f(void)\n{\n    g();\n}\n"
    assert sweep(tmp_path, {"a.c": before}) == {"a.c": after}


def test_function_of_a_header_stays_when_another_file_uses_it(tmp_path: Path) -> None:
    """A header's static inline is judged by the whole tree."""
    header = (
        "static inline int h(void)\n{\n    return 1;\n}\n\n"
        "static inline void f(void)\n{\n    drop(h());\n}\n"
    )
    other = "int a = h();\n"
    after = sweep(tmp_path, {"a.h": header, "b.c": other})["a.h"]
    assert after == header.replace("    drop(h());\n", "")


def test_trace_events(tmp_path: Path) -> None:
    """An event that nothing emits any more is removed; one that another file emits stays."""
    events = '# a.c\none(int a) "a %d"\ntwo(void) "x" \\\n    "y"\n\n# b.c\nthree(void) ""\n'
    files = {
        "a.c": "void f(void)\n{\n    g();\n    drop(trace_two(), trace_three());\n}\n",
        "b.c": "void h(void)\n{\n    trace_three();\n    trace_one(1);\n}\n",
        "trace-events": events,
    }
    after = sweep(tmp_path, files)["trace-events"]
    assert after == '# a.c\none(int a) "a %d"\n\n# b.c\nthree(void) ""\n'


def test_long_event_beside_a_removed_one_keeps_its_line(tmp_path: Path) -> None:
    """QEMU reads an event from one line: a line of any width stays, where C's would be broken."""
    long = f'one(int a, const char *b) "{"a %d " * 20}"\n'
    files = {
        "a.c": "void f(void)\n{\n    trace_one(1, 0);\n    drop(trace_two());\n}\n",
        "trace-events": f'# a.c\ntwo(void) "x"\n{long}',
    }
    assert sweep(tmp_path, files)["trace-events"] == f"# a.c\n{long}"


def test_heading_goes_with_its_last_event() -> None:
    """A section without events needs no heading."""
    events = b'# a.c\none(void) ""\n\n# b.c\ntwo(void) ""\n'
    edits = event_removals(events, {b"one"})
    assert apply_edits(events, edits, Style()).data == b'# b.c\ntwo(void) ""\n'


def test_includes(tmp_path: Path) -> None:
    """An include is removed if the file used it before and no longer does; others stay."""
    files = {
        "a.c": '#include "used.h"\n#include "gone.h"\n#include "never.h"\n#include <sys.h>\n\n'
        "void f(void)\n{\n    used();\n    drop(gone());\n}\n",
        "used.h": "void used(void);\n",
        "gone.h": "int gone(void);\n",
        "never.h": "int never(void);\n",
    }
    after = sweep(tmp_path, files)["a.c"]
    assert after == files["a.c"].replace('#include "gone.h"\n', "").replace(
        "    drop(gone());\n", ""
    )
