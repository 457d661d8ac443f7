# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod prove`: what it needs, its exit codes, and its output for a level."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from qemu_xen_codemod import cli
from qemu_xen_codemod.prove import prove as levels_of_prove
from qemu_xen_codemod.prove.half import Half
from qemu_xen_codemod.prove.level import (
    Failed,
    Failure,
    Lacking,
    Level,
    MissingNeeds,
    Need,
    Result,
    Shown,
    Table,
)
from qemu_xen_codemod.rule.catalogue import choose_pack
from qemu_xen_codemod.verify.prove import open_checkout
from tests.conftest import MakeCheckout
from tests.verify.conftest import FILES

MINI = Path(__file__).parents[2] / "examples/mini-qemu"
XEN = {
    "xen/Makefile": b"export XEN_VERSION       = 4\nexport XEN_SUBVERSION    = 23\n",
    "xen/include/public/hvm/dm_op.h": b"#define XEN_DMOP_last 20\n",
    "tools/libs/devicemodel/libxendevicemodel.map": b"VERS_1.0 {\n\tglobal:\n\t\tf;\n};\n",
    "tools/libs/devicemodel/core.c": b"int f(void);\nint f(void)\n{\n    return 0;\n}\n",
}
TABLE = Table("what is left", ("function", "before", "after"), (("xc_f", "2", ""),))
SHOWN = Shown(Level.LINK, (TABLE,), ("a note",), ("the rest",))
FAILED = Failed(Level.RECORDER, (), (Failure("f differs", "words", "mend it"),))
LACKING = Lacking(Level.GUEST, (Need("no busybox", "install it"),))
IN_PART = Lacking(Level.LINK, (Need("a program", "build one"),), (TABLE,))


@pytest.fixture
def trees(make_checkout: MakeCheckout, tmp_path: Path) -> tuple[Path, Path]:
    """A QEMU and a Xen, with the files by which they are recognised."""
    found = []
    for name, files in (("qemu", FILES), ("xen", XEN)):
        make_checkout(files).rename(tmp_path / name)
        found.append(tmp_path / name)
    return found[0], found[1]


def prove(trees: tuple[Path, Path], *words: str) -> int:
    qemu, xen = trees
    return cli.main(["prove", "--qemu", str(qemu), "-p", str(qemu), "--xen", str(xen), *words])


def with_results(monkeypatch: pytest.MonkeyPatch, results: Sequence[Result]) -> list[Level]:
    """Levels return these results; the requested levels, in order."""
    asked: list[Level] = []

    def level(result: Result) -> Callable[[object], Result]:
        def run(_: object) -> Result:
            asked.append(result.level)
            if result is LACKING:
                raise MissingNeeds(*LACKING.needs)
            return result

        return run

    monkeypatch.setattr(
        levels_of_prove, "_LEVELS", {result.level: level(result) for result in results}
    )
    return asked


@pytest.mark.parametrize(
    ("results", "code", "end"),
    [
        ((SHOWN,), 0, "shown: link"),
        ((SHOWN, FAILED), 1, "shown: link; failed: recorder"),
        ((SHOWN, LACKING), 3, "shown: link; not shown: guest"),
        ((IN_PART, LACKING), 3, "shown in part: link; not shown: guest"),
        ((SHOWN, FAILED, LACKING), 1, "shown: link; failed: recorder; not shown: guest"),
    ],
)
def test_how_it_ends(
    trees: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    results: Sequence[Result],
    code: int,
    end: str,
) -> None:
    """A level that could not be shown is not a success, whatever the others are; all are tried."""
    asked = with_results(monkeypatch, results)
    words = [f"--{result.level.value}" for result in reversed(results)]
    assert prove(trees, *words) == code
    assert capsys.readouterr().out.splitlines()[-1] == end
    assert asked == [result.level for result in results]


def test_what_is_printed(
    trees: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Tables, failures with their output, what is needed, and what is not shown."""
    with_results(monkeypatch, (SHOWN, FAILED, LACKING))
    prove(trees, "--link", "--recorder", "--guest")
    assert capsys.readouterr().out == (
        "link: shown (0 s)\n  what is left:\nfunction  before  after\nxc_f           2\n\n"
        "  not shown: the rest\n  note: a note\n\n"
        "recorder: FAILED (0 s)\n  f differs\n    words\n    help: mend it\n\n"
        "guest: not shown, because something is missing:\n  no busybox\n    help: install it\n\n"
        "shown: link; failed: recorder; not shown: guest\n"
    )


def test_link_is_the_default(trees: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """The level that runs nothing that was built."""
    assert prove(trees) == 2
    asked = with_results(monkeypatch, (SHOWN, FAILED, LACKING))
    assert prove(trees) == 0
    assert asked == [Level.LINK]


def test_wrong_usage(trees: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    """What a level requires, and trees in each other's place."""
    qemu, xen = trees
    assert cli.main(["prove", "--qemu", str(qemu), "-p", str(qemu), "--recorder"]) == 2
    assert capsys.readouterr().err == (
        "error: --recorder needs a Xen\nhelp: name its tree: --xen TREE\n"
    )
    assert prove((xen, qemu)) == 2
    assert capsys.readouterr().err == (
        f"error: --qemu {xen} is not a tree that the rules for qemu support\n"
        "help: name the top folder of one, as git clone makes it\n"
    )


def test_the_series_need_no_author(
    make_checkout: MakeCheckout, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """They are not sent: a machine on which git does not know its user can prove them."""
    files = [path for path in MINI.rglob("*") if path.is_file()]
    root = make_checkout({str(path.relative_to(MINI)): path.read_bytes() for path in files})
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "EMAIL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    half = Half(tree := open_checkout(root), choose_pack(tree))
    try:
        assert half.plan.commits
        assert half.applied.touched
    finally:
        half.close()


def test_a_build_that_is_none(
    trees: tuple[Path, Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """It is reported as by all commands."""
    qemu, xen = trees
    assert cli.main(["prove", "--qemu", str(qemu), "-p", str(tmp_path), "--xen", str(xen)]) == 2
    assert "compile_commands.json" in capsys.readouterr().err
