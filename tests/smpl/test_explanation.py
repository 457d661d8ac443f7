# SPDX-License-Identifier: GPL-2.0-or-later
"""Why a rule does not match: how far the match got, and what stopped it."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.moves import OffsetMap
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.smpl import (
    CodeToExplain,
    RuleExplanation,
    apply_semantic_patch,
    explain_patch,
    parse_semantic_patch,
)


def explain(patch: str, code: str, line: int | None = None) -> tuple[RuleExplanation, ...]:
    parsed = parse_semantic_patch(patch, "p.cocci")
    source = SourceFile("a.c", code.encode())
    code_to_explain = CodeToExplain(source, source, OffsetMap(), line)
    patched, explanations = explain_patch(parsed, code_to_explain, Style())
    assert patched == apply_semantic_patch(parsed, source, Style())
    return explanations


def nearest(patch: str, code: str, line: int | None = None) -> tuple[int, int, str]:
    """The lines where the last rule stops, in the rule and in the code, and why."""
    explanation = explain(patch, code, line)[-1]
    assert not explanation.matched
    first = explanation.near[0]
    assert first.in_rule is not None
    return first.in_rule.line, first.in_code.line, first.why


def in_function(*lines: str) -> str:
    """A function whose body begins at line 3."""
    body = "".join(f"    {line}\n" for line in lines)
    return f"void t(struct s *p, struct o *q, int n)\n{{\n{body}}}\n"


CALLS = """\
@@ expression E; @@
- start(E);
  ...
