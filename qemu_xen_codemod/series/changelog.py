# SPDX-License-Identifier: GPL-2.0-or-later
"""The differences from the previous version of a series: for each patch, and in total.

A patch is unchanged if its diff is the same byte for byte, apart from line numbers and blob ids; b4
uses the same rule. Its Reviewed-by, Acked-by and Tested-by are then still valid. A patch's
predecessor is the one with the same diff, else the one with the same subject.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from os import fsencode

from unidiff.errors import UnidiffParseError
from unidiff.patch import PatchSet

from qemu_xen_codemod.series.commit import Commit, with_trailers
from qemu_xen_codemod.series.diff import path_of
from qemu_xen_codemod.series.mail import paths_of
from qemu_xen_codemod.series.previous import PreviousPatch, PreviousSeries, split_trailers


class Fate(Enum):
    """What happened to a patch."""

    SAME = "unchanged"
    #: Another diff or subject, perhaps another body.
    CHANGED = "changed"
    #: The diff is the same.
    REWORDED = "message changed, same diff"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Revision:
    """A patch and its predecessor."""

    subject: str
    fate: Fate
    #: What differs in which file; empty if no diff differs.
    files: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    #: What the predecessor said about earlier versions.
    earlier: str = ""


@dataclass(frozen=True, slots=True)
class Changelog:
    """The differences between a version of a series and the one before."""

    version: int
    previous: PreviousSeries
    #: One for each patch.
    revisions: tuple[Revision, ...]
    #: Patches without a successor.
    gone: tuple[PreviousPatch, ...]

    def below(self, index: int) -> str:
        """The text below the `---` of a patch."""
        revision = self.revisions[index]
        lines = [*revision.files] or [revision.fate.value]
        lines += [f"dropped, as the diff changed: {line}" for line in revision.dropped]
        return self._block(lines) + (f"\n{revision.earlier}" if revision.earlier else "")

    @property
    def letter(self) -> str:
        """The text in the cover letter."""
        earlier = self.previous.changes
        return self._block(list(self._told())) + (f"\n{earlier}" if earlier else "")

    @property
    def notes(self) -> tuple[str, ...]:
        """Notes for the user: whose trailers were kept, and whose were not."""
        kept = sum(len(revision.kept) for revision in self.revisions)
        notes = [f"v{self.version}: {line}" for line in self._told()]
        if kept:
            notes.append(f"{kept} of the trailers of v{self.previous.version} were kept")
        lost = [
            (line, revision.subject) for revision in self.revisions for line in revision.dropped
        ]
        lost += [(line, patch.subject) for patch in self.gone for line in patch.reviews]
        notes += [
            f'dropped: {line}, of v{self.previous.version}\'s "{name}"' for line, name in lost
        ]
        return tuple(notes)

    def _block(self, lines: Sequence[str]) -> str:
        return f"Changes in v{self.version}:\n" + "".join(f"- {line}\n" for line in lines)

    def _told(self) -> Iterator[str]:
        """The patches by what happened to them."""
        for fate in Fate:
            numbers = [n for n, revision in enumerate(self.revisions, 1) if revision.fate is fate]
            if numbers:
                patches = "patch" if len(numbers) == 1 else "patches"
                yield f"{fate.value}: {patches} {_ranges(numbers)}"
        for patch in self.gone:
            yield f'gone: "{patch.subject}"'


def compare_versions(
    version: int, previous: PreviousSeries, commits: Sequence[Commit], diffs: Sequence[bytes]
) -> Changelog:
    """The changelog of commits with these diffs."""
    edits = [_edits(diff) for diff in diffs]
    before = [_edits(patch.diff) for patch in previous.patches]
    match = dict(_matches(previous, commits, before, edits))
    revisions = tuple(
        _revision(previous.patches[match[i]], before[match[i]], commit, edits[i])
        if i in match
        else Revision(commit.subject, Fate.NEW)
        for i, commit in enumerate(commits)
    )
    found = set(match.values())
    dropped = tuple(patch for i, patch in enumerate(previous.patches) if i not in found)
    return Changelog(version, previous, revisions, dropped)


def with_reviews(commits: Sequence[Commit], changelog: Changelog) -> tuple[Commit, ...]:
    """The commits with the trailers that they keep."""
    return tuple(
        with_trailers(commit, revision.kept) if revision.kept else commit
        for commit, revision in zip(commits, changelog.revisions, strict=True)
    )


def _matches(
    previous: PreviousSeries,
    commits: Sequence[Commit],
    before: Sequence[Mapping[str, str]],
    edits: Sequence[Mapping[str, str]],
) -> Iterator[tuple[int, int]]:
    """Indices of patches, each with that of its predecessor."""
    free = set(range(len(before)))
    waiting = []
    for i, edit in enumerate(edits):
        same = next((j for j in sorted(free) if before[j] == edit), None)
        if same is None:
            waiting.append(i)
        else:
            free.discard(same)
            yield i, same
    for i in waiting:
        subject = _one_line(commits[i].subject)
        same = next((j for j in sorted(free) if previous.patches[j].subject == subject), None)
        if same is not None:
            free.discard(same)
            yield i, same


def _revision(
    old: PreviousPatch, before: Mapping[str, str], commit: Commit, edits: Mapping[str, str]
) -> Revision:
    files = tuple(_differing(before, edits))
    body, _ = split_trailers(commit.body)
    is_reworded = (old.subject, old.body) != (_one_line(commit.subject), body)
    if files:
        if is_reworded:
            files = (*files, "message changed")
        return Revision(
            commit.subject, Fate.CHANGED, files, dropped=old.reviews, earlier=old.changes
        )
    fate = Fate.REWORDED if is_reworded else Fate.SAME
    return Revision(commit.subject, fate, kept=old.reviews, earlier=old.changes)


def _differing(before: Mapping[str, str], edits: Mapping[str, str]) -> Iterator[str]:
    for path in sorted(before.keys() | edits.keys()):
        if before.get(path) != edits.get(path):
            how = "no longer changed" if path not in edits else ""
            how = how or ("changed, too" if path not in before else "changed differently")
            yield f"{path.encode('latin-1').decode('utf-8', 'backslashreplace')}: {how}"


def _edits(diff: bytes) -> dict[str, str]:
    """By path what a diff does there, without line numbers and blob ids."""
    text = diff.decode("latin-1")
    try:
        files = PatchSet(text)
    except (UnidiffParseError, ValueError):
        # Somebody has edited it: it is equal to no other.
        return dict.fromkeys((fsencode(path).decode("latin-1") for path in paths_of(diff)), text)
    found: dict[str, str] = {}
    for file in files:
        # A binary file's new content is identified only by its id.
        kept = (
            "old mode ",
            "new mode ",
            "new file ",
            "deleted file ",
            *["index "] * file.is_binary_file,
        )
        edits = [line for line in file.patch_info or () if line.startswith(kept)]
        for hunk in file:
            # unidiff gives the empty line of an mbox after a hunk as a line without a type.
            edits += ["@@\n", *(str(line) for line in hunk if line.line_type.strip("\n"))]
        path = path_of(file)
        found[path] = found.get(path, "") + "".join(edits)
    return found


def _one_line(subject: str) -> str:
    return " ".join(subject.split())


def _ranges(numbers: Sequence[int]) -> str:
    """[1, 2, 3, 5] -> "1-3, 5"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
