# SPDX-License-Identifier: GPL-2.0-or-later
"""A hostile repository: nothing in it runs, and nothing in it changes, including time stamps."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from qemu_xen_codemod.edit.edit import Change
from qemu_xen_codemod.errors import TreeError
from qemu_xen_codemod.series.commit import Commit
from qemu_xen_codemod.series.cover import Cover
from qemu_xen_codemod.series.options import SeriesOptions
from qemu_xen_codemod.series.series import write_series
from qemu_xen_codemod.tree.tree import open_tree
from qemu_xen_codemod.tree.write import write_files

Git = Callable[..., bytes]
MakeCheckout = Callable[[Mapping[str, bytes]], Path]
MakeCommits = Callable[..., tuple[Commit, ...]]

FILES = {
    "a.c": b"int old_call(void);\n",
    "hw/b.c": b"int b = 1;\nold_call();\n",
    ".gitattributes": b"* filter=evil diff=evil merge=evil ident text\n",
}


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """A file that a hostile repository's programs create."""
    return tmp_path / "canary"


@pytest.fixture
def hostile(make_checkout: MakeCheckout, git: Git, canary: Path, tmp_path: Path) -> Path:
    """A checkout whose configuration, attributes and hooks name a program in every way we know."""
    root = make_checkout(FILES)
    program = tmp_path / "evil"
    program.write_text(f"#!/bin/sh\necho $0 $* >>'{canary}'\ncat\n")
    program.chmod(0o755)
    for key in (
        "core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.gitProxy",
        "core.alternateRefsCommand", "core.askPass", "sequence.editor", "credential.helper",
        "diff.external", "diff.evil.command", "diff.evil.textconv", "diff.cpp.command",
        "diff.cpp.textconv", "filter.evil.clean", "filter.evil.smudge", "filter.evil.process",
        "merge.evil.driver", "gpg.program", "uploadpack.packObjectsHook", "interactive.diffFilter",
        "pager.grep", "pager.format-patch", "trailer.x.command", "trailer.x.cmd",
    ):  # fmt: skip
        git(root, "config", key, str(program))
    git(root, "config", "alias.ls-tree", f"!{program}")
    git(root, "config", "alias.grep", f"!{program}")
    git(root, "config", "format.signatureFile", str(program))
    git(root, "config", "commit.gpgSign", "true")
    git(root, "config", "extensions.partialClone", "origin")
    git(root, "config", "core.repositoryFormatVersion", "1")
    git(root, "config", "remote.origin.promisor", "true")
    git(root, "config", "remote.origin.url", f"ext::{program}")
    git(root, "config", "remote.origin.uploadpack", str(program))
    git(root, "config", "protocol.ext.allow", "always")
    hooks = root / ".git/hooks"
    hooks.mkdir(exist_ok=True)
    for hook in (
        "applypatch-msg", "post-checkout", "post-commit", "post-index-change", "pre-auto-gc",
        "pre-commit", "reference-transaction", "fsmonitor-watchman", "commit-msg",
    ):  # fmt: skip
        (hooks / hook).write_text(program.read_text())
        (hooks / hook).chmod(0o755)
    return root


def test_the_hostile_checkout_is_hostile(hostile: Path, canary: Path) -> None:
    """Others' commands in it do run its programs, so the tests below show something."""
    for command in (["status"], ["diff", "--ext-diff"]):
        canary.unlink(missing_ok=True)
        (hostile / "a.c").write_bytes(b"int other;\n")
        subprocess.run(["git", *command], cwd=hostile, capture_output=True, check=False)
        assert canary.exists()


@pytest.mark.parametrize("committed", [False, True])
def test_nothing_runs_and_nothing_changes(
    hostile: Path,
    canary: Path,
    digest: Callable[[Path], str],
    make_commits: MakeCommits,
    cover: Cover,
    tmp_path: Path,
    committed: bool,
) -> None:
    """Listing, searching, comparing and a series leave the checkout as it was."""
    before = digest(hostile)
    # Later than everything that it contains, so that any change would show.
    time.sleep(0.01)
    tree = open_tree(hostile, committed=committed)
    found = tree.search(frozenset([b"old_call"]))
    assert sorted(found) == ["a.c", "hw/b.c"]
    assert tree.modified(found) == ()
    commits = make_commits(found, (b"old_call", b"new_call"), (b"new_call", b"old_call"))
    write_series(tree, commits, cover, SeriesOptions(signoff=True), tmp_path / "out")
    assert digest(hostile) == before
    assert not canary.exists()
    assert len(list((tmp_path / "out").iterdir())) == 3


def test_in_place_runs_nothing(hostile: Path, canary: Path, make_commits: MakeCommits) -> None:
    """Writing in place runs nothing either, and leaves .git alone."""
    index = (hostile / ".git/index").read_bytes()
    tree = open_tree(hostile)
    (commit,) = make_commits({"a.c": tree.read("a.c")}, (b"old_call", b"new_call"))
    write_files(tree, commit.changes)
    assert (hostile / "a.c").read_bytes() == b"int new_call(void);\n"
    assert (hostile / ".git/index").read_bytes() == index
    assert not canary.exists()


def test_missing_objects_are_not_fetched(hostile: Path, canary: Path, git: Git) -> None:
    """A file whose blob only a promisor remote has is told as missing."""
    blob = git(hostile, "rev-parse", "HEAD:a.c").decode().strip()
    (hostile / ".git/objects" / blob[:2] / blob[2:]).unlink()
    canary.unlink(missing_ok=True)
    tree = open_tree(hostile, committed=True)
    with pytest.raises(TreeError, match=r"^a\.c: its committed state is missing"):
        tree.read("a.c")
    with pytest.raises(TreeError, match=r"cannot be searched: .*unable to read"):
        tree.search(frozenset([b"old_call"]))
    assert not canary.exists()


def test_missing_commit_is_not_fetched(hostile: Path, canary: Path) -> None:
    """Nor is a commit."""
    (hostile / ".git/refs/heads/main").write_text("1234567890" * 4 + "\n")
    canary.unlink(missing_ok=True)
    with pytest.raises(TreeError, match="cannot be listed"):
        open_tree(hostile).paths()
    assert not canary.exists()


def test_identity_is_read_without_running(hostile: Path, canary: Path, tmp_path: Path) -> None:
    """An author in the repository's own configuration is used, and nothing else of it."""
    with (hostile / ".git/config").open("a") as config:
        config.write("[user]\n\tname = Local Name\n[include]\n\tpath = /nonexistent\n")
    tree = open_tree(hostile)
    change = Change("a.c", FILES["a.c"], b"int new_call(void);\n")
    commit = Commit(("r",), "subject", "", (change,))
    series = write_series(tree, (commit,), Cover("s", ""), SeriesOptions(), tmp_path / "out")
    assert b"\nFrom: Local Name <ann@example.org>\n" in series.files[0].read_bytes()
    assert not canary.exists()


def test_packs_are_not_touched(
    make_checkout: MakeCheckout,
    git: Git,
    digest: Callable[[Path], str],
    make_commits: MakeCommits,
    cover: Cover,
    tmp_path: Path,
) -> None:
    """A series that restores bytes that are in the tree's pack does not renew its time."""
    root = make_checkout(FILES)
    git(root, "gc", "-q")
    before = digest(root)
    time.sleep(0.01)
    files = {name: FILES[name] for name in ("a.c", "hw/b.c")}
    commits = make_commits(files, (b"old_call", b"new_call"), (b"new_call", b"old_call"))
    write_series(open_tree(root), commits, cover, SeriesOptions(), tmp_path / "out")
    assert digest(root) == before
