# SPDX-License-Identifier: GPL-2.0-or-later
"""What a rule removes and code still uses: the function, the file or the rule is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.plan import make_plan
from qemu_xen_codemod.rule.pack import NEUTRAL
from qemu_xen_codemod.step.workspace import FilesInMemory
from tests.step.yaml_rule import make_rule


def _patch(*rules: str) -> str:
    body = "\n\n".join(f"@@ expression E; identifier V; @@\n{rule}" for rule in rules)
    return "  - patch: |\n" + "".join(f"      {line}\n" for line in body.split("\n"))


def _done(folder: Path, steps: str, **files: str) -> tuple[dict[str, str], list[str]]:
    """The files after the rule, and why it, or a match of it, was refused."""
    given = {name.replace("_", "."): text for name, text in files.items()}
    tree = FilesInMemory({path: text.encode() for path, text in given.items()})
    plan = make_plan(tree, NEUTRAL, [make_rule(folder, steps)])
    for commit in plan.commits:
        given.update({change.path: change.after.decode() for change in commit.changes})
    (result,) = plan.results
    return given, [result.skipped] if result.skipped else [
        refusal.why for refusal in result.refused
    ]


def _said(name: str, place: str) -> str:
    return f"{name}, whose declaration would go, is still used ({place})"


_LOCAL = _patch("- int V = take(E);\n  ...\n- give(V);\n+ give_new(E);")


@pytest.mark.parametrize(
    "more",
    [
        pytest.param("v |= 1;", id="an assignment"),
        pytest.param("if (v) {\n        log();\n    }", id="a condition"),
        pytest.param("LOG(v);", id="a macro's argument"),
        pytest.param("#ifdef A\n    v = 1;\n#endif", id="in an #if"),
        pytest.param("#define V2 (v + 1)", id="in a macro"),
        pytest.param("s->a[v] = 1;", id="an index"),
    ],
)
def test_local_that_is_used_once_more(tmp_path: Path, more: str) -> None:
    """The function stays unchanged; another one is changed."""
    right = "void g(int a)\n{\n    int v = take(a);\n    give(v);\n}\n"
    code = f"void f(int a)\n{{\n    int v = take(a);\n    {more}\n    give(v);\n}}\n{right}"
    files, said = _done(tmp_path, _LOCAL, a_c=code)
    head = code[: -len(right)]
    assert files["a.c"] == head + "void g(int a)\n{\n    give_new(a);\n}\n"
    assert len(said) == 1
    assert said[0].startswith("v, whose declaration would go, is still used (a.c:")


@pytest.mark.parametrize(
    "more",
    [
        pytest.param("s->v = 1;", id="a member"),
        pytest.param("struct v w;", id="a tag"),
        pytest.param("{\n        int v = 1;\n        log(v);\n    }", id="another local"),
        pytest.param("log(/* v */ 1);", id="a comment"),
    ],
)
def test_word_that_is_no_use_of_the_local(tmp_path: Path, more: str) -> None:
    """A member, a tag, a comment or another local with the name is no reason to refuse."""
    code = f"void f(int a)\n{{\n    int v = take(a);\n    {more}\n    give(v);\n}}\n"
    files, said = _done(tmp_path, _LOCAL, a_c=code)
    assert files["a.c"] == f"void f(int a)\n{{\n    {more}\n    give_new(a);\n}}\n"
    assert said == []


def test_uses_that_another_step_takes_away(tmp_path: Path) -> None:
    """Only what is left at the end counts."""
    steps = _patch("- int v;") + _patch("- give(v);\n+ give(1);")
    code = "void f(void)\n{\n    int v;\n    give(v);\n}\n"
    assert _done(tmp_path, steps, a_c=code) == (
        {"a.c": "void f(void)\n{\n    give(1);\n}\n"},
        [],
    )


_FLAG = _patch("- static bool flag;", "- if (flag) {\n-     ...\n- }")
_FLAG_H = """\
#ifndef H
#define H
static bool flag;
static inline int f(void)
{
    if (flag) {
        return 1;
    }
    return 0;
}
#endif
"""


@pytest.mark.parametrize(
    ("use", "place"),
    [
        pytest.param("int g(void)\n{\n    return flag;\n}\n", "a.c:4:12", id="a read"),
        pytest.param("#define IS_SET() (flag)\n", "a.c:2:19", id="a macro"),
        pytest.param("bool *p = &flag;\n", "a.c:2:12", id="an address"),
    ],
)
def test_variable_of_a_header_that_another_file_reads(tmp_path: Path, use: str, place: str) -> None:
    """The rule as a whole is refused: part of it would not compile."""
    files = {"x_h": _FLAG_H, "a_c": f'#include "x.h"\n{use}'}
    after, said = _done(tmp_path, _FLAG, **files)
    assert after == {"x.h": files["x_h"], "a.c": files["a_c"]}
    assert said == [_said("flag", place)]


def test_names_that_are_not_the_header_s(tmp_path: Path) -> None:
    """A file that does not include the header, or has its own flag, is not a reader."""
    other = "static int flag;\nint g(void)\n{\n    return flag;\n}\n"
    local = '#include "x.h"\nint h(int flag)\n{\n    return flag;\n}\n'
    after, said = _done(tmp_path, _FLAG, x_h=_FLAG_H, a_c=other, b_c=local)
    assert "flag" not in after["x.h"]
    assert (after["a.c"], after["b.c"], said) == (other, local, [])


def test_static_of_a_file(tmp_path: Path) -> None:
    """If nobody else sees the name, only the file is left unchanged."""
    code = "static bool flag;\nint g(void)\n{\n    return flag;\n}\n"
    files, said = _done(
        tmp_path, _patch("- static bool flag;"), a_c=code, b_c="static bool flag;\n"
    )
    assert files == {"a.c": code, "b.c": ""}
    assert said == [_said("flag", "a.c:4:12")]


def test_function_that_is_still_called(tmp_path: Path) -> None:
    """Its definition would be removed, and a remaining prototype does not help."""
    code = {
        "x_h": "int old(int a);\n",
        "a_c": '#include "x.h"\nint old(int a)\n{\n    return a;\n}\n',
        "b_c": '#include "x.h"\nint g(void)\n{\n    return old(1);\n}\n',
    }
    steps = _patch("- int old(int a)\n- {\n- ...\n- }")
    _, said = _done(tmp_path, steps, **code)
    assert said == [_said("old", "b.c:4:12")]


@pytest.mark.parametrize(
    ("use", "is_left"),
    [
        pytest.param("int g(struct s *p)\n{\n    return p->old;\n}\n", True, id="of the struct"),
        pytest.param("int g(void)\n{\n    return h()->old;\n}\n", True, id="of nobody knows what"),
        pytest.param("struct s v = { .old = 1 };\n", True, id="an initialiser"),
        pytest.param("struct s v[] = { { .old = 1 } };\n", True, id="an initialiser in a list"),
        pytest.param("struct o v = { .s.old = 1 };\n", True, id="an initialiser further in"),
        pytest.param(
            "void g(void)\n{\n    f((S){ .old = 1 });\n}\n", True, id="a compound literal"
        ),
        pytest.param("T v = { .old = 1 };\n", True, id="an initialiser of nobody knows what"),
        pytest.param("int g(T *p)\n{\n    return p->old;\n}\n", True, id="of an unknown typedef"),
        pytest.param(
            "typedef struct {\n    int old;\n} T;\nT v = { .old = 1 };\n"
            "int g(T *p)\n{\n    return p->old;\n}\n",
            False,
            id="of another typedef",
        ),
        pytest.param("struct t v = { .old = 1 };\n", False, id="an initialiser of another"),
        pytest.param(
            "void g(void)\n{\n    struct t v = { .old = 1 };\n    f((struct t){ .old = 1 });\n}\n",
            False,
            id="a local of another",
        ),
        pytest.param("size_t n = offsetof(struct s, old);\n", True, id="its offset"),
        pytest.param("S *g(int *p)\n{\n    return C(p, S, old);\n}\n", True, id="by a typedef"),
        pytest.param("#define OLD(p) ((p)->old)\n", True, id="a macro that nobody uses"),
        pytest.param("#define OLD(p) f((p)->old)\nint v = OLD(h());\n", True, id="a macro"),
        pytest.param(
            "#define OLD(p) p->old\nint g(struct t *p, struct s *q)\n{\n"
            "    return OLD(p) + OLD(q);\n}\n",
            True,
            id="a macro for both",
        ),
        pytest.param("#define OLD s1.old\n", True, id="a macro of a variable"),
        pytest.param("#define OLD(p) (p)->a->old\n", True, id="a macro of a member's member"),
        pytest.param("#define INIT { .old = 1 }\n", True, id="a macro's initialiser"),
        pytest.param(
            "#define OLD(p) (p)->old\n#define TWO(p) OLD(p)\n"
            "int g(struct t *p)\n{\n    return OLD(p) + TWO(p);\n}\n",
            True,
            id="a macro in a macro",
        ),
        pytest.param(
            "#define EACH(p, i) for (i = 0; i < (p)->old; i++)\n"
            "void g(struct t *p, int i)\n{\n    EACH(p, i) {\n        f(i);\n    }\n}\n",
            True,
            id="a macro that is no call",
        ),
        pytest.param("int g(struct t *p)\n{\n    return p->old;\n}\n", False, id="of another"),
        pytest.param("size_t n = offsetof(struct t, old);\n", False, id="another's offset"),
        pytest.param("int g(int old)\n{\n    return f(old, old);\n}\n", False, id="an argument"),
        pytest.param(
            "#define OLD(p) (p)->old\nint g(struct t *p)\n{\n    return OLD(p);\n}\n",
            False,
            id="a macro for another",
        ),
    ],
)
def test_member_that_is_still_used(tmp_path: Path, use: str, is_left: bool) -> None:
    """A member is removed only if no use of it is left, judging by the known types."""
    header = "struct s {\n    int a;\n    int old;\n};\nstruct t {\n    int old;\n};\n"
    header += "typedef struct s S;\n"
    steps = _patch("  struct s {\n  ...\n- int old;\n  };")
    files, said = _done(tmp_path, steps, x_h=header, a_c=f'#include "x.h"\n{use}')
    assert bool(said) is is_left
    assert (files["x.h"] == header) is is_left


def test_parameter_that_is_still_used(tmp_path: Path) -> None:
    """Callers without the argument and a function that keeps the parameter do not match."""
    code = "void f(int a, int b)\n{\n    g(a, b);\n}\nvoid h(void)\n{\n    f(1, 2);\n}\n"
    steps = _patch(
        "  void f(int a\n-      , int b\n        )\n  {\n  ...\n  }", "- f(E, 2)\n+ f(E)"
    )
    files, said = _done(tmp_path, steps, a_c=code)
    assert files == {"a.c": code}
    assert said == [_said("b", "a.c:3:10")]


def test_refused_call_that_keeps_its_arguments(tmp_path: Path) -> None:
    """A function with fewer parameters is not done while a call with all arguments is refused."""
    head = "void f(int a, int b)\n{\n    g(a);\n}\n"
    call = "void h(void)\n{\n    f(1, 2);\n}\n"
    cut = "void k(void)\n{\n    f(1\n#if A\n      + 2\n#endif\n      , 2);\n}\n"
    steps = _patch(
        "  void f(int a\n-      , int b\n        )\n  {\n  ...\n  }", "- f(E, 2)\n+ f(E)"
    )
    files, said = _done(tmp_path, steps, a_c=head + call)
    assert (files["a.c"], said) == ((head + call).replace(", int b", "").replace(", 2", ""), [])
    files, said = _done(tmp_path, steps, a_c=head + call + cut)
    assert files["a.c"] == head + call + cut
    assert said == ["f would take 1 arguments, but a call has 2 (a.c:11:5)"]


@pytest.mark.parametrize(
    ("more", "is_left"),
    [
        pytest.param("log(v);", True, id="read"),
        pytest.param("v = 0;\n    log(v);", False, id="set once more"),
        pytest.param("get(&v);\n    log(v);", False, id="set through its address"),
        pytest.param("GET(v);\n    log(v);", False, id="set by a macro"),
        pytest.param("log(w);", False, id="another variable"),
    ],
)
def test_local_that_nothing_sets(tmp_path: Path, more: str, is_left: bool) -> None:
    """If only the rule's code had set it, a read would get no value."""
    steps = _patch("- V = open(E);\n- use(V);\n+ use_new(E);")
    code = f"void f(int a)\n{{\n    int v;\n    v = open(a);\n    use(v);\n    {more}\n}}\n"
    files, said = _done(tmp_path, steps, a_c=code)
    assert ("use_new(a);" in files["a.c"]) is not is_left
    assert said == ["v, which nothing would set, is still used (a.c:6:9)"] * is_left


def test_second_name_of_a_declaration_that_nothing_sets(tmp_path: Path) -> None:
    """Its declaration does not read it."""
    code = "void f(void)\n{\n    int a = 1, b = 2;\n}\n"
    steps = _patch("  int V\n- = E\n  ;")
    files, said = _done(tmp_path, steps, a_c=code)
    assert (files["a.c"], said) == ("void f(void)\n{\n    int a, b;\n}\n", [])


def test_two_definitions_of_a_function(tmp_path: Path) -> None:
    """Each arm of an #if is compared with itself."""
    first = "int f(int a)\n{\n    int v = take(a);\n    give(v);\n    return 0;\n}\n"
    other = "int f(int a)\n{\n    int v = 1;\n    return v;\n}\n"
    files, said = _done(tmp_path, _LOCAL, a_c=f"#if A\n{first}#else\n{other}#endif\n")
    assert "give_new(a);" in files["a.c"]
    assert said == []
