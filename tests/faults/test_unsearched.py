# SPDX-License-Identifier: GPL-2.0-or-later
"""Sources that nobody wrote by hand: named, never silently skipped, and not changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from qemu_xen_codemod.cli import main

RULE = "@@ expression E; @@\n- foo(E)\n+ bar(E)\n"
ANY = "@@ expression E; @@\n- E + E\n+ 2 * E\n"
LARGE = "int a = foo(1);" + " int b = 2;" * 800_000 + "\n"
DEEP = f"void a(void)\n{{\n{'{' * 6000}foo(1 + 1);{'}' * 6000}\n}}\n"
Apply = Callable[[str, str], tuple[int, str]]


@pytest.fixture
def apply(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Apply:
    """Edit a file in place by a rule: the exit code, and the messages."""

    def run(source: str, rule: str) -> tuple[int, str]:
        tree = tmp_path / "tree"
        tree.mkdir()
        (tree / "odd.c").write_text(source)
        (tmp_path / "r.cocci").write_text(rule)
        arguments = ["--tree", str(tree), "--rules", str(tmp_path / "r.cocci"), "--in-place"]
        code = main(["apply", *arguments])
        assert (tree / "odd.c").read_text() == source
        out, err = capfd.readouterr()
        return code, out + err

    return run


def test_a_large_source_with_a_word_of_the_rule_is_noted(apply: Apply) -> None:
    """It is not parsed, so it takes no time."""
    code, said = apply(LARGE, RULE)
    assert code == 0
    assert "note: odd.c:1: foo: not read: it has more than 8,000,000 bytes\n" in said


def test_a_large_source_without_a_word_is_not_mentioned(apply: Apply) -> None:
    """A file that no rule is about is not mentioned."""
    code, said = apply(LARGE.replace("foo", "other"), RULE)
    assert (code, "odd.c" in said) == (0, False)


def test_a_large_source_is_refused_by_a_rule_without_words(apply: Apply) -> None:
    """Any file may match it."""
    code, said = apply(LARGE, ANY)
    assert code == 1
    assert "odd.c:1:1" in said
    assert "the file has more than 8,000,000 bytes and is not searched" in said


@pytest.mark.parametrize("rule", [RULE, ANY])
def test_a_source_that_is_nested_too_deeply_is_refused(apply: Apply, rule: str) -> None:
    """With the place at which it is too deep."""
    code, said = apply(DEEP, rule)
    assert code == 1
    assert "odd.c:3:" in said
    assert "nested in more than 5,000 levels" in said.replace("\n", " ")
