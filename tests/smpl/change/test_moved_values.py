# SPDX-License-Identifier: GPL-2.0-or-later
"""Expressions that added code evaluates at a different point than the matched code did."""

from __future__ import annotations

import pytest

from tests.smpl.refusals import refused_in

_LATER = """\
@@
identifier V;
expression E;
@@
- int V = take(E);
  ...
- give(V);
+ give_new(E);
"""
_EARLIER = """\
@@
expression E;
@@
- begin();
+ begin_with(E);
  ...
- end(E);
+ end();
"""
_CONTEXT = """\
@@
expression E, R;
@@
  R = take(E);
  ...
- give(R);
+ give_both(R, E);
"""


def _function(body: str, head: str = "void f(int data, struct s *s)") -> str:
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    return f"{head}\n{{\n{lines}}}\n"


UNCHANGED = {
    "nothing between": "int v = take(data);\ngive(v);",
    "another variable is assigned": "int v = take(data);\nint i = 0;\ni++;\ngive(v);",
    "a call with the value": "int v = take(data);\nlog(data);\ngive(v);",
    "a local that no other code can reach": "int v = take(data);\nrun(s);\ngive(v);",
    "assigned before": "data &= 3;\nint v = take(data);\ngive(v);",
    "assigned after": "int v = take(data);\ngive(v);\ndata = 0;",
    "another member": "int v = take(s->data);\ns->other = 1;\ngive(v);",
    "a member of the same name": "int v = take(data);\ns->data = 1;\ngive(v);",
    "a size": "int v = take(sizeof(*s));\nrun(s);\ngive(v);",
    "an address": "int v = take(&s->data);\nrun(s);\ngive(v);",
    "a constant": "int v = take(LIMIT + 1);\nrun(s);\ngive(v);",
    "never compiled": "int v = take(data);\n\n#if 0\n    data = 1;\n#endif\n    give(v);",
}
CHANGED = {
    "an assignment": ("int v = take(data);\ndata &= 3;\ngive(v);", "data", 4),
    "an increment": ("int v = take(data);\nrun(data++);\ngive(v);", "data", 4),
    "in a condition": (
        "int v = take(data);\nif ((data = next())) {\n    run();\n}\ngive(v);",
        "data",
        4,
    ),
    "on some path": ("int v = take(data);\nif (s) {\n    data = 3;\n}\ngive(v);", "data", 5),
    "in a loop": ("int v = take(data);\nwhile (more()) {\n    data++;\n}\ngive(v);", "data", 5),
    "in a branch of an #if": (
        "int v = take(data);\n\n#ifdef FORK\n    data = 1;\n#endif\n    give(v);",
        "data",
        6,
    ),
    "through its address": ("int v = take(data);\nremap(&data);\ngive(v);", "data", 4),
    "through an address taken before": (
        "int *p = &data;\nint v = take(data);\n*p = 1;\ngive(v);",
        "data",
        5,
    ),
    "by a function that has its address": (
        "keep(&data);\nint v = take(data);\nrun();\ngive(v);",
        "data",
        5,
    ),
    "a part of it": ("int v = take(a + data);\ndata = 1;\ngive(v);", "a + data", 4),
    "the pointer": ("int v = take(s->data);\ns = s->next;\ngive(v);", "s->data", 4),
    "the member": ("int v = take(s->data);\ns->data |= 1;\ngive(v);", "s->data", 4),
    "the member, by another pointer": (
        "int v = take(s->data);\nt->data = 1;\ngive(v);",
        "s->data",
        4,
    ),
    "memory, in a function": ("int v = take(s->data);\nremap(s);\ngive(v);", "s->data", 4),
    "an element": ("int v = take(a[0]);\na[i] = 1;\ngive(v);", "a[0]", 4),
    "what is pointed to": ("int v = take(*p);\n*q = 1;\ngive(v);", "*p", 4),
    "a variable of the tree": ("int v = take(global);\nrun();\ngive(v);", "global", 4),
    "an unknown macro": ("int v = take(data);\nREMAP(data);\ngive(v);", "data", 4),
    "an assembler statement": (
        'int v = take(data);\nasm("nop" : "+r" (data));\ngive(v);',
        "data",
        4,
    ),
}


@pytest.mark.parametrize("body", UNCHANGED.values(), ids=UNCHANGED)
def test_unchanged_value_is_moved(body: str) -> None:
    """If the variables keep their values, the later point reads the same."""
    after, reasons = refused_in(_LATER, _function(body))
    assert "give_new(" in after
    assert reasons == []


