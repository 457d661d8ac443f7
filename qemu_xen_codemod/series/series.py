"""Commits -> a folder of patch files that can be sent, and that `git am` takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qemu_xen_codemod.series.commit import Commit
from qemu_xen_codemod.series.cover import Cover
from qemu_xen_codemod.series.diff import DiffSize, measure_commits
from qemu_xen_codemod.series.history import History, build_history
from qemu_xen_codemod.series.identity import Identity, read_identity
from qemu_xen_codemod.series.maintainers import Recipients, ask_maintainers
from qemu_xen_codemod.series.options import SeriesOptions
from qemu_xen_codemod.series.output import check_output, replace_output
from qemu_xen_codemod.series.patches import format_patches
from qemu_xen_codemod.tree.checkout import Checkout
from qemu_xen_codemod.tree.git import find_git
from qemu_xen_codemod.tree.tree import Tree

_KEEP_CR = "files with CRLF line ends are touched: apply the patches with git am --keep-cr"


@dataclass(frozen=True, slots=True)
class Series:
    """A written series."""

    #: Cover letter first; empty when no commit changes anything.
    files: tuple[Path, ...]
    #: Those that change something, a patch each.
    commits: tuple[Commit, ...]
    #: One for each of `commits`.
    sizes: tuple[DiffSize, ...]
    #: What the user should know, a sentence each.
    notes: tuple[str, ...]
    #: `git am` has to be told to keep the CR of CRLF line ends.
    keep_cr: bool = False


def write_series(
    tree: Tree, commits: Sequence[Commit], cover: Cover, options: SeriesOptions, out: Path
) -> Series:
    """Write the series to the folder `out`, replacing an old one of ours; TREE stays as it is.

    When no commit changes anything, nothing is written. Raises UsageError (the output folder, no
    author), TreeError (modified files, unreadable or unwritable folders) and RuleError (a message
    that cannot be mailed); `out` is then as it was.
    """
    folder = check_output(tree, out)
    git = tree.git if isinstance(tree, Checkout) else find_git()
    identity = read_identity(git, tree.root)
    history = build_history(tree, commits, identity, options.date)
    try:
        if not history.ids:
            return Series((), (), (), ())
        sizes = measure_commits(history)
        keep_cr = _has_carriage_returns(history)
        notes = (_KEEP_CR,) if keep_cr else ()
        draft, final = (history.repository.folder / name for name in ("draft", "final"))
        if options.get_maintainer is not None:
            _format(tree, history, cover, identity, options, draft)
            patches = sorted(draft.iterdir())[1:]
            found = ask_maintainers(tree, options.get_maintainer, patches)
            options, notes = _add_recipients(options, found), (*notes, *found.notes)
        files = _format(tree, history, cover, identity, options, final)
        replace_output(folder, files)
        written = tuple(folder / name for name in files)
        return Series(written, history.commits, sizes, notes, keep_cr)
    finally:
        history.repository.close()


def _format(
    tree: Tree,
    history: History,
    cover: Cover,
    identity: Identity,
    options: SeriesOptions,
    folder: Path,
) -> dict[str, bytes]:
    has_base = tree.base is not None
    files = format_patches(history, cover, identity, options, has_base=has_base, folder=folder)
    return dict(files)


def _add_recipients(options: SeriesOptions, found: Recipients) -> SeriesOptions:
    to = tuple(dict.fromkeys((*options.to, *found.to)))
    cc = tuple(name for name in dict.fromkeys((*options.cc, *found.cc)) if name not in to)
    return replace(options, to=to, cc=cc)


def _has_carriage_returns(history: History) -> bool:
    diff = history.repository.run("diff-tree", "-p", history.base, history.end)
    return b"\r\n" in diff
