# SPDX-License-Identifier: GPL-2.0-or-later
"""A tree's states as folders of links."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from qemu_xen_codemod.verify.linked_tree import link_tree


def _tree(root: Path) -> Path:
    for name in ("a.c", "hw/b.c", "hw/xen/c.c", "hw/xen/c.h", "include/d.h", "build/e.o"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"{name} of the tree\n")
    return root


def _read(root: Path) -> dict[str, str]:
    paths = (
        Path(folder, name) for folder, _, names in os.walk(root, followlinks=True) for name in names
    )
    return {path.relative_to(root).as_posix(): path.read_text() for path in paths}


@pytest.mark.parametrize("has_hard_links", [True, False])
def test_each_state_looks_like_the_tree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_hard_links: bool
) -> None:
    """Changed, new and removed files are those of the state; the rest is the tree's, unchanged."""

    def refused(*_args: object, **_kinds: object) -> None:
        raise OSError("not supported")

    if not has_hard_links:
        monkeypatch.setattr(os, "link", refused)
        monkeypatch.setattr(os, "supports_follow_symlinks", {refused})
    tree = _tree(tmp_path / "tree")
    before = _read(tree)
    rest = {name: text for name, text in before.items() if not name.startswith("build/")}
    links: dict[str, Path] = {}
    states: tuple[dict[str, bytes | None], ...] = (
        {"hw/xen/c.c": b"first\n"},
        {"hw/xen/c.c": b"second\n", "hw/xen/c.h": None, "hw/new/f.c": b"new\n"},
    )
    for number, files in enumerate(states):
        link_tree(tree, tmp_path / str(number), files, tree / "build", links)
    assert _read(tmp_path / "0") == rest | {"hw/xen/c.c": "first\n"}
    del rest["hw/xen/c.h"]
    assert _read(tmp_path / "1") == rest | {"hw/xen/c.c": "second\n", "hw/new/f.c": "new\n"}
    assert _read(tree) == before
    names = (tmp_path / "0/a.c").lstat().st_nlink
    assert names == (2 if has_hard_links else 1)