@pytest.mark.parametrize(("body", "text", "line"), CHANGED.values(), ids=CHANGED)
def test_value_that_may_change_in_between_is_refused(body: str, text: str, line: int) -> None:
    """A variable is assigned, or may be, between the old point and the new one."""
    code = _function(body)
    why = f"{text} may change between the matched code that reads it and the added code"
    after, reasons = refused_in(_LATER, code)
    assert after == code
    assert [reason.partition(": ")[2] for reason in reasons] == [f"{why}, see {line}"]


@pytest.mark.parametrize("text", ["data++", "data = 3", "next()"])
def test_side_effects_are_not_moved(text: str) -> None:
    """An assignment or a call would run later than the remaining code in between."""
    code = _function(f"int v = take({text});\nrun();\ngive(v);")
    why = f"3: the added code would evaluate {text} at another point, see 3"
    assert refused_in(_LATER, code) == (code, [why])


@pytest.mark.parametrize("text", ["data++", "data = 3", "next()"])
def test_side_effects_are_moved_over_removed_code(text: str) -> None:
    """No remaining code runs between the old point and the new one."""
    code = _function(f"run();\nint v = take({text});\ngive(v);\nrun();")
    after = _function(f"run();\ngive_new({text});\nrun();")
    assert refused_in(_LATER, code) == (after, [])


def test_side_effects_are_not_moved_over_earlier_code() -> None:
    """Its statement is only partly removed: `other()` would run before it."""
    patch = """\
@@
expression E, R;
@@
  R =
-     take(E) +
      other();
- give(R);
+ give_new(R, E);
"""
    code = _function("data = take(next()) + other();\ngive(data);")
    why = "3: the added code would evaluate next() at another point, see 3"
    assert refused_in(patch, code) == (code, [why])


def test_visible_macro_shows_whether_it_assigns() -> None:
    """A macro that only reads its argument is no reason to refuse; one that assigns it is."""
    body = "int v = take(data);\nNOTE(1, data);\ngive(v);"
    reads = (
        "#define SHOW(x) print(x)\n#define NOTE(n, x...) do { if (n == 1) SHOW(x); } while (0)\n"
    )
    after, reasons = refused_in(_LATER, reads + _function(body))
    assert "give_new(data);" in after
    assert reasons == []
    sets = "#define CLEAR(x) ((x) = 0, x = 0)\n#define NOTE(n, x) CLEAR(x)\n"
    after, reasons = refused_in(_LATER, sets + _function(body))
    assert after == sets + _function(body)
    assert len(reasons) == 1


def test_value_that_is_read_earlier() -> None:
    """Added code above the matched code: an assignment in between changes the value."""
    same = _function("begin();\nrun();\nend(data);")
    assert refused_in(_EARLIER, same) == (
        same.replace("begin()", "begin_with(data)").replace("end(data)", "end()"),
        [],
    )
    other = _function("begin();\ndata = next();\nend(data);")
    why = "3: data may change between the matched code that reads it and the added code, see 4"
    assert refused_in(_EARLIER, other) == (other, [why])


def test_value_that_remaining_code_reads() -> None:
    """If the matched code still reads it, an assignment is refused and a call is not."""
    same = _function("r = take(s->data);\nrun(s);\ngive(r);")
    assert refused_in(_CONTEXT, same) == (same.replace("give(r)", "give_both(r, s->data)"), [])
    other = _function("r = take(data);\ndata = 0;\ngive(r);")
    why = "3: data may change between the matched code that reads it and the added code, see 4"
    assert refused_in(_CONTEXT, other) == (other, [why])


def test_variable_set_again_by_the_matched_code() -> None:
    """Code that the pattern spells out sets the value again."""
    sets = "  P = first();\n  ...\n  P = second();\n"
    patch = f"@@ identifier P; @@\n{sets}  ...\n- free(P);\n+ drop(P);\n"
    code = _function("p = first();\nrun();\np = second();\nrun();\nfree(p);")
    assert refused_in(patch, code) == (code.replace("free", "drop"), [])


def test_variable_set_by_the_added_code() -> None:
    """The added code assigns the result before it reads it: no value is moved."""
    patch = (
        "@@ identifier R; expression E; @@\n- start(E);\n+ R = start(E);\n+ if (R) {\n"
        "+     stop();\n+ }\n  ...\n  R = map(E);\n"
    )
    code = _function("int r;\n\nstart(data);\nr = 3;\nr = map(data);")
    after, reasons = refused_in(patch, code)
    assert "r = start(data);\n    if (r) {" in after
    assert reasons == []
