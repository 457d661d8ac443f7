# SPDX-License-Identifier: GPL-2.0-or-later
"""Matches inside each other, and signs that meet: new code means what the rule says."""

from __future__ import annotations

from itertools import product

import pytest
from tree_sitter import Node

from qemu_xen_codemod.c.source import SourceFile
from tests.smpl.refusals import refused_in

#: What the rule writes for `a(E)`.
_NEW = ("E", "E + 1", "1 - E", "E ? 1 : 2", "-E", "&E", "--E", "z = E", "E->m", "(long)E", "E && 1")
#: And for `b(E)`.
_OTHER = ("E", "1 - E", "E ? 1 : 2", "-E")
_PLACES = (
    "x = %s;",
    "x = 2 - %s;",
    "x = -%s;",
    "x = &%s;",
    "x = %s->z;",
    "g(%s);",
    "int y = %s;",
)
_CALLS = ("a(p)", "a(p + 1)", "a(-p)", "a(b(p))", "b(a(b(-p)))", "b(b(p) + 1)", "a((b(p)))")


def _shape(node: Node) -> object:
    """The tree without parentheses."""
    while node.type == "parenthesized_expression":
        node = node.named_children[0]
    return (node.type, *map(_shape, node.children)) if node.children else node.text


def _changed(first: str, second: str) -> Node:
    lines = "".join(f"    {place % call}\n" for place, call in product(_PLACES, _CALLS))
    patch = f"@@ expression E; @@\n(\n- a(E)\n+ {first}\n|\n- b(E)\n+ {second}\n)\n"
    after, reasons = refused_in(patch, f"void f(void)\n{{\n{lines}}}\n")
    assert reasons == []
    root = SourceFile("a.c", after.encode()).root
    assert not root.has_error
    return root


@pytest.mark.parametrize("first", _NEW)
def test_new_code_means_the_same_as_with_all_parentheses(first: str) -> None:
    """Each operand and each result in parentheses gives the same expressions."""
    for second in _OTHER:
        whole = [f"({new.replace('E', '(E)')})" for new in (first, second)]
        assert _shape(_changed(first, second)) == _shape(_changed(*whole)), second


@pytest.mark.parametrize(
    ("new", "code", "after"),
    [
        ("1 - E", "x = a(a(p));", "x = 1 - (1 - p);"),
        ("E ? 1 : 2", "x = a(a(p));", "x = (p ? 1 : 2) ? 1 : 2;"),
        ("-E", "x = a(a(p));", "x = -(-p);"),
        ("-E", "x = -a(p);", "x = -(-p);"),
        ("E", "x = -a(-p);", "x = -(-p);"),
        ("E", "x = y - a(-p);", "x = y - -p;"),
        ("E + 1", "x = a(a(p));", "x = p + 1 + 1;"),
        ("-E + f(E)", "x = a(a(p));", "x = -(-p + f(p)) + f((-p + f(p)));"),
        ("f(E) - E", "x = a(a(p));", "x = f((f(p) - p)) - (f(p) - p);"),
        ("E && -E", "x = a(a(p));", "x = (p && -p) && -(p && -p);"),
        ("--E", "x = a(p + 1);", "x = --(p + 1);"),
        ("k, E", "x = a(p);", "x = (k, p);"),
        ("k, E", "int x = a(p);", "int x = (k, p);"),
    ],
)
def test_parentheses_are_added_where_they_are_needed(new: str, code: str, after: str) -> None:
    """And nowhere else."""
    patch = f"@@ expression E; @@\n- a(E)\n+ {new}\n"
    whole = "void f(void)\n{\n    %s\n}\n"
    assert refused_in(patch, whole % code) == (whole % after, [])


@pytest.mark.parametrize(
    ("code", "after"),
    [
        ("#define M(x) 2 * a(b(x))\n", "#define M(x) 2 * (x + 1)\n"),
        ("#define M(x) a(b(x))\n", "#define M(x) (x + 1)\n"),
        ("typeof(2 * a(b(p))) q;\n", "typeof(2 * (p + 1)) q;\n"),
        ("int q[2 * a(b(1))];\n", "int q[2 * (1 + 1)];\n"),
    ],
    ids=["in a body", "a whole body", "typeof", "array size"],
)
def test_code_outside_of_functions(code: str, after: str) -> None:
    """What is around the outer match is around the inner one afterwards."""
    patch = "@@ expression E; @@\n(\n- a(E)\n+ E\n|\n- b(E)\n+ E + 1\n)\n"
    assert refused_in(patch, code) == (after, [])


@pytest.mark.parametrize("code", ["g(a(p));", "g(1, a(p), 2);", "int x[] = { a(p) };"])
def test_comma_in_a_list_is_refused(code: str) -> None:
    """It would begin another element; spatch writes `g(k, p)`."""
    whole = f"void f(void)\n{{\n    {code}\n}}\n"
    after, reasons = refused_in("@@ expression E; @@\n- a(E)\n+ k, E\n", whole)
    assert after == whole
    assert reasons == ["3: the comma in the new code would begin another element here"]
