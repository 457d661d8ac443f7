# SPDX-License-Identifier: GPL-2.0-or-later
"""`apply --branch`: commits on a new branch; nothing else of the checkout is touched."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path

import pytest

from qemu_xen_codemod.cli import main
from tests.faults.kill import killed_at, starts_program

Git = Callable[..., bytes]
MakeCheckout = Callable[[Mapping[str, bytes]], Path]
BODY = b"void h(void)\n{\n    f(1);\n    g(2);\n}\n"


@pytest.fixture
def tree(make_checkout: MakeCheckout, tmp_path: Path) -> Path:
    for old, new in (("f", "x"), ("g", "y")):
        (tmp_path / f"{old}.cocci").write_text(f"@@\nexpression A;\n@@\n- {old}(A)\n+ {new}(A)\n")
    return make_checkout({"a.c": BODY, "run.c": b"int run(void);\n"})


def apply(tree: Path, *args: str) -> int:
    rules = ["--rules", str(tree.parent / "f.cocci"), "--rules", str(tree.parent / "g.cocci")]
    return main(["apply", "--tree", str(tree), *rules, *args])


def state(root: Path) -> dict[str, bytes]:
    """All files with their bytes, without what a branch adds."""
    added = (".git/objects/", ".git/refs/heads/", ".git/logs/refs/heads/", ".git/config")
    return {
        name: path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not (name := path.relative_to(root).as_posix()).startswith(added)
    }


def error_of(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().err


def test_commits_are_on_the_branch(
    tree: Path, git: Git, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One for each rule, signed off on request; HEAD, index, files and other branches stay."""
    monkeypatch.chdir(tree.parent)
    (tree / ".git/hooks").mkdir(exist_ok=True)
    hook = tree / ".git/hooks/reference-transaction"
    hook.write_text(f"#!/bin/sh\ntouch {tree}/ran\n")
    hook.chmod(0o755)
    git(tree, "branch", "other")
    (tree / "ran").unlink()
    (tree / "run.c").write_bytes(b"int mine;\n")
    before, refs = state(tree), git(tree, "show-ref")
    packs = {p: p.stat().st_mtime_ns for p in (tree / ".git/objects").rglob("*") if p.is_file()}
    assert apply(tree, "--branch", "xen/v1", "--signoff") == 0
    out = capsys.readouterr().out
    assert "written as 2 commits on the new branch xen/v1.\n" in out
    assert f"Next: git -C {tree} log -p --reverse HEAD..xen/v1\n" in out
    assert state(tree) == before
    assert {p: p.stat().st_mtime_ns for p in packs} == packs
    assert set(refs.splitlines()) < set(git(tree, "show-ref").splitlines())
    log = git(tree, "log", "--format=%an %s %(trailers:key=Signed-off-by)", "main..xen/v1")
    assert log.decode().split("\n\n")[0].splitlines() == [
        "Ann Author Apply g.cocci Signed-off-by: Ann Author <ann@example.org>"
    ]
    assert git(tree, "rev-list", "--count", "main..xen/v1") == b"2\n"
    assert git(tree, "show", "xen/v1:a.c") == BODY.replace(b"f(", b"x(").replace(b"g(", b"y(")
    git(tree, "fsck", "--strict")


def test_the_cover_letter_is_its_description(tree: Path, git: Git, tmp_path: Path) -> None:
    """From which git format-patch makes one, without a glob."""
    assert apply(tree, "--branch", "new") == 0
    out = tmp_path / "patches"
    git(tree, "format-patch", "-q", "--cover-letter", "-o", str(out), "main..new")
    letter = next(out.glob("0000-*")).read_text()
    assert "\nApply 2 rules of codemod\n" in letter


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("main", "branch main exists already, and codemod only creates new ones"),
        ("a b", "--branch a b is not a valid branch name"),
        ("-x", "--branch -x is not a valid branch name"),
        ("HEAD", "--branch HEAD is not a valid branch name"),
        ("a..b", "--branch a..b is not a valid branch name"),
        ("main/x", "branch main/x cannot be created: "),
    ],
)
def test_names_that_cannot_be_had(
    tree: Path, git: Git, capsys: pytest.CaptureFixture[str], name: str, error: str
) -> None:
    """Exit 2; no branch is created or moved."""
    before = git(tree, "show-ref")
    assert apply(tree, f"--branch={name}") == 2
    assert error_of(capsys).startswith(f"error: {error}")
    assert git(tree, "show-ref") == before


def test_no_description_can_be_written(
    tree: Path, git: Git, capsys: pytest.CaptureFixture[str]
) -> None:
    """Then there is no branch."""
    (tree / ".git/config.lock").touch()
    before = git(tree, "show-ref")
    assert apply(tree, "--branch", "new") == 2
    assert error_of(capsys).startswith("error: branch new cannot be created: ")
    assert git(tree, "show-ref") == before


