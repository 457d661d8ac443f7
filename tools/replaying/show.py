# SPDX-License-Identifier: GPL-2.0-or-later
"""Show a replay: a table of figures, and the lines that differ side by side; or both as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qemu_xen_codemod.printable import printable
from tools.replaying.compare import Comparison, Line, Region, Row
from tools.replaying.replay import Replay

_TAB = 8
_RESET, _BOLD, _DIM, _RED, _GREEN, _YELLOW = (
    f"\033[{code}m" for code in ("0", "1", "2", "31", "32", "33")
)
#: Common lines shown before and after one that differs.
_CONTEXT = 2


def percent(had: int, changed: int) -> str:
    """Rounded down, so that 100 % are all."""
    return f"{had * 1000 // changed / 10:.1f} %" if changed else "-"


def as_text(replay: Replay, width: int, *, color: bool = False) -> str:
    """The report for a terminal of `width` columns."""
    page = _Page(width, color)
    lines = [
        f"{page.paint(_BOLD, replay.commit.id[:12])} {printable(replay.commit.subject)}",
        f"rules: {', '.join(replay.rules)}",
        "",
        *page.table(replay.files),
    ]
    for file in replay.files:
        if file.missing or file.extra:
            lines += ["", *page.differences(file)]
    if replay.notes:
        lines += ["", *(f"note: {printable(note)}" for note in replay.notes)]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def as_data(replay: Replay) -> dict[str, object]:
    """The report for programs. Bytes of a line that are not UTF-8 are written in hexadecimal."""
    return {
        "commit": replay.commit.id,
        "subject": replay.commit.subject,
        "rules": list(replay.rules),
        **_figures(replay.files),
        "files": [
            {
                "path": file.path,
                **_figures([file]),
                "regions": [
                    {
                        "line": region.line,
                        "commit": [_signed(row.theirs) for row in region.rows if row.theirs],
                        "rules": [_signed(row.ours) for row in region.rows if row.ours],
                    }
                    for region in file.regions
                    if region.missing or region.extra
                ],
            }
            for file in replay.files
        ],
        "notes": list(replay.notes),
    }


def _figures(files: Sequence[Comparison]) -> dict[str, int]:
    return {
        "changed": sum(file.changed for file in files),
        "had": sum(file.had for file in files),
        "missing": sum(file.missing for file in files),
        "only_ours": sum(file.extra for file in files),
    }


def _signed(line: Line) -> str:
    return line.sign + line.text.decode("utf-8", "backslashreplace")


class _Page:
    def __init__(self, width: int, color: bool) -> None:
        self._width = max(width, 40)
        #: Columns of each side's text: a sign before it, a mark between the sides.
        self._side = (self._width - 7) // 2
        self._color = color

    def paint(self, color: str, text: str) -> str:
        return f"{color}{text}{_RESET}" if self._color and text else text

    def table(self, files: Sequence[Comparison]) -> Iterator[str]:
        """A row for each file, and one for the total."""
        heads = ("changed", "had", "missing", "only ours", "")
        rows = [(printable(file.path), [file]) for file in files] + [("in all", list(files))]
        first = min(max(len(name) for name, _ in rows), self._width - 44)
        yield self.paint(_DIM, f"{'file':{first}}" + "".join(f"{head:>9}" for head in heads))
        for name, group in rows:
            figures = _figures(group)
            share = percent(figures["had"], figures["changed"])
            numbers = "".join(f"{number:>9}" for number in figures.values())
            is_all = figures["had"] == figures["changed"] and not figures["only_ours"]
            if len(name) > first:
                yield name
                name = ""
            yield f"{name:{first}}{numbers}" + self.paint(
                _GREEN if is_all else _YELLOW, f"{share:>9}"
            )

    def differences(self, file: Comparison) -> Iterator[str]:
        """The lines of one file in which the result differs."""
        heading = f"{'the commit':{self._side + 4}} the rules"
        yield self.paint(_BOLD, printable(file.path))
        yield self.paint(_DIM, heading)
        for region in file.regions:
            if region.missing or region.extra:
                yield self.paint(_DIM, f"@@ line {region.line}")
                yield from self._region(region)

    def _region(self, region: Region) -> Iterator[str]:
        rows = list(_paired(region.rows))
        same = [row.theirs is not None and row.theirs == row.ours for row in rows]
        hidden = False
        for at, row in enumerate(rows):
            near = same[max(at - _CONTEXT, 0) : at + _CONTEXT + 1]
            if all(near) and len(near) > _CONTEXT:
                if not hidden:
                    yield self.paint(_DIM, "...")
                hidden = True
                continue
            hidden = False
            yield from self._row(row, is_same=same[at])

    def _row(self, row: Row, *, is_same: bool) -> Iterator[str]:
        left, right = self._cell(row.theirs), self._cell(row.ours)
        mark = " " if is_same else "|" if row.theirs and row.ours else "<" if row.theirs else ">"
        for at in range(max(len(left), len(right))):
            left_text = left[at] if at < len(left) else ""
            other = right[at] if at < len(right) else ""
            padded = f"{left_text:{self._side + 2}}"
            if is_same:
                yield self.paint(_DIM, f"{padded} {mark} {other}")
            else:
                yield f"{self.paint(_RED, padded)} {mark} {self.paint(_GREEN, other)}"

    def _cell(self, line: Line | None) -> list[str]:
        """The line's text in pieces that fit, its sign before the first."""
        if line is None:
            return []
        text = _visible(line.text)
        pieces = [text[at : at + self._side] for at in range(0, len(text), self._side)] or [""]
        return [f"{line.sign} {pieces[0]}", *(f"  {piece}" for piece in pieces[1:])]


def _paired(rows: Sequence[Row]) -> Iterator[Row]:
    """Lines of one side next to the corresponding lines of the other."""
    theirs: list[Line] = []
    ours: list[Line] = []

    def flush() -> Iterator[Row]:
        for at in range(max(len(theirs), len(ours))):
            yield Row(
                theirs[at] if at < len(theirs) else None, ours[at] if at < len(ours) else None
            )
        theirs.clear()
        ours.clear()

    for row in rows:
        if row.theirs is not None and row.ours is not None:
            yield from flush()
            yield row
            continue
        line = row.theirs or row.ours
        waiting = theirs or ours
        if line is not None and waiting and waiting[-1].sign != line.sign:
            yield from flush()
        if row.theirs is not None:
            theirs.append(row.theirs)
        elif row.ours is not None:
            ours.append(row.ours)
    yield from flush()


def _visible(text: bytes) -> str:
    """The line with its tabs, trailing blanks and unusual line end made visible."""
    line = text.removesuffix(b"\n").decode("utf-8", "backslashreplace")
    body = line.rstrip(" \t\r")
    out: list[str] = []
    for char in body:
        if char == "\t":
            column = len("".join(out))
            out.append(">" + " " * (_TAB - 1 - column % _TAB))
        else:
            out.append(printable(char))
    ending = line[len(body) :].replace("\t", "\\t").replace("\r", "\\r").replace(" ", "\\x20")
    return "".join(out) + ending + ("" if text.endswith(b"\n") else "\\ no newline")
