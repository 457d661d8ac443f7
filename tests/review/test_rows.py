# SPDX-License-Identifier: GPL-2.0-or-later
"""Old lines next to new ones, and the changed words."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.review.hunk import Hunk, Line, Side
from qemu_xen_codemod.review.rows import Cell, rows_of
from qemu_xen_codemod.review.words import changed_words


def hunk_of(text: str) -> Hunk:
    old = new = 0
    lines = []
    for raw in text.splitlines():
        side = Side(raw[0])
        old += side is not Side.NEW
        new += side is not Side.OLD
        lines.append(
            Line(side, raw[1:], old * (side is not Side.NEW), new * (side is not Side.OLD))
        )
    return Hunk("@@", "", tuple(lines))


def shown(cell: Cell | None) -> str:
    return cell.line.text if cell else ""


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        pytest.param(" a\n b\n", [("a", "a"), ("b", "b")], id="lines that stay"),
        pytest.param("-a(1);\n", [("a(1);", "")], id="a line that goes"),
        pytest.param("-f(a, b);\n+f(b);\n", [("f(a, b);", "f(b);")], id="a line that changed"),
        pytest.param(
            "-f(a);\n+/* now */\n+g(a);\n",
            [("", "/* now */"), ("f(a);", "g(a);")],
            id="a new line above one that changed",
        ),
        pytest.param(
            "-if (x) {\n-    one(x, y);\n-}\n+one(x, z);\n",
            [("if (x) {", ""), ("    one(x, y);", "one(x, z);"), ("}", "")],
            id="lines that go around one that changed",
        ),
        pytest.param(
            "-alpha();\n+while (beta) {\n",
            [("alpha();", "while (beta) {")],
            id="nothing in common",
        ),
    ],
)
def test_rows(text: str, rows: list[tuple[str, str]]) -> None:
    """A line is next to the one that replaced it."""
    found = [row for run in rows_of(hunk_of(text)) for row in run.rows]
    assert [(shown(row.old), shown(row.new)) for row in found] == rows


def test_every_line_is_there_once() -> None:
    """Whatever is paired, also if there is too much to compare."""
    text = "".join(f"-old {n} {n % 7}\n" for n in range(90))
    text += "".join(f"+new {n % 5} {n}\n" for n in range(70))
    rows = [row for run in rows_of(hunk_of(text)) for row in run.rows]
    lines = [f"-{row.old.line.text}" for row in rows if row.old]
    lines += [f"+{row.new.line.text}" for row in rows if row.new]
    assert lines == text.splitlines()


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        pytest.param("same", "same", ([], []), id="nothing"),
        pytest.param("f(a);", "g(a);", (["f"], ["g"]), id="a name"),
        pytest.param("f(a, b);", "f(a);", ([", b"], []), id="an argument that goes"),
        pytest.param("a b c", "a x y c", (["b"], ["x y"]), id="words and the blank between them"),
        pytest.param("  f(a);", "    f(b);", (["a"], ["b"]), id="an indent is seen without a mark"),
        pytest.param("  a |", "    | a", ([" |"], ["| "]), id="nor is one that begins with a word"),
        pytest.param("x" * 3000, "y" * 3000, ([], []), id="no code"),
    ],
)
def test_changed_words(old: str, new: str, marked: tuple[list[str], list[str]]) -> None:
    """Whole words are marked."""
    before, after = changed_words(old, new)
    assert [old[a:b] for a, b in before] == marked[0]
    assert [new[a:b] for a, b in after] == marked[1]
