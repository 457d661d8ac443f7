# SPDX-License-Identifier: GPL-2.0-or-later
"""Commits -> a folder of patch files that can be sent, and that `git am` applies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qemu_xen_codemod.errors import TreeError
from qemu_xen_codemod.series.changelog import Changelog, compare_versions, with_reviews
from qemu_xen_codemod.series.commit import Commit
from qemu_xen_codemod.series.cover import Cover
from qemu_xen_codemod.series.diff import DiffSize, diffs_of, measure_diff
from qemu_xen_codemod.series.history import History, build_history
from qemu_xen_codemod.series.identity import Identity, read_identity
from qemu_xen_codemod.series.maintainers import Recipients, ask_maintainers
from qemu_xen_codemod.series.options import SeriesOptions
from qemu_xen_codemod.series.output import check_output, replace_output
from qemu_xen_codemod.series.patches import format_patches
from qemu_xen_codemod.series.previous import find_previous
from qemu_xen_codemod.series.range_diff import rebuild
from qemu_xen_codemod.tree.checkout import Checkout
from qemu_xen_codemod.tree.git import find_git
from qemu_xen_codemod.tree.tree import Tree

_KEEP_CR = "files with CRLF line ends are touched: apply the patches with git am --keep-cr"
_NO_PREVIOUS = (
    "no changelog and no range-diff: there is no v{before} in {out}; name it with --previous"
)


@dataclass(frozen=True, slots=True)
class Series:
    """A written series."""

    #: Cover letter first; empty if no commit changes anything.
    files: tuple[Path, ...]
    #: The commits that change something, a patch each.
    commits: tuple[Commit, ...]
    #: One for each of `commits`.
    sizes: tuple[DiffSize, ...]
    #: Notes for the user, one sentence each.
    notes: tuple[str, ...]
    #: Whether `git am` needs the option to keep the CR of CRLF line ends.
    keep_cr: bool = False


def write_series(
    tree: Tree,
    commits: Sequence[Commit],
    cover: Cover,
    options: SeriesOptions,
    out: Path,
    previous: Path | None = None,
    identity: Identity | None = None,
) -> Series:
    """Write the series to the folder `out`, replacing an old one of ours; TREE stays as it is.

    Other versions of it stay, too. A second version lists its differences from the one before,
    which is in `out`, or in the file or folder `previous`. `identity`: None for that of git's
    configuration. If no commit changes anything, nothing is written. Raises UsageError (the output
    folder, no author, no earlier version), TreeError (modified files, unreadable or unwritable
    folders) and RuleError (a message that cannot be mailed); `out` is then unchanged.
    """
    folder = check_output(tree, out, options.version)
    git = tree.git if isinstance(tree, Checkout) else find_git()
    identity = identity or read_identity(git, tree.root)
    earlier = find_previous(previous, folder, options.version)
    history = build_history(tree, commits, identity, options.date)
    before: History | None = None
    try:
        if not history.ids:
            return Series((), (), (), ())
        diffs = diffs_of(history)
        keep_cr = any(b"\r\n" in diff for diff in diffs)
        notes = (_KEEP_CR,) if keep_cr else ()
        changelog = None
        if earlier is not None:
            changelog = compare_versions(options.version, earlier, history.commits, diffs)
            notes = (*notes, *changelog.notes)
            if any(revision.kept for revision in changelog.revisions):
                history = _rebuilt(history, tree, changelog, identity)
            try:
                before = rebuild(tree, earlier, identity, history.date)
                history.repository.borrow(before.repository)
            except TreeError as error:
                why = f"v{earlier.version} does not apply: {error.what}"
                notes = (*notes, f"the cover letter has no range-diff, as {why}")
        elif options.version > 1:
            notes = (*notes, _NO_PREVIOUS.format(out=out, before=options.version - 1))
        make = _Formatter(tree, history, cover, identity, changelog, before)
        draft, final = (history.repository.folder / name for name in ("draft", "final"))
        if options.get_maintainer is not None:
            make.write(options, draft)
            patches = sorted(draft.iterdir())[-len(history.ids) :]
            found = ask_maintainers(tree, options.get_maintainer, patches)
            options, notes = _add_recipients(options, found), (*notes, *found.notes)
        files = make.write(options, final)
        replace_output(folder, files)
        written = tuple(folder / name for name in files)
        sizes = tuple(map(measure_diff, diffs))
        return Series(written, history.commits, sizes, notes, keep_cr)
    finally:
        history.repository.close()
        if before is not None:
            before.repository.close()


def _rebuilt(history: History, tree: Tree, changelog: Changelog, identity: Identity) -> History:
    """The commits again, with the trailers that they keep."""
    commits = with_reviews(history.commits, changelog)
    history.repository.close()
    return build_history(tree, commits, identity, history.date)


@dataclass(frozen=True, slots=True)
class _Formatter:
    """What a series is made of, except for the options."""

    tree: Tree
    history: History
    cover: Cover
    identity: Identity
    changelog: Changelog | None
    before: History | None

    def write(self, options: SeriesOptions, folder: Path) -> Mapping[str, bytes]:
        return format_patches(
            self.history,
            self.cover,
            self.identity,
            options,
            has_base=self.tree.base is not None,
            folder=folder,
            changelog=self.changelog,
            before=self.before,
        )


def _add_recipients(options: SeriesOptions, found: Recipients) -> SeriesOptions:
    to = tuple(dict.fromkeys((*options.to, *found.to)))
    cc = tuple(name for name in dict.fromkeys((*options.cc, *found.cc)) if name not in to)
    return replace(options, to=to, cc=cc)
