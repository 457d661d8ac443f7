# SPDX-License-Identifier: GPL-2.0-or-later
"""Reading git checkouts of all kinds."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from qemu_xen_codemod.errors import TreeError
from qemu_xen_codemod.tree.checkout import Checkout
from qemu_xen_codemod.tree.search import WordSearch
from qemu_xen_codemod.tree.tree import open_tree

Git = Callable[..., bytes]
MakeCheckout = Callable[[Mapping[str, bytes]], Path]
WORDS = frozenset([b"f_pages", b"f_bulk"])


def test_untracked_and_linked_files_are_none_of_the_tree(make_checkout: MakeCheckout) -> None:
    """Only tracked regular files are listed and searched."""
    root = make_checkout({"a.c": b"f_pages();\n"})
    (root / "b.c").write_bytes(b"f_pages();\n")
    tree = open_tree(root)
    assert tree.paths() == ("a.c",)
    assert tree.search(WORDS) == {"a.c": b"f_pages();\n"}


def test_tracked_link_is_not_followed(
    make_checkout: MakeCheckout, git: Git, tmp_path: Path
) -> None:
    """A tracked link is neither listed nor read."""
    root = make_checkout({"a.c": b"int a;\n"})
    (tmp_path / "secret.c").write_bytes(b"f_pages();\n")
    (root / "link.c").symlink_to("../secret.c")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "link")
    tree = open_tree(root)
    assert tree.paths() == ("a.c",)
    assert tree.search(WORDS) == {}
    with pytest.raises(TreeError, match="symbolic link"):
        tree.read("link.c")


@pytest.mark.parametrize("path", ["../secret.c", "/etc/passwd", "a/../../secret.c", ""])
def test_path_out_of_the_tree(make_checkout: MakeCheckout, tmp_path: Path, path: str) -> None:
    """A path out of the tree is not read."""
    root = make_checkout({"a/a.c": b"int a;\n"})
    (tmp_path / "secret.c").write_bytes(b"")
    with pytest.raises(TreeError, match="not a path inside the tree"):
        open_tree(root).read(path)


def test_part_of_a_word_is_no_match(make_checkout: MakeCheckout) -> None:
    """A word is found as a whole word in files of every kind, of NUL bytes too."""
    root = make_checkout(
        {
            "a.c": b"xf_pages(); f_pages2(); _f_bulk();\n",
            "b.c": b"f_bulk",
            "docs/c.txt": b"\0f_pages\xff\n",
            "d.c": b"",
        }
    )
    assert sorted(open_tree(root).search(WORDS)) == ["b.c", "docs/c.txt"]
    assert sorted(open_tree(root, committed=True).search(WORDS)) == ["b.c", "docs/c.txt"]


@pytest.fixture(params=[True, False], ids=["git", "without Perl's expressions"])
def git_kind(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The git on PATH: it can be built with PCRE and without."""
    if not request.param:
        program = tmp_path / "bin/git"
        program.parent.mkdir()
        program.write_text(
            "#!/bin/sh\nfor word; do\n"
            'case $word in -P) echo "fatal: cannot use Perl-compatible regexes" >&2; exit 128\n'
            f'esac\ndone\nexec "{shutil.which("git")}" "$@"\n'
        )
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)


@pytest.mark.usefixtures("git_kind")
@pytest.mark.parametrize("parts", [True, False], ids=["with parts of names", "whole names"])
@pytest.mark.parametrize("count", [1, 4, 5, 12, 64, 65])
def test_any_number_of_words_is_found_alike(
    make_checkout: MakeCheckout, count: int, parts: bool
) -> None:
    """A single expression of some words finds the same as a search for each."""
    pieces = [
        b"f_",
        b"_g",
        b"f_g",
        b"f",
        b"f_g_",
        b"F_G",
        b"g1",
        b"_",
        b"f__g",
        b"g_f_",
        b"1f",
        b"fg",
    ]
    others = [b"w%d_" % at for at in range(53)]
    if not parts:
        pieces = [piece.strip(b"_") or b"f1" for piece in pieces]
        others = [b"w%d" % at for at in range(60)]
    words = frozenset((list(dict.fromkeys(pieces)) + others)[:count])
    assert bool(WordSearch(words).perl) == (count <= 64)
    texts = [b"x%s %s;" % (piece, two) for piece in pieces for two in (b"f_gg", b"_f_", b"g_f_")]
    texts += [b"%s%s+%s" % (piece, piece, piece) for piece in pieces] + [
        b"\0f_g\xff\n",
        b"w52_",
        b"w5_ 2",
    ]
    texts += [b"f_gf_ f_g.f_", b"\xc3f_", b"f_g" * 9 + b"\n-f__g\r\n", b"f\n_g"]
    root = make_checkout({f"{at}.c": text for at, text in enumerate(texts)})
    expected = {f"{at}.c" for at, text in enumerate(texts) if WordSearch(words).matches(text)}
    assert open_tree(root).search(words).keys() == expected
    assert open_tree(root, committed=True).search(words).keys() == expected


