# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod rules new` and `codemod rules schema`; rules from standard input; own packs by name."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml

from qemu_xen_codemod.cli import main

Capture = pytest.CaptureFixture[str]
COCCI = "@@ expression E; @@\n- f(E)\n+ g(E)\n"
YAML = """\
id: use-g
patch: |
  @@ expression E; @@
  - f(E)
  + g(E)
examples: [{before: f(1);, after: g(1);}]
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, empty."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def pipe(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_a_file_that_is_there_stays(folder: Path, capsys: Capture) -> None:
    """No file of the user's is overwritten, and no pack is made next to it."""
    (folder / "p").mkdir()
    (folder / "p/use-g.yml").write_text("mine")
    assert main(["rules", "new", "use-g", "--pack", "p"]) == 2
    assert capsys.readouterr().err.startswith("error: p/use-g.yml is there already\n")
    assert [(path.name, path.read_text()) for path in (folder / "p").iterdir()] == [
        ("use-g.yml", "mine")
    ]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["Use_G"], "error: Use_G is not the id of a rule\n"),
        (["x", "--from", "a-b"], "error: a-b is not the name of a function\n"),
        (["x", "--from", "f", "--to", "f"], "error: --from and --to are both f"),
        (["/proc/none/x"], "error: cannot write /proc/none/x.yml: "),
    ],
)
def test_wrong_words(folder: Path, capsys: Capture, arguments: list[str], told: str) -> None:
    """Invalid arguments write no rule."""
    assert main(["rules", "new", *arguments]) == 2
    assert capsys.readouterr().err.startswith(told)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        (["use-g"], "use-g.yml"),
        (["use-g.yml", "--from", "f_old", "--to", "g"], "use-g.yml"),
        (["rules/mine/use-g.yaml"], "rules/mine/use-g.yaml"),
        (["use-g", "--pack", "my-pack"], "my-pack/use-g.yml"),
    ],
)
def test_what_is_written_holds(
    folder: Path, capsys: Capture, arguments: list[str], path: str
) -> None:
    """The rule loads, fits the schema of its first line, and its examples pass."""
    assert main(["rules", "new", *arguments]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[-2:] == [f"{path} written", f"Next: codemod rules test {path}"]
    assert main(out[-1].removeprefix("Next: codemod ").split()) == 0
    assert "1 rule, 2 cases, 0 failed" in capsys.readouterr().out
    for file in folder.rglob("*.y*ml"):
        first, *_ = (text := file.read_text()).split("\n")
        schema = first.removeprefix("# yaml-language-server: $schema=")
        jsonschema.validate(yaml.safe_load(text), json.loads(Path(schema).read_text()))


def test_names_are_filled_in(folder: Path) -> None:
    """--from and --to make a rule that renames."""
    (folder / "a.c").write_text("int a = log_msg(1);\n")
    assert main(["rules", "new", "use-log-at", "--from", "log_msg", "--to", "log_at"]) == 0
    assert main(["apply", "--tree", ".", "--rules", "use-log-at.yml", "--in-place"]) == 0
    assert (folder / "a.c").read_text() == "int a = log_at(1);\n"


def test_a_pack_grows(folder: Path, capsys: Capture) -> None:
    """A second rule goes into the existing pack; `rules` actions know it by its name."""
    assert main(["rules", "new", "one", "--pack", "p", "--from", "f", "--to", "g"]) == 0
    before = (folder / "p/pack.yaml").read_text()
    assert main(["rules", "new", "two", "--pack", "p", "--from", "h", "--to", "i"]) == 0
    assert (folder / "p/pack.yaml").read_text() == before
    capsys.readouterr()
    assert main(["rules", "list", "--rules", "p", "--pack", "p"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [
        "rule",
        "one",
        "two",
    ]
    assert main(["rules", "show", "two", "--rules", "p"]) == 0
    assert main(["rules", "test", "--rules", "p"]) == 0
    assert capsys.readouterr().out.endswith("2 rules, 4 cases, 0 failed\n")
    assert main(["rules", "list", "--rules", "p", "--pack", "pp"]) == 2
    assert capsys.readouterr().err == "error: unknown pack pp\nhelp: did you mean p?\n"


@pytest.mark.parametrize("kind", ["rule", "pack", "library"])
def test_the_schema(capsys: Capture, kind: str) -> None:
    """Its text, and its path."""
    assert main(["rules", "schema", kind]) == 0
    text = capsys.readouterr().out
    jsonschema.Draft202012Validator.check_schema(json.loads(text))
    assert main(["rules", "schema", kind, "--path"]) == 0
    assert Path(capsys.readouterr().out.rstrip("\n")).read_text() == text


def test_the_schema_is_that_of_rules(capsys: Capture) -> None:
    """Unless another is named."""
    assert main(["rules", "schema", "--path"]) == 0
    assert capsys.readouterr().out.endswith("/rule.schema.json\n")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id: [x\n", "<stdin>:1:5: error: this `[` is not closed\n"),
        ("@@ expresion E; @@\n- f(E)\n", "<stdin>:1:4: error: "),
        ("", "<stdin>:1:1: error: "),
    ],
)
def test_what_is_piped_is_wrong(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, text: str, told: str
) -> None:
    """Places are those in the piped text."""
    (folder / "a.c").write_text("f(1);\n")
    pipe(monkeypatch, text)
    assert main(["apply", "--tree", ".", "--rules", "-", "--dry-run"]) == 2
    assert capsys.readouterr().err.startswith(told)


def test_a_file_and_a_rule_from_one_pipe(capsys: Capture) -> None:
    """Only one of them can come from the pipe."""
    assert main(["apply", "-", "--rules", "-"]) == 2
    assert capsys.readouterr().err.startswith("error: standard input is the file")


@pytest.mark.parametrize("text", [COCCI, YAML], ids=["a semantic patch", "a rule"])
@pytest.mark.parametrize(
    "command",
    [
        "apply --tree . --dry-run --rules -",
        "rules test -",
        "audit --tree . --rules -",
        "rules list --rules -",
    ],
)
def test_what_is_piped(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, text: str, command: str
) -> None:
    """A rule, or a semantic patch, in any command that accepts rules."""
    (folder / "a.c").write_text("void h(void)\n{\n    f(1);\n}\n")
    pipe(monkeypatch, text)
    assert main(command.split()) == 0
    out = capsys.readouterr().out
    assert any(word in out for word in ("+    g(1);", "0 failed", "f: 1 reference", "rewritten"))