- stop(E, 0);
"""
GUARDED = CALLS.replace("...", "... when != lose(E)")
TYPED = "@@ struct s *P; @@\n- f(P)\n+ g(P)\n"


@pytest.mark.parametrize(
    ("patch", "code", "expected"),
    [
        pytest.param(
            CALLS,
            in_function("start(n);", "work();", "stop(n, 1);"),
            (4, 5, "the rule has `0`, the code `1`"),
            id="another token",
        ),
        pytest.param(
            CALLS,
            in_function("start(n);", "stop(p, 0);"),
            (4, 4, "E is `n` since line 3, the code has `p`"),
            id="bound to other code",
        ),
        pytest.param(
            CALLS,
            in_function("start(n);", "if (n) {", "    stop(n, 0);", "} else {", "    n++;", "}"),
            (3, 9, "a path from `...` ends here and does not reach `stop(E, 0);`"),
            id="a path that does not reach it",
        ),
        pytest.param(
            CALLS,
            in_function("start(n);", "if (n) {", "    stop(n, 0);", "} else {", "return;", "}"),
            (
                3,
                7,
                "a path from `...` ends with `return;` here and does not reach `stop(E, 0);`",
            ),
            id="a path returns",
        ),
        pytest.param(
            GUARDED,
            in_function("start(n);", "lose(n);", "stop(n, 0);"),
            (3, 4, "the path contains what `when !=` forbids: `lose(E)`"),
            id="code that when != forbids",
        ),
        pytest.param(
            "@@ expression E; @@\n- a(E);\n- b(E);\n",
            in_function("a(n);", "work();", "b(n);"),
            (3, 4, "the rule has `b`, the code `work`"),
            id="no dots between",
        ),
        pytest.param(
            "@@ expression E; @@\n- a(E);\n- b(E);\n",
            in_function("if (n) {", "    a(n);", "}", "b(n);"),
            (3, 5, "the code ends here, before `b(E);`"),
            id="the block ends",
        ),
        pytest.param(
            "@@ expression E; @@\n- if (E) { a(E); }\n+ b(E);\n",
            in_function("if (n) {", "    a(n);", "    work();", "}"),
            (2, 5, "the pattern ends here, but the code continues with `work();`"),
            id="the block continues",
        ),
        pytest.param(
            "@@ expression E; @@\n- f(E, 0)\n+ g(E)\n",
            in_function("f(n);"),
            (2, 3, "the rule has 2 arguments, the code 1"),
            id="too few arguments",
        ),
        pytest.param(
            "@@ expression E; @@\n- f(E, 0, ...)\n+ g(E)\n",
            in_function("f();"),
            (2, 3, "the rule has at least 2 arguments, the code 0"),
            id="too few arguments for dots",
        ),
        pytest.param(
            "@@ expression E; @@\n- if (E) a(); else a();\n+ c(E);\n",
            in_function("if (n) a(); /* else */"),
            (2, 3, "the rule's `if` has an `else`, the other has none"),
            id="no else",
        ),
        pytest.param(
            "@@ expression E, F; @@\n- E = f(F);\n+ g(E);\n",
            in_function("n = f;"),
            (2, 3, "the rule has `f(F)` (a call), the code `f` (a name)"),
            id="another construct",
        ),
        pytest.param(
            "@@ expression E; @@\n- n = f(E);\n+ g(E);\n",
            in_function("f(n);"),
            (2, 3, "the rule has `n = f(E)` (an assignment), the code `f(n)` (a call)"),
            id="the value is not used",
        ),
        pytest.param(
            "@@ identifier f = {a, b}; @@\n- f(0, 1)\n+ g()\n",
            in_function("a(0, 2);"),
            (2, 3, "the rule has `1`, the code `2`"),
            id="a listed name",
        ),
        pytest.param(
            "@@ constant C; @@\n- f(C)\n+ g(C)\n",
            in_function("f(n);"),
            (2, 3, "C is a constant, the code has `n`"),
            id="not a constant",
        ),
        pytest.param(
            TYPED,
            in_function("f(q);"),
            (2, 3, "P is of type struct s *, `q` of type struct o *"),
            id="another type",
        ),
        pytest.param(
            TYPED,
            in_function("f(unseen);"),
            (2, 3, "P is of type struct s *, and the type of `unseen` is not known"),
            id="a type that is not known",
        ),
        pytest.param(
            "@@ expression E; @@\n(\n- f(E, 1)\n+ g()\n|\n- f(E, 2)\n+ h()\n)\n",
            in_function("f = n;"),
            (2, 3, "no branch of the disjunction matches `f`"),
            id="no branch",
        ),
        pytest.param(
            "@@ expression E; @@\n- struct s x = { .a = E, };\n+ y(E);\n",
            in_function("struct s x = { .b = n, };", "a;"),
            (2, 3, "the rule has `a`, the code `b`"),
            id="a field",
        ),
        pytest.param(
            "@ r @ expression E; @@\n  first(E);\n@@ expression r.E; @@\n- last(E);\n",
            in_function("first(n);", "last(p);"),
            (4, 4, "E is `n`, as r matched, the code has `p`"),
            id="bound by another rule",
        ),
    ],
)
def test_what_stops_a_match(patch: str, code: str, expected: tuple[int, int, str]) -> None:
    """The line of the rule, the line of the code and the reason, at the longest partial match."""
    assert nearest(patch, code) == expected


def test_a_line_inside_a_match() -> None:
    """A question about the line of `stop` gets the match that begins above it."""
    code = in_function("start(n);", "work();", "stop(p, 0);")
    assert nearest(CALLS, code, 5) == (4, 5, "E is `n` since line 3, the code has `p`")


def test_dots_do_not_pass_their_neighbours() -> None:
    """The shortest path matches: dots do not pass their neighbours."""
    code = in_function("start(n);", "start(n);", "stop(n, 1);")
    why = "`start(E);` matches once more before the end of `...`, which `when any` allows"
    assert nearest(CALLS, code, 3) == (3, 4, why)


def test_a_name_outside_the_constraint() -> None:
    """The constraint is shown as written."""
    code = in_function("put_it(0);", "get_it = 0;")
    stop = nearest('@@ identifier f =~ "^get_"; @@\n- f(0)\n+ g()\n', code, 3)
    assert stop == (2, 3, '`put_it` is not allowed for f: `f =~ "^get_"`')


def test_a_line_with_other_code() -> None:
    """For a line without any code of the rule, the beginning of the rule is shown."""
    code = in_function("start(n);", "work();", "stop(n, 1);")
    assert nearest(CALLS, code, 4) == (2, 4, "the rule has `start`, the code `work`")


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        pytest.param(
            "@ r @ expression E; position p; @@\n  f@p(E);\n"
            "@@ expression E; position q != r.p; @@\n- f@q(E);\n",
            (4, 3, "position q must not be here: `q != r.p`"),
            id="a position of another rule",
        ),
        pytest.param(
            '@@ position p : script:python() { p[0].file != "a.c" }; @@\n- f@p(n);\n',
            (2, 3, 'position p must not be here: `p : script:python() { p[0].file != "a.c" }`'),
            id="a condition",
        ),
        pytest.param(
            "@ r @ position p; @@\n  f@p(n, 1);\n@@ position r.p; @@\n- f@p(n);\n",
            (4, 3, "position p is a different place of line 4"),
            id="bound",
        ),
    ],
)
def test_a_position(patch: str, expected: tuple[int, int, str]) -> None:
    """Code that matches at a place where a position metavariable cannot be."""
    assert nearest(patch, in_function("f(n);", "f(n, 1);"), 3) == expected


def test_added_code_is_not_shown() -> None:
    """Only the code to match is shown."""
    code = in_function("f(n);")
    patch = "@@ expression E; @@\n- x = f(\n+ h(1,\n  E);\n"
    assert nearest(patch, f"int x;\n{code}", 4) == (
        2,
        4,
        "the rule has `x = f( E)` (an assignment), the code `f(n)` (a call)",
    )


def test_the_isomorphism_of_a_match() -> None:
    """A match by an isomorphism names it."""
    (explanation,) = explain("@@ expression E; @@\n- E == NULL\n+ g(E)\n", in_function("n = !p;"))
    assert [match.isomorphisms for match in explanation.matched] == [("is_null",)]


def test_longest_partial_match_comes_first() -> None:
    """The longest partial match comes first; places without any match are left out."""
    code = in_function("f(n, 1, 3);", "f(n, 2, 3);", "f(p);", "h(f);")
    (explanation,) = explain("@@ expression E; @@\n- f(E, 1, 2)\n+ g(E)\n", code)
    assert [(miss.in_code.line, miss.why) for miss in explanation.near] == [
        (3, "the rule has `2`, the code `3`"),
        (4, "the rule has `1`, the code `2`"),
        (5, "the rule has 3 arguments, the code 1"),
    ]


def test_a_match_with_its_edits() -> None:
    """The bindings, and the change of this match only."""
    code = in_function("f(n);", "f(p);")
    (explanation,) = explain(TYPED, code)
    (match,) = explanation.matched
    assert [(bound.name, bound.text, bound.line) for bound in match.bound] == [("P", "p", 4)]
    assert match.change is not None
    assert match.change.after == code.replace("f(p)", "g(p)").encode()
    assert [miss.in_code.line for miss in explanation.near] == [3]


def test_a_refused_match() -> None:
    """The refusal that `apply` reports."""
    code = in_function("int y;", "f(n);")
    (explanation,) = explain("@@ expression E; @@\n- f(E)\n+ g(E, y)\n", code, 4)
    assert [match.refused for match in explanation.matched] == [
        "y, which the added code names, is a local name here (a.c:3:9)"
    ]


@pytest.mark.parametrize(
    ("patch", "why"),
    [
        ("@@ @@\n- absent(0);\n", "the file does not have the word absent, which the rule needs"),
        (
            "@@ identifier f = {b, absent}; @@\n- f(0);\n",
            "the file does not have any of the words b, absent, which the rule needs",
        ),
        (
            "@ r @ @@\n  there(1);\n@ depends on r @ @@\n- there(0);\n",
            "it depends on r, which did not match",
        ),
        (
            "@ r @ @@\n  there(0);\n@ depends on !r @ @@\n- there(0);\n",
            "it depends on r, which matched",
        ),
        (
            '@ depends on file in "hw/xen" @ @@\n- there(0);\n',
            "it depends on the file's path, which is not in hw/xen",
        ),
        (
            "@ r @ expression E; @@\n  there(E, 1);\n@@ expression r.E; @@\n- there(E);\n",
            "r matched nothing here to continue with",
        ),
    ],
    ids=["word", "words", "depends", "depends on not", "depends on file", "inherited"],
)
def test_a_rule_that_is_not_searched_for(patch: str, why: str) -> None:
    """The file lacks a word, or another rule did not match."""
    assert explain(patch, in_function("there(0);"))[-1].why_not == why


def test_code_that_is_never_compiled() -> None:
    """`#if 0` is not searched; without a line, it is reported if it contains the rule's word."""
    code = in_function("#if 0", "f(p);", "#endif", "work();")
    why = "lines 4 to 4 are never compiled, and not searched (`#if 0`)"
    assert explain(TYPED, code, 4)[0].unseen == (why.replace("lines 4 to 4 are", "line 4 is"),)
    assert explain(TYPED, code)[0].unseen == (why.replace("lines 4 to 4 are", "line 4 is"),)
    assert explain(TYPED, code, 6)[0].unseen == ()