def test_odd_names(make_checkout: MakeCheckout) -> None:
    """Blanks, quotes, line breaks and bytes of any charset in names."""
    names = ["a b.c", "ä/ö.c", 'q"\\.c', "n\n.c", "l\udcff.c", "tab\t.c"]
    root = make_checkout(dict.fromkeys(names, b"f_bulk(1);\n"))
    for committed in (False, True):
        tree = open_tree(root, committed=committed)
        assert tree.paths() == tuple(sorted(names))
        assert tree.search(WORDS) == dict.fromkeys(names, b"f_bulk(1);\n")
        assert [tree.read(name) for name in names] == [b"f_bulk(1);\n"] * len(names)
        assert tree.modified(names) == ()


def test_modified_files(make_checkout: MakeCheckout) -> None:
    """Files that differ from HEAD are reported; with `committed` HEAD's bytes are read instead."""
    root = make_checkout({"a.c": b"f_pages(1);\n", "b.c": b"f_pages(1);\n", "c.c": b"int c;\n"})
    (root / "b.c").write_bytes(b"f_pages(2);\n")
    (root / "c.c").unlink()
    (root / "new.c").write_bytes(b"")
    tree = open_tree(root)
    assert tree.modified(["new.c", "c.c", "b.c", "a.c", "a.c"]) == ("b.c", "c.c", "new.c")
    assert tree.search(WORDS) == {"a.c": b"f_pages(1);\n", "b.c": b"f_pages(2);\n"}
    tree = open_tree(root, committed=True)
    assert tree.modified(["a.c", "b.c", "c.c"]) == ()
    assert tree.search(WORDS) == {"a.c": b"f_pages(1);\n", "b.c": b"f_pages(1);\n"}
    assert tree.read("b.c") == b"f_pages(1);\n"
    assert tree.notes == ()


def test_staged_changes_are_modifications(make_checkout: MakeCheckout, git: Git) -> None:
    """HEAD counts, not the index."""
    root = make_checkout({"a.c": b"int a;\n"})
    (root / "a.c").write_bytes(b"int b;\n")
    git(root, "add", "a.c")
    assert open_tree(root).modified(["a.c"]) == ("a.c",)


def test_line_ends_of_the_checkout(make_checkout: MakeCheckout) -> None:
    """CRLF line ends that only the checkout has are no modification."""
    root = make_checkout({"a.c": b"int a;\nint b;\n", "b.c": b"int b;\n"})
    (root / "a.c").write_bytes(b"int a;\r\nint b;\r\n")
    (root / "b.c").write_bytes(b"int c;\r\n")
    assert open_tree(root).modified(["a.c", "b.c"]) == ("b.c",)


def test_missing_files_are_noted(make_checkout: MakeCheckout, tmp_path: Path) -> None:
    """Tracked files that are missing, or behind a link, are reported and not read."""
    root = make_checkout({"a.c": b"f_bulk;\n", "hw/b.c": b"f_bulk;\n", "gone/c.c": b"f_bulk;\n"})
    (root / "hw").rename(tmp_path / "outside")
    (root / "hw").symlink_to(tmp_path / "outside")
    (root / "gone/c.c").unlink()
    tree = open_tree(root)
    assert tree.paths() == ("a.c",)
    assert tree.search(WORDS) == {"a.c": b"f_bulk;\n"}
    assert tree.notes == (
        "2 tracked files are not in the work tree (sparse checkout, deleted or replaced by"
        " links) and were not read; --committed reads them from HEAD",
    )


