# SPDX-License-Identifier: GPL-2.0-or-later
"""Commits -> a new branch of the tree's own repository, if the user asks for one.

The commits are made in a private repository, as for a series. Then a pack of the new objects and a
ref are written to the tree's repository. HEAD, index, work tree and other refs stay, no hook is
run, and the ref comes last, after the branch's description. A run that is killed before leaves
unreferenced objects, and perhaps the description of a branch that does not exist: the next run
writes it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from qemu_xen_codemod.errors import TreeError, UsageError
from qemu_xen_codemod.series.changelog import compare_versions, with_reviews
from qemu_xen_codemod.series.commit import Commit, with_trailers
from qemu_xen_codemod.series.cover import Cover
from qemu_xen_codemod.series.diff import diffs_of, measure_diff
from qemu_xen_codemod.series.history import build_history
from qemu_xen_codemod.series.identity import read_identity
from qemu_xen_codemod.series.options import SeriesOptions
from qemu_xen_codemod.series.previous import find_previous
from qemu_xen_codemod.series.series import Series
from qemu_xen_codemod.tree.checkout import Checkout
from qemu_xen_codemod.tree.folder_lock import locked
from qemu_xen_codemod.tree.git import GitError
from qemu_xen_codemod.tree.tree import Tree

_ANOTHER = "name another branch as --branch"


def write_branch(
    tree: Tree,
    commits: Sequence[Commit],
    cover: Cover,
    options: SeriesOptions,
    name: str,
    previous: Path | None = None,
) -> Series:
    """Put the commits on the new branch, and the cover letter into its description.

    If no commit changes anything, there is no branch. With `previous`, an earlier version, patches
    with the same diff keep their reviews. Raises UsageError (a plain folder, an impossible name, no
    author), TreeError (modified files, a repository that cannot be written) and RuleError (a
    message that cannot be mailed); nothing is written then.
    """
    tree = check_branch(tree, name)
    identity = read_identity(tree.git, tree.root)
    earlier = find_previous(previous, tree.root, options.version) if previous is not None else None
    notes: tuple[str, ...] = ()
    if earlier is not None:
        draft = build_history(tree, commits, identity, options.date)
        try:
            diffs = diffs_of(draft)
            changelog = compare_versions(options.version, earlier, draft.commits, diffs)
            commits, notes = with_reviews(draft.commits, changelog), changelog.notes
            letter = "\n".join(filter(None, (cover.body, changelog.letter)))
            cover = replace(cover, body=letter)
        finally:
            draft.repository.close()
    if options.signoff:
        sign = (f"Signed-off-by: {identity.committer}",)
        commits = tuple(with_trailers(commit, sign) for commit in commits)
    history = build_history(tree, commits, identity, options.date)
    try:
        if not history.ids:
            return Series((), (), (), ())
        wanted = f"{history.end}\n^{history.base}\n".encode()
        pack = history.repository.run("pack-objects", "--revs", "--stdout", "-q", data=wanted)
        sizes = tuple(map(measure_diff, diffs_of(history)))
    finally:
        history.repository.close()
    try:
        _write(tree, "index-pack", "--stdin", data=pack)
        with locked(tree.store.folders[-1]):
            # Another run may have created it in the meantime, with its own description.
            _create(check_branch(tree, name), name, history.end, f"{cover.subject}\n\n{cover.body}")
    except GitError as error:
        raise TreeError(f"branch {name} cannot be created: {error.what}", help=_ANOTHER) from None
    return Series((), history.commits, sizes, notes)


def _create(tree: Checkout, name: str, commit: str, description: str) -> None:
    """The branch with its description, or neither. Raises GitError."""
    key = f"branch.{name}.description"
    _write(tree, "config", key, description)
    try:
        # It is created, or nothing is done.
        reason = ("-m", "branch: made by codemod")
        _write(tree, "update-ref", *reason, f"refs/heads/{name}", commit, "")
    except GitError:
        _write(tree, "config", "--unset-all", key)
        raise


def check_branch(tree: Tree, name: str) -> Checkout:
    """The tree, if it can have a new branch of that name; else UsageError."""
    if not isinstance(tree, Checkout):
        raise UsageError(
            f"{tree.root} is not a git checkout, so it cannot have a branch",
            help="leave out --branch to have patch files",
        )
    try:
        if name.startswith("-") or name == "HEAD":
            raise GitError("check-ref-format", 1, "")
        _write(tree, "check-ref-format", f"refs/heads/{name}")
    except GitError:
        raise UsageError(f"--branch {name} is not a valid branch name", help=_ANOTHER) from None
    try:
        tree.git.ask(tree.root, "rev-parse", "--verify", "--quiet", f"refs/heads/{name}")
    except GitError:
        return tree
    raise UsageError(
        f"branch {name} exists already, and codemod only creates new ones", help=_ANOTHER
    )


def _write(tree: Checkout, *arguments: str, data: bytes = b"") -> None:
    """Run a command on the tree's own repository; these commands run nothing but hooks."""
    tree.git.run(
        ("-c", "core.hooksPath=/dev/null", *arguments),
        folder=tree.root,
        settings={**tree.git.configuration, "GIT_CEILING_DIRECTORIES": str(tree.root.parent)},
        data=data,
    )
