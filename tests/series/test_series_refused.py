# SPDX-License-Identifier: GPL-2.0-or-later
"""What cannot become a series is refused, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from qemu_xen_codemod.edit.edit import Change
from qemu_xen_codemod.errors import CodemodError, UsageError
from qemu_xen_codemod.series.commit import Commit
from qemu_xen_codemod.series.cover import Cover
from qemu_xen_codemod.series.options import SeriesOptions, source_date
from qemu_xen_codemod.series.series import write_series
from qemu_xen_codemod.tree.tree import open_tree

MakeCheckout = Callable[[Mapping[str, bytes]], Path]
CHANGE = Change("a.c", b"old\n", b"new\n")


def _refuse(root: Path, commit: Commit) -> str:
    out = root.parent / "out"
    with pytest.raises(CodemodError) as caught:
        write_series(open_tree(root), (commit,), Cover("s", ""), SeriesOptions(), out)
    assert not out.exists()
    return caught.value.render()


def test_modified_file(make_checkout: MakeCheckout) -> None:
    """A series is never made of bytes that are not committed."""
    root = make_checkout({"a.c": b"base\n"})
    (root / "a.c").write_bytes(b"old\n")
    assert _refuse(root, Commit(("r",), "s", "", (CHANGE,))) == (
        "error: a.c: has uncommitted changes, and the series would touch it\n"
        "help: commit them, or use --committed to ignore them"
    )


def test_untracked_file(make_checkout: MakeCheckout) -> None:
    """Nor of a file that git does not track."""
    root = make_checkout({"b.c": b"base\n"})
    assert _refuse(root, Commit(("r",), "s", "", (CHANGE,))) == (
        "error: a.c: is not a tracked file\nhelp: commit it first"
    )


def test_commits_that_do_not_follow_one_another(make_checkout: MakeCheckout) -> None:
    """A commit that does not start where the one before it ended is a bug of ours."""
    tree = open_tree(make_checkout({"a.c": b"old\n"}))
    commits = (Commit(("r",), "s", "", (CHANGE,)), Commit(("q",), "s", "", (CHANGE,)))
    with pytest.raises(ValueError, match=r"^rule q: a\.c: not on top of the commit before$"):
        write_series(tree, commits, Cover("s", ""), SeriesOptions(), tree.root.parent / "out")


def test_nobody(make_checkout: MakeCheckout, tmp_path: Path) -> None:
    """Git without user.name: no name is made up."""
    root = make_checkout({"a.c": b"old\n"})
    (tmp_path / "gitconfig").write_text("")
    assert _refuse(root, Commit(("r",), "s", "", (CHANGE,))) == (
        "error: git has no user.name and user.email, and each patch needs an author\n"
        'help: git config --global user.name "Your Name"; '
        "git config --global user.email you@example.org"
    )


@pytest.mark.parametrize(
    "line", ["---", "--- ", "--- a/b.c", "diff --git a/b.c", "Index: b.c", "From me 10:20:30 2001"]
)
def test_message_that_git_am_would_cut(make_checkout: MakeCheckout, line: str) -> None:
    """A line at which git am would end the message is refused, unless it is indented."""
    root = make_checkout({"a.c": b"old\n"})
    assert _refuse(root, Commit(("r",), "s", f"Why.\n{line}\nMore.", (CHANGE,))) == (
        f"error: rule r: `git am` would end the commit message at: {line}\n"
        "help: indent this line of the message"
    )
    indented = Commit(("r",), "s", f"Why.\n  {line}\nMore.", (CHANGE,))
    out = root.parent / "out"
    assert write_series(open_tree(root), (indented,), Cover("s", ""), SeriesOptions(), out).files


def test_message_that_begins_with_a_header(make_checkout: MakeCheckout) -> None:
    """Git am would take it for an author."""
    root = make_checkout({"a.c": b"old\n"})
    commit = Commit(("r",), "s", "From: someone <else@example.org>", (CHANGE,))
    assert _refuse(root, commit).startswith("error: rule r: `git am` would read a mail header in")


@pytest.mark.parametrize("subject", ["", "two\nlines"])
def test_subject_of_more_or_less_than_a_line(make_checkout: MakeCheckout, subject: str) -> None:
    """A subject is one line."""
    root = make_checkout({"a.c": b"old\n"})
    assert "the subject must be one line" in _refuse(root, Commit(("r",), subject, "", (CHANGE,)))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"subject_prefix": "A\nB"}, "--subject-prefix must be one line of text"),
        ({"to": ("",)}, "--to must be one line of text"),
        ({"cc": ("a@b.org\nBcc: c@d.org",)}, "--cc must be one line of text"),
        ({"reroll_count": 0}, "--reroll-count must be 1 or more"),
    ],
)
def test_options(values: dict[str, object], message: str) -> None:
    """Options that would break a mail's header are refused."""
    with pytest.raises(UsageError) as caught:
        SeriesOptions(**values)  # type: ignore[arg-type]
    assert str(caught.value) == message


@pytest.mark.parametrize("text", ["x", "-1", "1.5", "²", "9" * 12])
def test_source_date_that_is_none(text: str) -> None:
    """SOURCE_DATE_EPOCH is a number of seconds."""
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH is not a number of seconds"):
        source_date({"SOURCE_DATE_EPOCH": text})


def test_source_date() -> None:
    """SOURCE_DATE_EPOCH is read, and is not needed."""
    assert source_date({"SOURCE_DATE_EPOCH": "1600000000"}) == 1600000000
    assert source_date({}) is None
