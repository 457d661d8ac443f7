# SPDX-License-Identifier: GPL-2.0-or-later
"""Handles: what a TODO says about them, and those that a rule would leave open for nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from qemu_xen_codemod.plan import Plan, make_plan
from qemu_xen_codemod.rule.pack import NEUTRAL, HandleKind, Library
from qemu_xen_codemod.step.workspace import FilesInMemory
from tests.step.yaml_rule import make_rule

_TODO = """
  - todo:
      match: |
        @@ @@
        xc_open()
      handle: local
      text: "TODO: this one goes with {remaining}."
  - todo:
      match: |
        @@ @@
        xc_open()
      text: "TODO: the handle is given to {remaining}."
"""
_SYMBOLS = ("xc_open", "xc_close", "xc_a", "xc_b", "xc_c", "xc_evtchn_a")
_PACK = replace(
    NEUTRAL,
    libraries=(Library("x", None, None, _SYMBOLS),),
    handles=(HandleKind("T *", "xc_open", "xc_close", re.compile("^xc_evtchn_")),),
    compat_headers=("compat.h",),
)


def _plan(folder: Path, steps: str, **files: str) -> tuple[Plan, dict[str, str]]:
    given = {name.replace("_", "."): text for name, text in files.items()}
    rule = make_rule(folder, steps, symbols="[xc_open]", outcome="annotated")
    tree = FilesInMemory({path: text.encode() for path, text in given.items()})
    plan = make_plan(tree, _PACK, [rule])
    for commit in plan.commits:
        given.update({change.path: change.after.decode() for change in commit.changes})
    return plan, given


def _said(folder: Path, code: str, **more: str) -> list[str]:
    """The comments of the file after the rule."""
    _, files = _plan(folder, _TODO, a_c=code, **more)
    return re.findall(r"/\*(.*?)\*/", files["a.c"].replace("\n     *", ""))


_OPEN = "void start(void)\n{\n    handle = xc_open();\n}\n"


@pytest.mark.parametrize(
    ("code", "listed"),
    [
        pytest.param("int f(void)\n{\n    return xc_a(handle, 1);\n}\n", "xc_a()", id="its name"),
        pytest.param("int f(void)\n{\n    return xc_a(other, 1);\n}\n", "none", id="another"),
        pytest.param(
            "int f(T *s)\n{\n    s->h = handle;\n    return xc_a(s->h) + xc_b(s->g);\n}\n",
            "xc_a()",
            id="a copy in a struct",
        ),
        pytest.param(
            "T t = { .h = 0 };\nint f(T *s)\n{\n    T *h = handle;\n    return xc_a(h);\n}\n",
            "xc_a()",
            id="a copy in a local",
        ),
        pytest.param(
            "int f(T *h)\n{\n    return xc_b(h) || xc_a(handle);\n}\n",
            "xc_a() and xc_b()",
            id="a parameter: nobody can tell",
        ),
        pytest.param(
            "int f(void)\n{\n    return xc_a(get(), 1);\n}\n",
            "xc_a()",
            id="a call: nobody can tell",
        ),
        pytest.param(
            "int f(void)\n{\n    T *h = xc_open();\n    return xc_a(h) ? 0 : xc_b(handle);\n}\n",
            "xc_b()",
            id="a local one of another function",
        ),
        pytest.param(
            "int f(T *e)\n{\n    return xc_evtchn_a(e);\n}\n", "none", id="one of another sort"
        ),
        pytest.param("#define A(x) xc_a(handle, x)\n", "xc_a()", id="a macro"),
    ],
)
def test_functions_that_are_given_the_handle(tmp_path: Path, code: str, listed: str) -> None:
    """A TODO at the opening call names these, and no function with another handle."""
    said = _said(tmp_path, _OPEN + code)
    assert said[0] == f" TODO: the handle is given to {listed}. "


def test_local_handle_names_what_it_is_used_for(tmp_path: Path) -> None:
    """Only its own function counts, whatever is called there."""
    code = (
        "int f(void)\n{\n    T *h = xc_open();\n\n    if (!h) {\n        return -1;\n    }\n"
        "    xc_a(h, 1);\n    own_call(1, h);\n    xc_close(h);\n    return xc_b(handle);\n}\n"
    )
    assert _said(tmp_path, code) == [" TODO: this one goes with xc_a() and own_call(). "]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("T *f(void)\n{\n    return xc_open();\n}\n", id="returned at once"),
        pytest.param("T *f(void)\n{\n    T *h = xc_open();\n    return h;\n}\n", id="returned"),
        pytest.param("void f(S *s)\n{\n    T *h = xc_open();\n    s->h = h;\n}\n", id="kept"),
        pytest.param("void f(S *s)\n{\n    put(xc_open());\n}\n", id="passed on"),
    ],
)
def test_handle_that_goes_elsewhere(tmp_path: Path, code: str) -> None:
    """Nobody can tell what gets it: everything that the tree's code calls may."""
    other = "int g(void)\n{\n    return xc_a(x) + xc_b(y) + xc_evtchn_a(e);\n}\n"
    assert _said(tmp_path, code, b_c=other) == [" TODO: the handle is given to xc_a() and xc_b(). "]


