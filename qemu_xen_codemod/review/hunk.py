# SPDX-License-Identifier: GPL-2.0-or-later
"""A patch's diff, parsed: files, hunks and lines. What is not in a hunk is described in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from unidiff.errors import UnidiffParseError
from unidiff.patch import Hunk as ReadHunk
from unidiff.patch import PatchedFile, PatchSet

from qemu_xen_codemod.errors import UsageError
from qemu_xen_codemod.printable import printable
from qemu_xen_codemod.series.diff import bare_path, path_of
from qemu_xen_codemod.series.mail import Mail


class Side(Enum):
    """The side of a line in a hunk."""

    BOTH = " "
    OLD = "-"
    NEW = "+"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a hunk, without its end; control characters are escaped."""

    side: Side
    text: str
    #: 1-based in the file before and after; meaningless if the line is not in it.
    old: int
    new: int

    @property
    def raw(self) -> str:
        """As in a diff."""
        return f"{self.side.value}{self.text}"


@dataclass(frozen=True, slots=True)
class Hunk:
    """Changed lines, with those around them."""

    #: `@@ -1,2 +3,4 @@`, and git's text after it.
    head: str
    section: str
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """Its lines, as in a diff."""
        return "\n".join(line.raw for line in self.lines)

    @property
    def old(self) -> range:
        """The lines of the old file that it covers."""
        numbers = [line.old for line in self.lines if line.side is not Side.NEW]
        return range(min(numbers), max(numbers) + 1) if numbers else range(0)


@dataclass(frozen=True, slots=True)
class FileDiff:
    """What a patch does to one file."""

    #: The file after the patch; if it is deleted, the one before.
    path: str
    #: What no hunk says: "new file", "renamed from a.c", "binary".
    remarks: tuple[str, ...]
    hunks: tuple[Hunk, ...]
    added: int
    removed: int


def read_diff(mail: Mail) -> tuple[FileDiff, ...]:
    """The files of a patch, in order. Raises UsageError if it is not a diff."""
    text = mail.diff.decode("utf-8", "backslashreplace")
    try:
        files = PatchSet(text)
    except (UnidiffParseError, ValueError) as error:
        what = " ".join(str(error).split())
        raise UsageError(
            f"{mail.name}: its diff cannot be read: {what}",
            help="`git am` would not apply it either: generate the patch again",
        ) from None
    return tuple(_file(file) for file in files)


def _file(file: PatchedFile) -> FileDiff:
    return FileDiff(
        printable(path_of(file)),
        tuple(map(printable, _remarks(file))),
        tuple(_hunk(hunk) for hunk in file),
        file.added,
        file.removed,
    )


def _remarks(file: PatchedFile) -> Iterator[str]:
    info = [str(line).strip() for line in file.patch_info or ()]
    if file.is_added_file:
        yield "new file"
    elif file.is_removed_file:
        yield "deleted"
    elif bare_path(file.source_file) != bare_path(file.target_file):
        yield f"renamed from {bare_path(file.source_file)}"
    yield from (line for line in info if line.startswith(("old mode", "new mode", "copy from")))
    if not len(file) and (
        file.is_binary_file or any(line.startswith(("GIT binary", "Binary files")) for line in info)
    ):
        yield "binary"


def _hunk(hunk: ReadHunk) -> Hunk:
    head = (
        f"@@ -{_range(hunk.source_start, hunk.source_length)}"
        f" +{_range(hunk.target_start, hunk.target_length)} @@"
    )
    return Hunk(head, printable(hunk.section_header.strip()), tuple(_lines(hunk)))


def _range(start: int, length: int) -> str:
    return f"{start}" if length == 1 else f"{start},{length}"


def _lines(hunk: ReadHunk) -> Iterator[Line]:
    for line in hunk:
        if line.line_type not in (" ", "+", "-"):
            continue
        text = printable(line.value.removesuffix("\n"), keep="\t")
        yield Line(Side(line.line_type), text, line.source_line_no or 0, line.target_line_no or 0)
