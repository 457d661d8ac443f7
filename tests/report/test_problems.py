# SPDX-License-Identifier: GPL-2.0-or-later
"""One set of findings: what apply and audit show in the formats that CI systems read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from qemu_xen_codemod.cli import main
from tests.audit.sarif import SARIF

CALL = "void h(void)\n{\n    f(1);\n    x();\n    y();\n    f(2);\n}\n"
RULE = "@@\nexpression A;\n@@\n- f(A)\n+ g(A)\n"
Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """The output of `apply` with these arguments, in a folder with one C file."""
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree/a.c").write_text(CALL)
    (tmp_path / "x.cocci").write_text(RULE)
    monkeypatch.chdir(tmp_path)

    def apply(*words: str, code: int = 0) -> str:
        assert main(["apply", "--tree", "tree", "--rules", "x.cocci", *words]) == code
        return capsys.readouterr().out

    return apply


def applied(text: str, fixes: list[tuple[int, int, str]]) -> str:
    """The text with the fixes applied, the last one first."""
    lines = text.splitlines(keepends=True)
    for first, end, new in sorted(fixes, reverse=True):
        lines[first - 1 : end - 1] = [new]
    return "".join(lines)


def test_dry_run_and_check_together(run: Run) -> None:
    """The diff, and exit code 1 if there is one."""
    assert "+    g(1);\n" in run("--dry-run", "--check", code=1)
    Path("tree/a.c").write_text("int a;\n")
    assert run("--dry-run", "--check") == ""


@pytest.mark.parametrize("mode", [["--in-place"], ["--branch", "x"]])
def test_what_writes_does_not_go_with_them(mode: list[str], run: Run) -> None:
    run("--check", *mode, code=2)
    run("--dry-run", *mode, code=2)
    assert Path("tree/a.c").read_text() == CALL


def test_fixes_of_sarif(run: Run) -> None:
    """The log is valid, and its fixes make of the file what apply makes of it."""
    log: dict[str, Any] = json.loads(run("--dry-run", "--format", "sarif"))
    jsonschema.Draft7Validator(SARIF).validate(log)
    results = log["runs"][0]["results"]
    assert [
        result["locations"][0]["physicalLocation"]["region"]["startLine"] for result in results
    ] == [
        3,
        6,
    ]
    assert "codemod apply --rules x.cocci --only x a.c" in results[0]["message"]["text"]
    fixes = []
    for result in results:
        (change,) = result["fixes"][0]["artifactChanges"]
        for part in change["replacements"]:
            region = part["deletedRegion"]
            fixes.append((region["startLine"], region["endLine"], part["insertedContent"]["text"]))
    assert applied(CALL, fixes) == CALL.replace("f(", "g(")
    assert len({result["partialFingerprints"]["codemodReference/v1"] for result in results}) == 2


def test_suggestions_of_rdjson(run: Run) -> None:
    """As reviewdog reads them; only added lines are given with the line before them."""
    Path("x.cocci").write_text("@@\n@@\n f(1);\n+ more();\n")
    data = json.loads(run("--check", "--format", "rdjson", code=1))
    assert data["source"] == {"name": "codemod"}
    (diagnostic,) = data["diagnostics"]
    assert diagnostic["location"]["path"] == "a.c"
    (suggestion,) = diagnostic["suggestions"]
    span = suggestion["range"]
    fix = (span["start"]["line"], span["end"]["line"], suggestion["text"])
    assert fix == (3, 4, "    f(1);\n    more();\n")


def test_path_prefix(run: Run) -> None:
    """If the tree is a folder of the repository."""
    shown = run("--check", "--format", "github", "--path-prefix", "sub/qemu/", code=1)
    assert shown.startswith("::warning file=sub/qemu/a.c,line=3,title=x::")
    data = json.loads(run("--format", "gitlab", "--dry-run", "--path-prefix", "sub"))
    assert [issue["location"]["path"] for issue in data] == ["sub/a.c", "sub/a.c"]


def test_quiet(run: Run) -> None:
    """Nothing if all is well; otherwise what needs somebody's attention."""
    assert run("--check", "-q", code=1) == ""
    Path("x.cocci").write_text("@@\nexpression A;\n@@\n* f(A)\n")
    assert run("--check", "-q", code=1) == "x lists:\n  a.c:3:5: f(1)\n  a.c:6:5: f(2)\n\n"


def test_what_is_listed(run: Run) -> None:
    Path("x.cocci").write_text("@@\nexpression A;\n@@\n* f(A)\n")
    assert run("--check", "--format", "github", code=1).count("::warning file=a.c,line=") == 2