def test_code_that_does_not_parse() -> None:
    """Code that does not parse is reported with its lines."""
    code = "void t(void)\n{\n    f(p) @ @ ) x;\n}\n"
    assert explain(TYPED, code, 3)[0].unseen != ()


def test_the_body_of_a_macro() -> None:
    """Expressions and statements are searched for there, but no declaration."""
    code = "#define GO(n) start(n); stop(n, 0)\n" + in_function("work(start, stop);")
    near = explain("@@ expression E; @@\n- stop(E, 1)\n+ halt(E)\n", code, 1)[0].near
    assert [miss.why for miss in near] == ["the rule has `1`, the code `0`"]
    near = explain("@@ expression E; @@\n- start(E);\n- stop(E, 1);\n", code, 1)[0].near
    assert [miss.why for miss in near] == ["the rule has `1`, the code `0`"]
    code = "#define GO(n) int start; stop(n, 0)\n" + in_function("work(start, stop);")
    (explanation,) = explain("@@ expression E; @@\n- int start;\n- stop(E, 0);\n", code, 1)
    assert explanation.unseen == (
        "a macro's body is not searched for a declaration, for dots with code after them, or for"
        " code at file level",
    )


def test_lines_are_counted_in_the_users_file() -> None:
    """A rule sees the file as earlier rules left it; lines are counted in the user's file."""
    patch = "@@ @@\n- a();\n- a();\n@@ expression E; @@\n- f(E, 1)\n+ g(E)\n"
    code = in_function("a();", "a();", "work();", "f(n, 2);")
    assert nearest(patch, code, 6) == (5, 6, "the rule has `1`, the code `2`")


def test_an_ordinary_search_is_not_traced() -> None:
    """Unless an explanation is requested, the plain matcher runs."""
    parsed = parse_semantic_patch(TYPED, "p.cocci")
    source = SourceFile("a.c", in_function("f(p);").encode())
    assert apply_semantic_patch(parsed, source, Style()).data != source.data
