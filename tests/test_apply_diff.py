# SPDX-License-Identifier: GPL-2.0-or-later
"""The unified diff of --dry-run: git applies it, whatever the files contain."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from qemu_xen_codemod.edit.edit import Change
from qemu_xen_codemod.report import diff
from qemu_xen_codemod.report.diff import count_lines, unified_diff


def git_apply(folder: Path, change: Change, diff: bytes) -> bytes:
    file = folder / change.path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(change.before)
    command = ["git", "-c", "core.safecrlf=false", "apply", "--whitespace=nowarn", "-"]
    subprocess.run(command, input=diff, cwd=folder, check=True)
    return file.read_bytes()


def test_no_change_is_no_diff() -> None:
    """An unchanged file has no hunk."""
    assert b"@@" not in unified_diff([Change("a.c", b"x\n", b"x\n")])
    assert unified_diff([]) == b""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a\nb\n", b"a\nc\n"),
        (b"a\nb", b"a\nb\n"),
        (b"a\nb\n", b"a\nb"),
        (b"a\nb", b"c\nb"),
        (b"a\r\nb\r\n", b"c\r\nb\r\n"),
        (b"\xe9\n\x0c\n", b"\xe8\n\x0c\n"),
        (b"a\n" * 30, b"a\n" * 29),
        (b"\n".join(b"%d" % n for n in range(40)), b"\n".join(b"%d" % n for n in range(2, 40))),
    ],
)
@pytest.mark.parametrize("path", ["a.c", "d/b c.c", 'd/q"uote.c', "d/\u00e9.c"])
def test_git_applies_it(tmp_path: Path, path: str, before: bytes, after: bytes) -> None:
    """Missing last newlines, CRLF, bytes that are not text, and paths that git quotes."""
    change = Change(path, before, after)
    assert git_apply(tmp_path, change, unified_diff([change])) == after


@pytest.mark.parametrize("large", [1, 50, 40_000])
def test_git_applies_random_changes(
    tmp_path: Path, large: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hunks at the start, at the end, close together and far apart; also in files that count as too
    large for the smallest diff.
    """
    monkeypatch.setattr(diff, "_MOST_SAME", large)
    chance = random.Random(1)  # noqa: S311 - the same cases each time
    for number in range(60):
        before = [b"%d\n" % chance.randrange(6) for _ in range(chance.randrange(1, 40))]
        after = [line for line in before if chance.random() > 0.1]
        for _ in range(chance.randrange(4)):
            after.insert(chance.randrange(len(after) + 1), b"new\n")
        change = Change(f"{number}.c", b"".join(before), b"".join(after))
        if after and before != after:
            assert git_apply(tmp_path, change, unified_diff([change])) == change.after


def test_hunks_name_the_function(tmp_path: Path) -> None:
    """As git does in the series, without taking a label for a function; the last one applies
    further.
    """
    head = (
        b"static int a_function_whose_head_is_longer_than_what_fits(struct thing *one, int other)\n"
    )
    body = b"{\nout:\n" + b"    x();\n" * 9
    before = b"#include <x.h>\n" * 5 + head + body + b"    old();\n" + b"    y();\n" * 30
    before += b"    old();\n}\n\nint g(void)\n" + body + b"    old();\n}\n"
    diff = unified_diff([Change("a.c", before, before.replace(b"old", b"new"))])
    hunks = [line.split(b" @@")[1] for line in diff.splitlines() if line.startswith(b"@@")]
    (tmp_path / ".gitattributes").write_text("*.c diff=cpp\n")
    git = ["git", "-c", "core.safecrlf=false"]
    subprocess.run([*git, "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / "a.c").write_bytes(before)
    subprocess.run([*git, "add", "."], cwd=tmp_path, check=True)
    (tmp_path / "a.c").write_bytes(before.replace(b"old", b"new"))
    done = subprocess.run([*git, "diff"], cwd=tmp_path, check=True, capture_output=True)
    shown = [line.split(b" @@")[1] for line in done.stdout.splitlines() if line[:2] == b"@@"]
    assert hunks == shown
    assert len(set(hunks)) == 2


def test_lines_are_counted() -> None:
    """Added and removed lines, headers left out."""
    assert count_lines([Change("a.c", b"a\nb\n", b"a\nc\nd\n")]) == (2, 1)
