# SPDX-License-Identifier: GPL-2.0-or-later
"""A tree that changes while it is read: a refusal by name, never a mix of two states."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from qemu_xen_codemod.cli import main
from qemu_xen_codemod.errors import TreeError
from qemu_xen_codemod.tree.checkout import Checkout
from qemu_xen_codemod.tree.folder import Folder
from qemu_xen_codemod.tree.tree import Tree, open_tree

MakeCheckout = Callable[[Mapping[str, bytes]], Path]
Git = Callable[..., bytes]
FILES = {"a.c": b"old(1);\n", "hw/b.c": b"old(2);\n", "hw/b.h": b"other;\n"}
RULE = "@@ expression E; @@\n- old(E)\n+ new(E)\n"


@pytest.fixture(params=["checkout", "folder"])
def tree(request: pytest.FixtureRequest, make_checkout: MakeCheckout, tmp_path: Path) -> Tree:
    """A tree that can be read with git and without."""
    root = make_checkout(FILES)
    if request.param == "folder":
        (root / ".git").rename(tmp_path / "not")
    return open_tree(root)


def rewrite(path: Path, data: bytes) -> None:
    """Other bytes of the same size, as an editor writes them: at another time."""
    time = path.stat().st_mtime_ns
    path.write_bytes(data)
    os.utime(path, ns=(time, time + 1))


def test_nothing_changed(tree: Tree) -> None:
    """Unread files may change, and files that were read may be read again or linked to."""
    assert set(tree.search(frozenset((b"old",)))) == {"a.c", "hw/b.c"}
    tree.read("a.c")
    os.link(tree.root / "a.c", tree.root / "c.c")
    if isinstance(tree, Checkout):
        rewrite(tree.root / "hw/b.h", b"OTHER;\n")
    (tree.root / "new.c").write_bytes(b"old(3);\n")
    tree.check_unchanged()


@pytest.mark.parametrize("how", ["rewritten", "replaced", "removed"])
def test_file_that_was_read(tree: Tree, how: str) -> None:
    """It is named, whether a search found it or it was read by name."""
    tree.search(frozenset((b"old",)))
    path = tree.root / "hw/b.c"
    if how == "rewritten":
        rewrite(path, b"old(3);\n")
    else:
        path.unlink()
    if how == "replaced":
        (tree.root / "x").write_bytes(b"old(2);\n")
        (tree.root / "x").rename(path)
    with pytest.raises(TreeError) as caught:
        tree.check_unchanged()
    assert caught.value.render() == (
        "error: hw/b.c: changed while codemod read the tree\n"
        "help: run codemod again while nothing else changes it"
    )


def test_file_that_is_read_twice(tree: Tree) -> None:
    """The second read fails, even if it is by a search."""
    tree.read("a.c")
    rewrite(tree.root / "a.c", b"old(3);\n")
    with pytest.raises(TreeError, match=r"^a\.c: changed while codemod read the tree$"):
        tree.read("a.c")
    with pytest.raises(TreeError, match=r"^a\.c: changed while codemod read the tree$"):
        tree.search(frozenset((b"old",)))


def test_head_that_moves(make_checkout: MakeCheckout, git: Git) -> None:
    """The series would be based on one commit, with changes of another."""
    root = make_checkout(FILES)
    tree, committed = open_tree(root), open_tree(root, committed=True)
    tree.read("a.c")
    git(root, "commit", "-q", "--allow-empty", "-m", "next")
    with pytest.raises(TreeError, match=r"^HEAD of .* moved while codemod read the tree$"):
        tree.check_unchanged()
    committed.check_unchanged()


@pytest.mark.parametrize("mode", [["--dry-run"], ["--check"], ["--in-place"], ["--out", "OUT"]])
@pytest.mark.parametrize("kind", [Checkout, Folder])
def test_apply(
    make_checkout: MakeCheckout,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    kind: type[Checkout | Folder],
    mode: list[str],
) -> None:
    """Exit code 2 in each mode, and nothing is written."""
    root = make_checkout(FILES)
    if kind is Folder:
        (root / ".git").rename(tmp_path / "not")
    (tmp_path / "r.cocci").write_text(RULE)
    search = kind.search

    def changing(self: Checkout | Folder, words: frozenset[bytes]) -> dict[str, bytes]:
        found = search(self, words)  # type: ignore[arg-type]
        (root / "hw/b.c").write_bytes(b"old(2, 3);\n")
        return found

    monkeypatch.setattr(kind, "search", changing)
    out = tmp_path / "out"
    words = [word.replace("OUT", str(out)) for word in mode]
    code = main(["apply", "--tree", str(root), "--rules", str(tmp_path / "r.cocci"), *words])
    said = capsys.readouterr()
    assert (code, said.out) == (2, "")
    assert said.err.startswith("error: hw/b.c: changed while codemod read the tree\n")
    assert (root / "a.c").read_bytes() == FILES["a.c"]
    assert not out.exists()
