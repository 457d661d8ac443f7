# SPDX-License-Identifier: GPL-2.0-or-later
"""The bench: it runs, and its figures are from runs next to each other."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.benchmark.cases import CODEMOD, cases
from tools.benchmark.command import main
from tools.benchmark.measure import Run, Runs, measure, run, table
from tools.benchmark.rules import Renamed, write_rules

pytestmark = pytest.mark.slow

MINI = Path(__file__).parents[2] / "examples/mini-qemu"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The small tree as a checkout."""
    root = tmp_path / "qemu"
    shutil.copytree(MINI, root)
    for words in ("init", "add .", "-c user.name=a -c user.email=a@b commit -m base"):
        subprocess.run(["git", "-C", root, *words.split()], check=True, capture_output=True)
    return root


def test_it_measures_a_tree_and_its_copies(
    tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A case is measured with the installed programs; the tree is not changed."""
    git = shutil.which("git")
    assert git is not None
    (tree.parent / "bin").mkdir()
    (tree.parent / "bin/git").symlink_to(git)
    monkeypatch.setenv("PATH", str(tree.parent / "bin"))
    assert main([str(tree), "--rounds", "1", "--only", "2 times"]) == 0
    out, errors = capsys.readouterr()
    head, line = out.splitlines()
    assert head.split()[:5] == ["case", "command", "clock", "CPU", "MiB"]
    assert line.startswith("five rules, the tree 2 times    codemod ")
    assert "spatch is not installed: not compared\n" in errors
    command = [git, "-C", str(tree), "status", "--porcelain"]
    assert subprocess.run(command, capture_output=True, check=True).stdout == b""


def test_what_is_measured(tree: Path, tmp_path: Path) -> None:
    """More with a build than without; each case has a command of ours."""
    names = [case.name for case in cases(tree, None, tmp_path)]
    more = [case.name for case in cases(tree, tmp_path, tmp_path)]
    assert (len(names), more[len(names) :]) == (8, ["audit -p", "verify -p"])
    first = next(cases(tree, None, tmp_path)).prepare()
    assert first[CODEMOD][3:] == [
        *("apply", "--tree", str(tree), "--rules", str(tmp_path / "five.cocci"), "--dry-run")
    ]


def test_rules_of_each_tool(tmp_path: Path) -> None:
    """The same call, in two languages."""
    patch, rules = write_rules(tmp_path, "two", [Renamed("f", 2), Renamed("g_h", 1)])
    assert patch.read_text().startswith("@@\nexpression A, B;\n@@\n- f(A, B)\n+ new_f(A, B)\n\n@@")
    assert rules.read_text().count("---\n") == 1
    assert "context: 'int x = g_h($A);'" in rules.read_text()


def test_ratios_are_of_pairs() -> None:
    """The median of the ratios, not the ratio of the medians, because the load varies."""
    ours = Runs((Run(1, 1, 10), Run(8, 2, 30), Run(3, 3, 20)))
    other = Runs((Run(2, 1, 5), Run(16, 1, 5), Run(4, 1, 5)))
    assert ours.ratios(other) == (0.5, 2)
    assert (ours.clock, ours.cpu, ours.memory) == (3, 2, 30)
    lines = list(table([("x", {"codemod": ours, "spatch": other})], "codemod"))
    assert lines[2].endswith("0.50 on the clock, 2.00 of CPU")


def test_a_first_round_is_not_counted(tmp_path: Path) -> None:
    """It warms up; the others are counted, each of them."""
    log = tmp_path / "log"
    command = [sys.executable, "-c", f"open({str(log)!r}, 'a').write('x')"]
    measured = measure({"python": command}, 2, str(tmp_path))
    assert (log.read_text(), len(measured["python"].runs)) == ("xxx", 2)
    assert measured["python"].cpu > 0


def test_a_command_that_fails_ends_it(tmp_path: Path) -> None:
    """With its output: there are no figures of failures."""
    command = [sys.executable, "-c", "import sys; sys.stderr.write('no'); sys.exit(2)"]
    with pytest.raises(SystemExit, match="exit code 2\nno"):
        run(command, str(tmp_path))
