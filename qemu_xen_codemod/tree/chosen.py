# SPDX-License-Identifier: GPL-2.0-or-later
"""Which files of a tree are to be changed, if not all: by path, by glob, by what changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from qemu_xen_codemod.errors import TreeError, UsageError
from qemu_xen_codemod.named_path import exists, resolved
from qemu_xen_codemod.tree.checkout import Checkout
from qemu_xen_codemod.tree.git import GitError
from qemu_xen_codemod.tree.globs import matches_any
from qemu_xen_codemod.tree.tree import Tree, open_revision


def find_root(paths: Sequence[str], here: Path) -> Path:
    """The tree if none is named: the checkout of the current folder, else that of a path.

    Raises UsageError if there is none.
    """
    starts = [here]
    if len(paths) == 1:
        starts.append(here / paths[0])
    for start in starts:
        for folder in (start, *resolved(start).parents):
            if (folder / ".git").exists():
                return folder
    if len(paths) == 1 and starts[1].is_dir():
        return starts[1]
    raise UsageError(
        "the current folder is in no git checkout", help="name the sources: --tree TREE"
    )


def choose_files(
    tree: Tree, paths: Sequence[str], exclude: Sequence[str], since: str | None, here: Path
) -> frozenset[str] | None:
    """The paths inside the tree, None for all of them.

    `paths` are relative to the current folder, or to the top of the tree; folders stand for
    everything below them. Raises UsageError for a path that does not exist, and for an invalid
    revision.
    """
    if not paths and not exclude and since is None:
        return None
    files: Iterable[str] = tree.paths()
    wanted = [_inside(tree, path, here) for path in paths]
    if wanted and "" not in wanted:
        files = [path for path in files if any(_is_below(path, name) for name in wanted)]
    if exclude:
        files = [path for path in files if not _is_excluded(path, exclude)]
    if since is not None:
        files = changed_since(tree, since, tuple(files))
    return frozenset(files)


def changed_since(tree: Tree, revision: str, paths: Sequence[str]) -> tuple[str, ...]:
    """The files that differ from the merge base of HEAD and the revision, with uncommitted
    changes.
    """
    if not isinstance(tree, Checkout):
        raise UsageError(
            f"{tree.root} is not a git checkout, so nothing in it has changed since {revision}",
            help="leave out --changed-since",
        )
    try:
        named = tree.git.ask(tree.root, "rev-parse", f"{revision}...HEAD").split("\n")
        bases = [line[1:] for line in named if line.startswith("^")]
    except GitError:
        bases = []
    # A shallow clone does not know the merge base: then the revision itself is used.
    before = open_revision(tree.root, bases[0] if bases else revision)
    if not isinstance(before, Checkout):
        raise TreeError(f"{revision} cannot be read")
    same = [path for path in paths if before.entries.get(path) == tree.entries.get(path)]
    changed = {*paths} - {*same}
    return tuple(sorted(changed | {*tree.modified(same)}))


def _inside(tree: Tree, path: str, here: Path) -> str:
    """The path from the top of the tree, "" for all of it."""
    for folder in (here, tree.root):
        whole = resolved(folder / path)
        if exists(whole) and whole.is_relative_to(tree.root):
            inside = whole.relative_to(tree.root).as_posix()
            inside = "" if inside == "." else inside
            if any(_is_below(name, inside) for name in tree.paths()):
                return inside
    whole = resolved(here / path)
    if not exists(whole):
        raise UsageError(f"there is no file or folder {path}")
    if not whole.is_relative_to(tree.root):
        raise UsageError(f"{path} is not in the tree {tree.root}", help="name its tree: --tree")
    raise UsageError(
        f"{path} is not a file of the tree {tree.root}",
        help="is it tracked by git, or is it a link?",
    )


def _is_below(path: str, folder: str) -> bool:
    return not folder or path == folder or path.startswith(f"{folder}/")


def _is_excluded(path: str, globs: Sequence[str]) -> bool:
    """Whether a glob matches the path, or a folder that contains it."""
    parts = path.split("/")
    above = ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
    plain = [glob.rstrip("/") for glob in globs]
    return any(matches_any(name, plain) for name in above)
