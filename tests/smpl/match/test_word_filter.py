# SPDX-License-Identifier: GPL-2.0-or-later
"""Code that lacks the words of a pattern is not compared with it, and nothing else is left out."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.c.nodes import descendants
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.smpl import parse_semantic_patch
from qemu_xen_codemod.smpl.match.state import Binding, MatchState
from qemu_xen_codemod.smpl.match.word_filter import WordFilter
from tests.smpl.match.comparisons import count_comparisons

_STATE = MatchState({"E": Binding((b"a", b"->", b"b"), b"a->b"), "N": Binding((b"12",), b"12")})
_DECLARED = "@@ expression E; constant N; @@\n"


def _may_match(pattern: str, code: str) -> bool:
    rule = parse_semantic_patch(f"{_DECLARED}{pattern}\n", "p").rules[0]
    source = SourceFile("a.c", f"void f(void)\n{{\n    {code}\n}}\n".encode())
    body = next(node for node in descendants(source.root) if node.type == "compound_statement")
    node = body.named_children[0]
    return WordFilter(source, rule.needed).may_match(rule.pattern.nodes[0], node, _STATE)


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("- f(E);", "f(a->b);"),
        ("- f(E);", "f(a /* f */ ->\n  b);"),
        ("- f(N);", "f(12);"),
        # Other forms of the pattern.
        ("- if (E == NULL) f(N);", "if (!a->b) f(12);"),
        ("- x = f(N);", "int x = f(12);"),
        # Each branch of a disjunction may be the one.
        ("(\n- f(E);\n|\n- g(N);\n)", "g(12);"),
        ("(\n- f(E);\n|\n- g(N);\n)", "f(a->b);"),
        # What dots stand for need not be there.
        ("- f(...);", "f(other);"),
        # A large statement is not read.
        ("- f(E);", "{" + " g();" * 400 + " }"),
    ],
)
def test_code_that_may_match(pattern: str, code: str) -> None:
    assert _may_match(pattern, code)


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("- f(E);", "g(a->b);"),
        ("- f(E);", "f(a->c);"),
        ("- f(N);", "f(120);"),
        ("- f(E);", "ff(a->b);"),
        ("- if (E == NULL) f(N);", "if (!a->b) f(13);"),
        ("(\n- f(E);\n|\n- g(N);\n)", "h(12);"),
    ],
)
def test_code_that_lacks_a_word(pattern: str, code: str) -> None:
    assert not _may_match(pattern, code)


def test_a_metavariable_may_be_left_unbound() -> None:
    """As that of a neighbour of dots that occurs only there."""
    rule = parse_semantic_patch(f"{_DECLARED}- f(E);\n", "p").rules[0]
    source = SourceFile("a.c", b"void t(void)\n{\n    f(other);\n}\n")
    node = next(node for node in descendants(source.root) if node.type == "expression_statement")
    words = WordFilter(source, rule.needed)
    assert not words.may_match(rule.pattern.nodes[0], node, _STATE)
    assert words.may_match(rule.pattern.nodes[0], node, _STATE, frozenset("E"))


def test_pairs_of_statements_are_compared_in_linear_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each pair has an argument of its own, and a path from one passes all that follow."""
    counts = [_comparisons(count, monkeypatch) for count in (20, 40)]
    assert counts[1] < 2.5 * counts[0]


def _comparisons(count: int, monkeypatch: pytest.MonkeyPatch) -> int:
    pairs = b"".join(
        b"    if (p == %d) {\n        x(%d);\n    } else {\n        y(%d);\n    }\n" % (at, at, at)
        for at in range(count)
    )
    source = SourceFile("a.c", b"void t(int p)\n{\n" + pairs + b"}\n")
    patch = "@@ expression E; @@\n- x(E);\n  ...\n- y(E);\n"
    return count_comparisons(patch, source, monkeypatch)[0]
