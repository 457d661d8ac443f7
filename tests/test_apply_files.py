# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod apply PATH`, --exclude, --changed-since and `-`: which files are changed."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from qemu_xen_codemod.cli import main

Git = Callable[..., bytes]
MakeCheckout = Callable[[Mapping[str, bytes]], Path]
CALL = b"void h(void)\n{\n    f(1);\n}\n"
FILES = {"a.c": CALL, "hw/b.c": CALL, "hw/xen/c.c": CALL, "hw/xen/stub.c": CALL, "README": b"x\n"}


@pytest.fixture
def tree(make_checkout: MakeCheckout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout whose top folder is the current folder."""
    (tmp_path / "x.cocci").write_text("@@\nexpression A;\n@@\n- f(A)\n+ g(A)\n")
    root = make_checkout(FILES)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def changed(tree: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., list[str]]:
    """The files that `apply` with these arguments would change."""

    def run(*words: str, code: int = 0) -> list[str]:
        rules = ["--rules", str(tree.parent / "x.cocci")]
        assert main(["apply", *rules, "--dry-run", "--format", "json", *words]) == code
        data = json.loads(capsys.readouterr().out)
        return [path for rule in data["rules"] for path in rule["changed"]]

    return run


@pytest.fixture
def error(tree: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """The message for wrong usage."""

    def run(*words: str) -> str:
        assert main(["apply", "--rules", str(tree.parent / "x.cocci"), *words]) == 2
        return capsys.readouterr().err

    return run


@pytest.mark.parametrize(
    ("words", "files"),
    [
        ([], ["a.c", "hw/b.c", "hw/xen/c.c", "hw/xen/stub.c"]),
        (["."], ["a.c", "hw/b.c", "hw/xen/c.c", "hw/xen/stub.c"]),
        (["hw"], ["hw/b.c", "hw/xen/c.c", "hw/xen/stub.c"]),
        (["a.c", "hw/xen"], ["a.c", "hw/xen/c.c", "hw/xen/stub.c"]),
        (["README"], []),
        (["--exclude", "hw/xen"], ["a.c", "hw/b.c"]),
        (["--exclude", "hw/xen/"], ["a.c", "hw/b.c"]),
        (["--exclude", "stub.c"], ["a.c", "hw/b.c", "hw/xen/c.c", "hw/xen/stub.c"]),
        (["--exclude", "stub*", "--exclude", "a.c"], ["hw/b.c", "hw/xen/c.c"]),
        (["hw", "--exclude", "hw/**/*.c"], []),
    ],
)
def test_chosen(changed: Callable[..., list[str]], words: list[str], files: list[str]) -> None:
    """Folders stand for everything below them; nothing to change is exit 0."""
    assert changed(*words) == files


def test_from_a_folder_inside(
    tree: Path, changed: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tree is the whole checkout, paths are those of the shell, or from the top."""
    monkeypatch.chdir(tree / "hw")
    assert len(changed()) == 4
    assert changed("xen/c.c") == ["hw/xen/c.c"]
    assert changed("../a.c") == ["a.c"]
    assert changed("hw/b.c") == ["hw/b.c"]
    assert changed(str(tree / "a.c")) == ["a.c"]


def test_from_outside(
    tree: Path, changed: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path alone names its checkout; --tree says where paths are."""
    monkeypatch.chdir(tree.parent)
    assert len(changed("tree")) == 4
    assert changed("tree/hw/xen/c.c") == ["hw/xen/c.c"]
    assert changed("--tree", "tree", "hw/b.c") == ["hw/b.c"]
    (tree.parent / "plain").mkdir()
    (tree.parent / "plain/p.c").write_bytes(CALL)
    assert changed("plain") == ["p.c"]


def test_a_link_that_leads_to_itself(tree: Path, error: Callable[..., str]) -> None:
    """It is not a file."""
    (tree / "loop.c").symlink_to("loop.c")
    assert "there is no file or folder loop.c" in error("loop.c")
    assert "there is no file or folder loop.c/x" in error("--tree", ".", "loop.c/x")


def test_what_is_no_file(tree: Path, error: Callable[..., str]) -> None:
    """Each is reported, with help."""
    (tree / "new.c").write_bytes(CALL)
    assert error("nope.c") == "error: there is no file or folder nope.c\n"
    assert error("new.c").startswith(
        f"error: new.c is not a file of the tree {tree}\nhelp: is it tra"
    )
    assert error("..").startswith(f"error: .. is not in the tree {tree}\n")


def test_no_checkout(
    tree: Path, error: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tree.parent)
    assert error("--dry-run") == (
        "error: the current folder is in no git checkout\nhelp: name the sources: --tree TREE\n"
    )


def test_what_changed(tree: Path, changed: Callable[..., list[str]], git: Git) -> None:
    """On our branch since the merge base, committed or not; not changes of the other branch."""
    assert changed("--changed-since", "HEAD") == []
    git(tree, "switch", "-q", "-c", "ours")
    (tree / "hw/b.c").write_bytes(CALL + b"int b;\n")
    git(tree, "commit", "-q", "-a", "-m", "ours")
    git(tree, "switch", "-q", "main")
    (tree / "hw/xen/c.c").write_bytes(CALL + b"int c;\n")
    git(tree, "commit", "-q", "-a", "-m", "theirs")
    git(tree, "switch", "-q", "ours")
    (tree / "a.c").write_bytes(CALL + b"int a;\n")
    assert changed("--changed-since", "main") == ["a.c", "hw/b.c"]
    assert changed("--changed-since", "main", "--committed") == ["hw/b.c"]
    assert changed("--changed-since", "HEAD", "hw") == []


def test_revisions_that_are_none(tree: Path, error: Callable[..., str], tmp_path: Path) -> None:
    assert error("--changed-since", "nope").startswith(f"error: {tree} has no revision nope")
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain/p.c").write_bytes(CALL)
    assert "is not a git checkout, so nothing in it has changed since HEAD" in error(
        "--tree", str(tmp_path / "plain"), "--changed-since", "HEAD"
    )


def test_other_files_count(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Uses left there are kept, with the reason, and do not cause exit code 1."""
    rule = tree.parent / "x.cocci"
    assert main(["apply", "--rules", str(rule), "--check", "a.c"]) == 1
    out = capsys.readouterr().out
    assert "note: 1 file of the tree chosen\n" in out
    assert "1 file, 1 line added and 1 removed" in out
    (tree / "a.c").write_bytes(b"int a;\n")
    assert main(["apply", "--rules", str(rule), "--check", "a.c"]) == 0


def test_macros_of_other_files_are_known(
    tree: Path, changed: Callable[..., list[str]], git: Git
) -> None:
    """How a file is read does not depend on which were chosen."""
    (tree / "m.h").write_bytes(b"#define EACH(x) for (;;)\n")
    (tree / "m.c").write_bytes(b'#include "m.h"\nvoid h(void)\n{\n    EACH(x)\n        f(1);\n}\n')
    git(tree, "add", ".")
    git(tree, "commit", "-q", "-m", "macros")
    assert changed("m.c") == ["m.c"]


class Input:
    """Standard input with these bytes."""

    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


@pytest.fixture
def typed(
    tree: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[bytes, bytes]]:
    """The output of `apply -` on both streams for these bytes."""

    def run(data: bytes, *words: str, code: int = 0) -> tuple[bytes, bytes]:
        monkeypatch.setattr(sys, "stdin", Input(data))
        rules = ["--rules", str(tree.parent / "x.cocci")]
        assert main(["apply", "-", *rules, *words]) == code
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return out, err

    return run


def test_standard_input(typed: Callable[..., tuple[bytes, bytes]], tree: Path) -> None:
    """It comes out edited, unchanged where there is nothing to do; the tree stays."""
    assert typed(CALL) == (CALL.replace(b"f(1)", b"g(1)"), b"")
    for data in (b"", b"int \xff;\r\nno newline", b"\0"):
        assert typed(data) == (data, b"")
    assert typed(CALL, "--stdin-name", "hw/b.c") == (CALL.replace(b"f(1)", b"g(1)"), b"")
    (tree / "loop.c").symlink_to("loop.c")
    assert typed(CALL, "--stdin-name", "loop.c") == (CALL.replace(b"f(1)", b"g(1)"), b"")
    assert typed(CALL, "--check", code=1) == (b"", b"")
    assert typed(b"int a;\n", "--check") == (b"", b"")
    assert b"+    g(1);\n" in typed(CALL, "--dry-run", "--stdin-name", "hw/b.c")[0]
    assert (tree / "hw/b.c").read_bytes() == CALL


def test_standard_input_that_is_not_searched(typed: Callable[..., tuple[bytes, bytes]]) -> None:
    """It comes out unchanged, which is reported."""
    data = CALL + b"int a;\n" * 1_200_000
    note = b"note: a.c:3: not read: it has more than 8,000,000 bytes\n"
    assert typed(data, "--stdin-name", "a.c") == (data, note)


def test_standard_input_outside_of_a_tree(
    typed: Callable[..., tuple[bytes, bytes]], tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tree.parent)
    assert typed(CALL)[0] == CALL.replace(b"f(1)", b"g(1)")


def test_standard_input_is_read_as_its_file(
    typed: Callable[..., tuple[bytes, bytes]], tree: Path, git: Git
) -> None:
    """With the headers that the tree's file sees; refused matches are also reported."""
    (tree / "m.h").write_bytes(b"typedef struct S S;\nstruct S { int f; };\n")
    git(tree, "add", ".")
    rule = tree.parent / "typed.cocci"
    rule.write_text("@@\nS *s;\n@@\n- use(s)\n+ used(s)\n")
    data = b'#include "m.h"\nvoid h(S *s)\n{\n    use(s);\n}\n'
    out, _ = typed(data, "--rules", str(rule), "--stdin-name", "a.c")
    assert b"used(s)" in out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-", "a.c"], "`-` must be the only file"),
        (["-", "--in-place"], "`-` must be the only file"),
        (["-", "--branch", "x"], "`-` must be the only file"),
        (["-", "--out", "x"], "`-` must be the only file"),
        (["a.c", "--stdin-name", "a.c"], "--stdin-name is only for standard input"),
    ],
)
def test_standard_input_goes_with_nothing_else(
    error: Callable[..., str], words: list[str], message: str
) -> None:
    assert message in error(*words)