def test_long_list_is_cut(tmp_path: Path) -> None:
    """Eight names at most."""
    names = [f"xc_call{at}" for at in range(12)]
    calls = "".join(f"    {name}(handle);\n" for name in names)
    pack = replace(_PACK, libraries=(Library("x", None, "xc_", ()),))
    rule = make_rule(tmp_path, _TODO, symbols="[xc_open]", outcome="annotated")
    code = f"{_OPEN}void f(void)\n{{\n{calls}}}\n"
    plan = make_plan(FilesInMemory({"a.c": code.encode()}), pack, [rule])
    text = plan.commits[0].changes[0].after.decode()
    comment = " ".join(text[: text.index("*/")].replace("*", " ").split())
    assert comment.endswith(" xc_call3(), xc_call4() and 5 others.")


def test_compat_header_gets_no_comment(tmp_path: Path) -> None:
    """A wrapper there is left on purpose, as its reference says."""
    wrapper = "static inline T *xc_start(void)\n{\n    return xc_open();\n}\n"
    plan, files = _plan(tmp_path, _TODO, compat_h=wrapper)
    assert files["compat.h"] == wrapper
    assert [(reference.outcome.value, reference.reason) for reference in plan.references] == [
        ("kept", "it is part of the compat header")
    ]


_PATCH = """
  - patch: |
      @@ expression H, E; @@
      - xc_a(H, E)
      + stable(E)
  - sweep: [locals]
"""


@pytest.mark.parametrize(
    "rest",
    [
        pytest.param("", id="nothing more"),
        pytest.param("if (h) {\n        log();\n    }\n    xc_close(h);", id="checked and closed"),
        pytest.param("h = NULL;", id="forgotten"),
    ],
)
@pytest.mark.parametrize("opening", ["xc_open()", "get_handle()"])
def test_handle_that_is_opened_for_one_call(tmp_path: Path, rest: str, opening: str) -> None:
    """Without its last use it would be opened for nothing: the function is left alone."""
    code = f"void f(void)\n{{\n    T *h = {opening};\n    xc_a(h, 1);\n    {rest}\n}}\n"
    plan, files = _plan(tmp_path, _PATCH, a_c=code)
    assert files["a.c"] == code
    why = "h, the handle for this call, would be left without a use"
    assert [refusal.why for refusal in plan.results[0].refused] == [why]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("T *h = xc_open();\n    xc_a(h, 1);\n    xc_b(h);", id="another use"),
        pytest.param("T *h = xc_open();\n    xc_a(h, 1);\n    return h;", id="returned"),
        pytest.param("T *h = s->h;\n    xc_a(h, 1);", id="a copy, which is swept"),
        pytest.param("U *h = get();\n    xc_a(h, 1);", id="of another type"),
        pytest.param("T *h = xc_open();\n    xc_a(g, 1);\n    xc_close(h);", id="never used"),
    ],
)
def test_handle_that_is_no_reason_to_refuse(tmp_path: Path, code: str) -> None:
    """A handle with another use, or one that had no use before."""
    body = f"void f(void)\n{{\n    {code}\n}}\n"
    plan, files = _plan(tmp_path, _PATCH, a_c=body)
    assert "stable(1);" in files["a.c"]
    assert plan.results[0].refused == ()
