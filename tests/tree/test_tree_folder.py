# SPDX-License-Identifier: GPL-2.0-or-later
"""Reading plain folders, and looking for words without git."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qemu_xen_codemod.errors import TreeError
from qemu_xen_codemod.tree.search import WordSearch
from qemu_xen_codemod.tree.tree import open_tree


def test_links_and_special_files_are_left_out(tmp_path: Path) -> None:
    """Links, FIFOs and version control's files are not files of the tree."""
    root = tmp_path / "tree"
    (root / ".svn").mkdir(parents=True)
    (root / "hw").mkdir()
    (tmp_path / "out").mkdir()
    for path in (root / "a.c", root / "hw/b.c", root / ".svn/c.c", tmp_path / "out/d.c"):
        path.write_bytes(b"f_bulk;\n")
    (root / "link.c").symlink_to("a.c")
    (root / "linked").symlink_to(tmp_path / "out")
    os.mkfifo(root / "fifo.c")
    tree = open_tree(root)
    assert tree.paths() == ("a.c", "hw/b.c")
    assert sorted(tree.search(frozenset([b"f_bulk"]))) == ["a.c", "hw/b.c"]
    for name in ("link.c", "linked/d.c", "fifo.c"):
        with pytest.raises(TreeError):
            tree.read(name)


def test_tree_named_by_a_link(tmp_path: Path) -> None:
    """The user's own link to a tree is followed."""
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree/a.c").write_bytes(b"f_bulk;\n")
    (tmp_path / "link").symlink_to("tree")
    tree = open_tree(tmp_path / "link")
    assert tree.root == tmp_path / "tree"
    assert tree.read("a.c") == b"f_bulk;\n"


def test_nothing_of_a_folder_is_modified(tmp_path: Path) -> None:
    """There is no commit to differ from."""
    (tmp_path / "a.c").write_bytes(b"")
    tree = open_tree(tmp_path)
    assert (tree.base, tree.modified(["a.c"]), tree.notes) == (None, (), ())


@given(
    st.frozensets(st.text("xc_a", min_size=1, max_size=6), min_size=1, max_size=9),
    st.text("xc_a b", max_size=40),
)
def test_search_says_what_a_regular_expression_says(words: frozenset[str], text: str) -> None:
    """Searching for shared substrings first does not change the result."""
    expected = any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.ASCII) for word in words)
    search = WordSearch(frozenset(word.encode() for word in words))
    assert search.matches(text.encode()) == expected


@pytest.mark.parametrize(
    ("data", "holds"),
    [
        (b"xc_;", True),
        (b"xc_version(1)", True),
        (b"my_xc_version", False),
        (b"libxl_open", True),
        (b"my_libxl_open libxml", False),
        (b'"libxenctrl.so"', True),
        (b"libxenctrl.so", False),
        (b"f(xc, 1)", True),
        (b"(xcd,", False),
        (b"read_exact", True),
        (b"read_exactly xc", False),
    ],
)
def test_words_with_stars(data: bytes, holds: bool) -> None:
    """All words that begin so, and texts wherever they are; whatever is found contains a needle."""
    words = (b"xc_*", b"libxl_*", b'*"libx*', b"*(xc,*", b"read_exact", b"libxl_known")
    search = WordSearch(frozenset(words))
    assert search.matches(data) is holds
    assert not holds or any(needle in data for needle in search.needles)