def test_linked_worktree(make_checkout: MakeCheckout, git: Git, tmp_path: Path) -> None:
    """A worktree whose .git is a file reads its own HEAD from the shared objects."""
    root = make_checkout({"a.c": b"f_bulk;\n"})
    other = tmp_path / "other"
    git(root, "worktree", "add", "-q", "--detach", str(other))
    (other / "a.c").write_bytes(b"f_bulk(2);\n")
    git(other, "commit", "-q", "-a", "-m", "second")
    tree = open_tree(other)
    assert tree.base == git(other, "rev-parse", "HEAD").decode().strip() != open_tree(root).base
    assert tree.search(WORDS) == {"a.c": b"f_bulk(2);\n"}
    assert tree.modified(["a.c"]) == ()


def test_submodule(make_checkout: MakeCheckout, git: Git, tmp_path: Path) -> None:
    """A submodule is a separate tree, not part of the one around it."""
    inner = make_checkout({"a.c": b"f_bulk;\n"})
    outer = tmp_path / "outer"
    outer.mkdir()
    git(outer, "init", "-q")
    (outer / "b.c").write_bytes(b"int b;\n")
    allow = ("-c", "protocol.file.allow=always")
    git(outer, *allow, "submodule", "--quiet", "add", str(inner), "sub")
    git(outer, "add", ".")
    git(outer, "commit", "-q", "-m", "outer")
    assert open_tree(outer).paths() == (".gitmodules", "b.c")
    assert open_tree(outer / "sub").search(WORDS) == {"a.c": b"f_bulk;\n"}


def test_shallow_clone(make_checkout: MakeCheckout, git: Git, tmp_path: Path) -> None:
    """A shallow clone works, and a note says that it is one."""
    root = make_checkout({"a.c": b"f_bulk;\n"})
    git(root, "commit", "-q", "--allow-empty", "-m", "second")
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{root}", "shallow")
    tree = open_tree(tmp_path / "shallow")
    assert tree.search(WORDS) == {"a.c": b"f_bulk;\n"}
    assert tree.notes == ("the checkout is a shallow clone: only its history is incomplete",)


def test_sha256_repository(git: Git, tmp_path: Path) -> None:
    """Repositories with the longer ids are read too."""
    root = tmp_path / "long"
    git(tmp_path, "init", "-q", "--object-format=sha256", "long")
    (root / "a.c").write_bytes(b"f_bulk;\n")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "base")
    tree = open_tree(root)
    assert tree.search(WORDS) == {"a.c": b"f_bulk;\n"}
    assert tree.modified(["a.c"]) == ()
    assert len(tree.base or "") == 64


def test_object_store_with_odd_name(git: Git, tmp_path: Path) -> None:
    """A line break and quotes in the tree's own path."""
    root = tmp_path / 'a\n"b'
    root.mkdir()
    git(root, "init", "-q")
    (root / "a.c").write_bytes(b"f_bulk;\n")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "base")
    assert open_tree(root, committed=True).search(WORDS) == {"a.c": b"f_bulk;\n"}
    linked = tmp_path / "linked"
    git(root, "worktree", "add", "-q", str(linked))
    tree = open_tree(linked)
    assert isinstance(tree, Checkout)
    assert tree.store.folders == (root / ".git/worktrees/linked", root / ".git")
    assert tree.search(WORDS) == {"a.c": b"f_bulk;\n"}


def test_executable_files(make_checkout: MakeCheckout, git: Git) -> None:
    """HEAD determines which files are executable."""
    root = make_checkout({"a.c": b"", "run.c": b""})
    git(root, "update-index", "--chmod=+x", "run.c")
    git(root, "commit", "-q", "-m", "mode")
    tree = open_tree(root)
    assert (tree.is_executable("a.c"), tree.is_executable("run.c")) == (False, True)


@pytest.mark.parametrize("committed", [False, True])
def test_many_files_are_read_at_once(make_checkout: MakeCheckout, *, committed: bool) -> None:
    """Paths that are not files of the tree are left out; the others are read as usual."""
    root = make_checkout({"a.c": b"int a;\n", "d/b.c": b"int b;\n"})
    (root / "a.c").write_bytes(b"int changed;\n")
    tree = open_tree(root, committed=committed)
    read = tree.read_all(["a.c", "d/b.c", "none.c"])
    assert read == {"a.c": tree.read("a.c"), "d/b.c": b"int b;\n"}
