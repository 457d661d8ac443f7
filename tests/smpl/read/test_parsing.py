# SPDX-License-Identifier: GPL-2.0-or-later
"""The text of a semantic patch: invalid rules, and which files a rule searches."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.smpl import parse_semantic_patch

FAULTS = {
    "undeclared metavariable": (
        "@@ @@\n- f(E)\n+ g()\n",
        "p:2:5: error: undeclared metavariable E",
    ),
    "in added code only": (
        "@@ expression E; @@\n- f()\n+ g(E)\n",
        "p:3:5: error: metavariable E is used in `+` lines only",
    ),
    "declared twice": (
        "@@ expression E; identifier E; @@\n- f(E);\n",
        "p:1:29: error: metavariable E is declared twice",
    ),
    "no earlier rule": (
        "@@ expression r.E; @@\n- f(E);\n",
        "p:1:17: error: no earlier rule r",
    ),
    "nothing to match": (
        "@@ @@\n+ f();\n",
        "p:2:3: error: the rule matches nothing",
    ),
    "an expression is only removed": (
        "@@ @@\n- f()\n",
        "p:2:3: error: an expression is removed and not replaced",
    ),
    "bracket": ("@@ @@\n- f(;\n", "p:2:4: error: the code before the change does not parse"),
    "no closing @@": ("@@ expression E;\n", "p:1:1: error: the metavariable declarations are not"),
}


@pytest.mark.parametrize(("text", "error"), FAULTS.values(), ids=FAULTS)
def test_errors_have_their_place(text: str, error: str) -> None:
    """An invalid semantic patch is an error at the wrong character."""
    with pytest.raises(RuleError) as caught:
        parse_semantic_patch(text, "p")
    assert caught.value.render().startswith(error)


def test_c_names_are_not_metavariables() -> None:
    """Capitals, one lower-case letter and declared symbols need no declaration as metavariables."""
    parse_semantic_patch("@@ symbol T1; @@\n- f(NULL, i, PAGE_SIZE, T1, A_1);\n", "p")


MAY = {
    "without the word": ("- f(1);\n", b"g(1);", False),
    "with the word": ("- f(1);\n", b"f(1);", True),
    "NULL may be left out": ("- if (f() == NULL) return;\n", b"if (!f()) return;", True),
    "one branch's word": ("(\n- f();\n|\n- g();\n)\n", b"g();", True),
    "no branch's word": ("(\n- f();\n|\n- g();\n)\n", b"h();", False),
    "the word that all branches share, and one's own": (
        "(\n- f(xc);\n|\n- g(xc);\n)\n",
        b"g(xc);",
        True,
    ),
    "a branch's own word alone": ("(\n- f(xc);\n|\n- g(xc);\n)\n", b"g(1);", False),
    "the shared word alone": ("(\n- f(xc);\n|\n- g(xc);\n)\n", b"h(xc);", False),
    "the shared word, where a branch has no other": (
        "(\n- f(xc);\n|\n- xc();\n)\n",
        b"xc();",
        True,
    ),
}


@pytest.mark.parametrize(("body", "data", "may"), MAY.values(), ids=MAY)
def test_may_match_requires_words(body: str, data: bytes, may: bool) -> None:
    """A file that lacks a word of the pattern need not be parsed."""
    assert parse_semantic_patch(f"@@ @@\n{body}", "p").may_match(data) is may


def test_known_words_are_preferred() -> None:
    """Of the words in every match, one that is known already is searched for."""
    patch = parse_semantic_patch("@@ @@\n- error_report(xc);\n", "p")
    assert patch.search_words() == frozenset((b"error_report",))
    assert patch.search_words({b"xc", b"f"}) == frozenset((b"xc",))
    assert patch.search_words({b"f"}) == frozenset((b"error_report",))


_FINDS = "@ r @ identifier f; expression E; position p; @@\nf = open_it@p(E);\n\n"
SEARCHED = {
    "edits in a nest, which may be empty": (
        "@ r @ identifier f; @@\nf(...) {\n<...\n- old();\n+ new();\n...>\n}\n",
        {b"old"},
    ),
    "edits in a nest of a rule that another one asks about": (
        "@ r @ identifier f; @@\nf(...) {\n<...\n- old();\n+ new();\n...>\n}\n\n"
        "@ depends on r @ @@\n- b();\n",
        None,
    ),
    "edits beside a nest": (
        "@@ identifier f; @@\n- f(...)\n+ f(void)\n{\n<...\n- old();\n...>\n}\n",
        None,
    ),
    "an inherited name": (
        f"{_FINDS}@@ identifier r.f; expression E; @@\n- f(E);\n+ f(E, 0);\n",
        {b"open_it"},
    ),
    "an inherited name in one branch": (
        f"{_FINDS}@@ identifier r.f, g; @@\n(\n- f();\n|\n- g();\n)\n",
        None,
    ),
    "an inherited position": (
        f"{_FINDS}@@ identifier g; expression E; position r.p; @@\n- g@p(E)\n+ open_all(E)\n",
        {b"open_it"},
    ),
    "a rule that it depends on": (
        f"{_FINDS}@ depends on r @ @@\n- if (1) close_all();\n",
        {b"close_all"},
    ),
    "a rule that it depends on, or another one": (
        f"{_FINDS}@ s @ @@\nf(0);\n\n@ depends on r || s @ expression E; @@\n- g(E)\n+ -1\n",
        {b"g"},
    ),
    "a rule that must not match": (
        f"{_FINDS}@ depends on !r @ expression E; @@\n- *E\n+ E[0]\n",
        None,
    ),
    "rules that find a function": (
        "@ r @ identifier f; @@\nf(...) { ... }\n\n@@ identifier r.f; @@\n- free_it(f);\n",
        {b"free_it"},
    ),
    "rules that edit nothing": (f"{_FINDS}@@ identifier r.f; @@\nf();\n", {b"open_it"}),
    "a header": ("@@ @@\n- #include <sys/older.h>\n", {b"older"}),
}


@pytest.mark.parametrize(("text", "words"), SEARCHED.values(), ids=SEARCHED)
def test_words_that_are_searched_for(text: str, words: set[bytes] | None) -> None:
    """Only files are read in which a rule can edit something."""
    assert parse_semantic_patch(text, "p").search_words() == words


LIKE = {
    "without its letters": ("- V(1);\n", b"visit(1);", False),
    "with its letters": ("- V(1);\n", b"visit_type_a(1);", True),
    "a branch without word": ("(\n- V(1);\n|\n- E();\n)\n", b"e();", True),
    "another branch's word": ("(\n- V(1);\n|\n- g();\n)\n", b"g();", True),
    "no branch's": ("(\n- V(1);\n|\n- g();\n)\n", b"h();", False),
}


@pytest.mark.parametrize(("body", "data", "may"), LIKE.values(), ids=LIKE)
def test_may_match_requires_literals_of_a_regular_expression(
    body: str, data: bytes, may: bool
) -> None:
    """A name that is known only by a regular expression excludes files like a word does."""
    header = '@@ expression E; identifier V =~ "^visit_type_"; @@\n'
    patch = parse_semantic_patch(header + body, "p")
    assert patch.may_match(data) is may
    assert patch.search_words() is None


def test_negated_regular_expressions_exclude_no_file() -> None:
    """`!~` requires no letters."""
    patch = parse_semantic_patch('@@ identifier V !~ "^visit_"; @@\n- V(1);\n', "p")
    assert patch.may_match(b"g(1);")
