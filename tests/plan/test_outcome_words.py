# SPDX-License-Identifier: GPL-2.0-or-later
"""A pack's own outcomes, in everything that is printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qemu_xen_codemod.cli import main

Capture = pytest.CaptureFixture[str]
PACK = """\
name: mine
outcomes:
  ported: {meaning: calls the new one}
  told: {like: annotated, meaning: a comment says what to do}
"""
PORT = """\
id: port
outcome: ported
patch: |
  @@ expression E; @@
  - f(E)
  + g(E)
examples: [{before: f(1);, after: g(1);}]
"""
TELL = """\
id: tell
symbols: [h]
outcome: told
steps:
  - todo:
      match: |
        @@ @@
        h()
      text: Think first.
examples:
  - before: |
      void x(void)
      {
          h();
      }
    after: |
      void x(void)
      {
          /* Think first. */
          h();
      }
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The pack `mine`, and a tree with a use for each rule, and one that no rule handles."""
    for name, text in {
        "mine/pack.yaml": PACK,
        "mine/port.yml": PORT,
        "mine/tell.yml": TELL,
        "tree/a.c": "void x(void)\n{\n    f(1);\n    h();\n    k = f;\n}\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("word", ["portd", "kept", "unanswered"])
def test_a_word_that_the_pack_does_not_have(folder: Path, capsys: Capture, word: str) -> None:
    """It is an error in the rule; outcomes that only the program gives are not allowed in rules."""
    (folder / "mine/port.yml").write_text(PORT.replace("ported", word))
    assert main(["rules", "list", "--rules", "mine"]) == 2
    assert capsys.readouterr().err.startswith(f"mine/port.yml:2:10: error: unknown value {word}\n")


def test_a_word_is_like_a_built_in_one(folder: Path, capsys: Capture) -> None:
    """And like no other."""
    (folder / "mine/pack.yaml").write_text(PACK.replace("like: annotated", "like: kept"))
    assert main(["rules", "list", "--rules", "mine"]) == 2
    assert "unknown value kept" in capsys.readouterr().err


def test_rules_with_their_words(capsys: Capture) -> None:
    """In the list and the page of a rule."""
    assert main(["rules", "list", "--rules", "mine"]) == 0
    assert [line.split()[:2] for line in capsys.readouterr().out.splitlines()[1:]] == [
        ["port", "ported"],
        ["tell", "told"],
    ]
    assert main(["rules", "show", "port", "--rules", "mine"]) == 0
    told = "port (ported)\nApply port.yml\nported: calls the new one\n"
    assert capsys.readouterr().out.startswith(told)


def test_references_with_their_words(capsys: Capture) -> None:
    """In the tables, the places and the JSON of both commands; other outcomes are as usual."""
    told = {"ported": 1, "told": 1, "unanswered": 1}
    for command in ("apply --check", "audit"):
        main([*command.split(), "--tree", "tree", "--rules", "mine", "--format", "json"])
        data = json.loads(capsys.readouterr().out)
        assert {word: number for word, number in data["outcomes"].items() if number} == told
        assert sorted(reference["outcome"] for reference in data["references"]) == sorted(told)
        main([*command.split(), "--tree", "tree", "--rules", "mine"])
        out = capsys.readouterr().out
        table = out[out.index("outcome  ") :].splitlines()[1:5]
        assert [line.split() for line in table] == [
            ["ported", "1"],
            ["told", "1"],
            ["unanswered", "1"],
            ["all", "3"],
        ]


@pytest.mark.usefixtures("git")
def test_the_cover_letter_has_them(folder: Path) -> None:
    """Including its table."""
    main(["apply", "--tree", "tree", "--rules", "mine", "--out", "out"])
    letter = next((folder / "out").glob("0000*")).read_text()
    assert "f            1  ported\n" in letter
    assert "h            1  told\n" in letter


@pytest.mark.parametrize(
    ("chosen", "rules"),
    [
        ("ported", ["port"]),
        ("told", ["tell"]),
        ("rewritten", ["port"]),
        ("ported,told", ["port", "tell"]),
    ],
)
def test_rules_are_chosen_by_them(capsys: Capture, chosen: str, rules: list[str]) -> None:
    """By the pack's outcome, or by the built-in one that it is like."""
    words = ["--tree", "tree", "--rules", "mine", "--format", "json", "--outcome", chosen]
    main(["apply", "--check", *words])
    assert [rule["id"] for rule in json.loads(capsys.readouterr().out)["rules"]] == rules


def test_an_unknown_word(capsys: Capture) -> None:
    """The help lists the pack's outcomes."""
    assert (
        main(["apply", "--check", "--tree", "tree", "--rules", "mine", "--outcome", "portd"]) == 2
    )
    assert capsys.readouterr().err == "error: unknown outcome portd\nhelp: did you mean ported?\n"