@pytest.mark.slow
def test_killed_before_each_program(tree: Path, git: Git) -> None:
    """There is no branch or a complete one, with its cover letter; the next run makes one."""
    shutil.copytree(tree / ".git", tree.parent / "git")
    for step in count(1):
        is_killed = killed_at(
            step, lambda: assert_done(apply(tree, "--branch", "new")), starts_program
        )
        if b"refs/heads/new" in git(tree, "show-ref"):
            break
        assert is_killed
        if step % 4 == 0:
            assert apply(tree, "--branch", "new") == 0
            check_new(tree, git)
            shutil.rmtree(tree / ".git")
            shutil.copytree(tree.parent / "git", tree / ".git")
    check_new(tree, git)
    git(tree, "fsck", "--strict")
    assert step > 5


def assert_done(code: int) -> None:
    assert code == 0


def check_new(tree: Path, git: Git) -> None:
    assert git(tree, "rev-list", "--count", "main..new") == b"2\n"
    description = git(tree, "config", "--get-all", "branch.new.description")
    assert description.startswith(b"Apply 2 rules of codemod\n")


@pytest.mark.slow
def test_several_at_once(tree: Path, git: Git) -> None:
    """One creates it, the others report that it exists, and its cover letter is its own."""
    words = ["apply", "--tree", str(tree), "--rules", str(tree.parent / "f.cocci")]
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "qemu_xen_codemod", *words, "--branch", "new"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    said = sorted((run.communicate()[1], run.returncode) for run in runs)
    exists = b"error: branch new exists already, and codemod only creates new ones\n"
    assert [(text.startswith(exists), code) for text, code in said] == [
        (False, 0),
        *[(True, 2)] * 3,
    ]
    git(tree, "config", "--get", "branch.new.description")


def test_nothing_to_change(tree: Path, git: Git) -> None:
    """Then there is no branch."""
    (tree / "a.c").write_bytes(b"int a;\n")
    git(tree, "commit", "-q", "-a", "-m", "none")
    before = git(tree, "show-ref")
    assert apply(tree, "--branch", "new") == 0
    assert git(tree, "show-ref") == before


def test_a_plain_folder(tmp_path: Path, tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / "a.c").write_bytes(BODY)
    rule = str(tree.parent / "f.cocci")
    assert main(["apply", "--tree", str(folder), "--rules", rule, "--branch", "x"]) == 2
    assert error_of(capsys) == (
        f"error: {folder} is not a git checkout, so it cannot have a branch\n"
        "help: leave out --branch to have patch files\n"
    )


def test_not_with_out(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert apply(tree, "--branch", "x", "--out", "y") == 2
    assert "--branch and --out do not go together" in error_of(capsys)


def test_modified_files(tree: Path, git: Git, capsys: pytest.CaptureFixture[str]) -> None:
    """Commits are based on HEAD: uncommitted changes are in none of them."""
    (tree / "a.c").write_bytes(BODY + b"int mine;\n")
    assert apply(tree, "--branch", "x") == 2
    assert "has uncommitted changes" in error_of(capsys)
    assert apply(tree, "--branch", "x", "--committed") == 0
    assert b"mine" not in git(tree, "show", "x:a.c")


def test_a_second_version(tree: Path, git: Git, tmp_path: Path) -> None:
    """Reviews of the mbox that b4 made go into the commits."""
    assert apply(tree, "--out", str(tmp_path / "out")) == 0
    patch = next((tmp_path / "out").glob("0001-*"))
    review = "Reviewed-by: Bo <bo@example.org>"
    patch.write_text(patch.read_text().replace("\n---\n", f"\n{review}\n---\n", 1))
    previous = ["-v2", "--previous", str(tmp_path / "out")]
    assert apply(tree, "--branch", "v2", *previous, "--signoff") == 0
    assert (
        git(tree, "log", "-1", "--format=%B", "v2~")
        .decode()
        .endswith(f"{review}\nSigned-off-by: Ann Author <ann@example.org>\n\n")
    )
    assert b"Changes in v2:\n- unchanged: patches 1-2\n" in (
        git(tree, "config", "branch.v2.description")
    )


def test_a_worktree(tree: Path, git: Git, tmp_path: Path) -> None:
    """A checkout next to the first: the branch is in their common repository."""
    git(tree, "worktree", "add", "-q", str(tmp_path / "second"))
    arguments = ["--rules", str(tmp_path / "f.cocci"), "--branch", "x"]
    assert main(["apply", "--tree", str(tmp_path / "second"), *arguments]) == 0
    assert git(tree, "rev-list", "--count", "main..x") == b"1\n"
