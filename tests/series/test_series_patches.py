# SPDX-License-Identifier: GPL-2.0-or-later
"""Commits become patch files that git accepts, the same ones each time."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from qemu_xen_codemod.edit.edit import Change
from qemu_xen_codemod.report.diff import unified_diff
from qemu_xen_codemod.series.commit import Commit, join_changes
from qemu_xen_codemod.series.cover import Cover
from qemu_xen_codemod.series.diff import DiffSize
from qemu_xen_codemod.series.options import SeriesOptions
from qemu_xen_codemod.series.series import Series, write_series
from qemu_xen_codemod.tree.tree import open_tree

Git = Callable[..., bytes]
MakeCheckout = Callable[[Mapping[str, bytes]], Path]
MakeCommits = Callable[..., tuple[Commit, ...]]

BODY = b"void f(void)\n{\nout:\n    a();\n    b();\n    c();\n    old_call(1);\n}\n"
FILES = {"hw/a.c": BODY, "b.c": b"int b;\n"}
PAIRS = ((b"old_call", b"mid_call"), (b"mid_call", b"new_call"))


def _am(git: Git, tmp_path: Path, series: Series, *options: str) -> Path:
    """A clone of the tree with the patches applied."""
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(tmp_path / "tree"), "clone")
    git(clone, "-c", "core.autocrlf=false", "am", "-q", *options, *map(str, series.files[1:]))
    return clone


def test_nothing_to_change(make_checkout: MakeCheckout, cover: Cover, tmp_path: Path) -> None:
    """Without a change no file and no folder is made."""
    tree = open_tree(make_checkout(FILES))
    commit = Commit(("r",), "subject", "", (Change("b.c", b"int b;\n", b"int b;\n"),))
    series = write_series(tree, (commit,), cover, SeriesOptions(), tmp_path / "out")
    assert series == Series((), (), (), ())
    assert not (tmp_path / "out").exists()


def test_whole_files(
    make_checkout: MakeCheckout, make_commits: MakeCommits, cover: Cover, tmp_path: Path, git: Git
) -> None:
    """Cover letter and patch, byte for byte; hunks name the function and not the label."""
    root = make_checkout(FILES)
    base = git(root, "rev-parse", "HEAD").decode().strip()
    commits = make_commits(FILES, *PAIRS)
    options = SeriesOptions(signoff=True, to=("qemu@example.org",), cc=("Bo <bo@example.org>",))
    series = write_series(open_tree(root), commits, cover, options, tmp_path / "out")
    assert [path.name for path in series.files] == [
        "0000-cover-letter.patch",
        "0001-hw-use-mid_call-instead-of-old_call.patch",
        "0002-hw-use-new_call-instead-of-mid_call.patch",
    ]
    assert series.sizes == (DiffSize(files=1, hunks=1, added=1, removed=1),) * 2
    letter, patch, _ = (path.read_text().split("\n", 1)[1] for path in series.files)
    first = letter.split("\n")[0].removeprefix("Message-ID: ")
    assert re.fullmatch(r"<codemod-[0-9a-f]{16}-v1-0-ann@example\.org>", first)
    reply = f"Message-ID: {first.replace('-v1-0-', '-v1-1-')}\n"
    reply += f"In-Reply-To: {first}\nReferences: {first}\n"
    old, new = (
        git(root, "hash-object", "--stdin", data=data).decode().strip()
        for data in (FILES["hw/a.c"], commits[0].changes[0].after)
    )
    head = "From: Ann Author <ann@example.org>\nDate: Sun, 13 Sep 2020 12:26:40 +0000\n"
    to = "To: qemu@example.org\nCc: Bo <bo@example.org>\n"
    assert letter == (
        f"Message-ID: {first}\n{head}Subject: [PATCH 0/2] hw: use the new calls\n{to}\n"
        "Why, in a line.\n\n"
        "Ann Author (2):\n  hw: use mid_call instead of old_call\n"
        "  hw: use new_call instead of mid_call\n\n"
        " hw/a.c | 2 +-\n 1 file changed, 1 insertion(+), 1 deletion(-)\n\n\n"
        f"base-commit: {base}\n"
    )
    assert patch == (
        f"{reply}{head}Subject: [PATCH 1/2] hw: use mid_call instead of old_call\n{to}\n"
        "The old one goes.\n\n"
        "Signed-off-by: Ann Author <ann@example.org>\n---\n"
        " hw/a.c | 2 +-\n 1 file changed, 1 insertion(+), 1 deletion(-)\n\n"
        "diff --git a/hw/a.c b/hw/a.c\n"
        f"index {old}..{new} 100644\n"
        "--- a/hw/a.c\n+++ b/hw/a.c\n"
        "@@ -4,5 +4,5 @@ void f(void)\n     a();\n     b();\n     c();\n"
        "-    old_call(1);\n+    mid_call(1);\n }\n"
    )


def test_git_am_takes_all(
    make_checkout: MakeCheckout, make_commits: MakeCommits, cover: Cover, tmp_path: Path, git: Git
) -> None:
    """Each patch applies, and the commits are the intended ones."""
    root = make_checkout(FILES)
    commits = make_commits(FILES, *PAIRS)
    series = write_series(open_tree(root), commits, cover, SeriesOptions(), tmp_path / "out")
    clone = _am(git, tmp_path, series)
    assert (clone / "hw/a.c").read_bytes() == FILES["hw/a.c"].replace(b"old", b"new")
    log = git(clone, "log", "--reverse", "--format=%an|%ae|%at|%B", "HEAD~2..").decode()
    who = "Ann Author|ann@example.org|1600000000|"
    assert log == "\n".join(f"{who}{commit.message}" for commit in commits) + "\n"


def test_same_input_same_bytes(
    make_checkout: MakeCheckout,
    make_commits: MakeCommits,
    cover: Cover,
    tmp_path: Path,
    git: Git,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Configuration, time zone, language and the repository's size change nothing."""
    root = make_checkout(FILES)
    commits = make_commits(FILES, *PAIRS)
    first = write_series(open_tree(root), commits, cover, SeriesOptions(), tmp_path / "1")
    for key, value in (
        ("diff.noprefix", "true"),
        ("diff.algorithm", "histogram"),
        ("diff.context", "1"),
        ("core.abbrev", "40"),
        ("color.ui", "always"),
        ("format.subjectPrefix", "RFC"),
        ("format.signature", "me"),
        ("format.thread", "deep"),
        ("format.attach", "x"),
        ("format.headers", "X-Mine: yes"),
        ("format.numbered", "false"),
        ("format.notes", "true"),
        ("core.quotePath", "false"),
        ("i18n.commitEncoding", "latin1"),
    ):
        git(root, "config", "--global", key, value)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    monkeypatch.setenv("GIT_AUTHOR_DATE", "@1 +0100")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    second = write_series(open_tree(root), commits, cover, SeriesOptions(), tmp_path / "2")
    assert [path.read_bytes() for path in first.files] == [p.read_bytes() for p in second.files]


def test_dry_run_applies(make_checkout: MakeCheckout, make_commits: MakeCommits, git: Git) -> None:
    """The diff of all commits together is one that git apply takes."""
    root = make_checkout(FILES)
    diff = unified_diff(join_changes(make_commits(FILES, *PAIRS)))
    assert b"mid_call" not in diff
    git(root, "apply", data=diff)
    assert (root / "hw/a.c").read_bytes() == FILES["hw/a.c"].replace(b"old", b"new")


ODD = {
    "a b.c": b"old_call();\n",
    "ä/ü.c": b"old_call();\n",
    'q"\\.c': b"old_call();\n",
    "latin1.c": b"/* \xe4 */ old_call();\n",
    "no_end.c": b"int a;\nold_call();",
    "form_feed.c": b"int a;\n\f\nold_call();\n\x0b\n",
    "deep/er/run.c": b"old_call();\n",
}


def test_odd_names_and_bytes(
    make_checkout: MakeCheckout, make_commits: MakeCommits, cover: Cover, tmp_path: Path, git: Git
) -> None:
    """Blanks and letters of any script in names, bytes of any charset, no final newline, modes."""
    root = make_checkout(ODD)
    git(root, "update-index", "--chmod=+x", "deep/er/run.c")
    git(root, "commit", "-q", "-m", "mode")
    (root / "deep/er/run.c").chmod(0o755)
    commits = make_commits(ODD, *PAIRS)
    tree = open_tree(root)
    series = write_series(tree, commits, cover, SeriesOptions(), tmp_path / "out")
    assert series.sizes[0] == DiffSize(files=7, hunks=7, added=7, removed=7)
    clone = _am(git, tmp_path, series)
    for name, data in ODD.items():
        assert (clone / name).read_bytes() == data.replace(b"old_call", b"new_call")
    modes = git(clone, "ls-tree", "-r", "HEAD", "deep").decode()
    assert modes.startswith("100755 ")
    git(root, "apply", "--check", data=unified_diff(join_changes(commits)))


def test_committed_crlf(
    make_checkout: MakeCheckout, make_commits: MakeCommits, cover: Cover, tmp_path: Path, git: Git
) -> None:
    """Line ends that are committed as CRLF stay, and a note says what git am needs."""
    files = {"a.c": b"int a;\r\nold_call();\r\n"}
    root = make_checkout(files)
    commits = make_commits(files, *PAIRS)
    tree = open_tree(root)
    series = write_series(tree, commits, cover, SeriesOptions(), tmp_path / "out")
    assert series.notes == (
        "files with CRLF line ends are touched: apply the patches with git am --keep-cr",
    )
    clone = _am(git, tmp_path, series, "--keep-cr")
    assert (clone / "a.c").read_bytes() == b"int a;\r\nnew_call();\r\n"
    git(root, "apply", "--check", data=unified_diff(join_changes(commits)))


def test_crlf_of_the_checkout_only(
    make_checkout: MakeCheckout, make_commits: MakeCommits, cover: Cover, tmp_path: Path, git: Git
) -> None:
    """A checkout that converted line ends to CRLF gets patches of what is committed, which
    is LF.
    """
    root = make_checkout({"a.c": b"int a;\nold_call();\n"})
    git(root, "config", "core.autocrlf", "true")
    (root / "a.c").write_bytes(b"int a;\r\nold_call();\r\n")
    tree = open_tree(root)
    commits = make_commits({"a.c": tree.read("a.c")}, *PAIRS)
    series = write_series(tree, commits, cover, SeriesOptions(), tmp_path / "out")
    assert series.notes == ()
    clone = _am(git, tmp_path, series)
    assert (clone / "a.c").read_bytes() == b"int a;\nnew_call();\n"
    git(root, "apply", "--check", data=unified_diff(join_changes(commits)))


def test_versions_and_dates(
    make_checkout: MakeCheckout, make_commits: MakeCommits, tmp_path: Path
) -> None:
    """Prefix, version and date are as asked; letters beyond ASCII are declared."""
    tree = open_tree(make_checkout(FILES))
    options = SeriesOptions(subject_prefix="PATCH for-9.0", reroll_count=2, date=1)
    cover = Cover("hw: use them", "Größe\n")
    series = write_series(tree, make_commits(FILES, *PAIRS), cover, options, tmp_path / "out")
    letter = series.files[0]
    assert letter.name == "v2-0000-cover-letter.patch"
    assert (
        letter.read_text()
        .split("\n", 2)[2]
        .startswith(
            "From: Ann Author <ann@example.org>\n"
            "Date: Thu, 1 Jan 1970 00:00:01 +0000\n"
            "Subject: [PATCH for-9.0 v2 0/2] hw: use them\n"
            "MIME-Version: 1.0\n"
            "Content-Type: text/plain; charset=UTF-8\n"
            "Content-Transfer-Encoding: 8bit\n\n"
            "Größe\n"
        )
    )


def test_shallow_clone(
    make_checkout: MakeCheckout, make_commits: MakeCommits, cover: Cover, tmp_path: Path, git: Git
) -> None:
    """A clone without history gives the same files as the whole repository."""
    root = make_checkout(FILES)
    git(root, "commit", "-q", "--allow-empty", "-m", "second")
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{root}", "shallow")
    commits = make_commits(FILES, *PAIRS)
    whole = write_series(open_tree(root), commits, cover, SeriesOptions(), tmp_path / "1")
    tree = open_tree(tmp_path / "shallow")
    shallow = write_series(tree, commits, cover, SeriesOptions(), tmp_path / "2")
    assert [path.read_bytes() for path in whole.files] == [p.read_bytes() for p in shallow.files]


def test_plain_folder(make_commits: MakeCommits, cover: Cover, tmp_path: Path, git: Git) -> None:
    """For a plain folder the patches name no base and no date, and apply wherever the files are."""
    root = tmp_path / "tree"
    for name, data in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    (root / "hw/a.c").chmod(0o755)
    commits = make_commits(FILES, *PAIRS)
    tree = open_tree(root)
    series = write_series(tree, commits, cover, SeriesOptions(), tmp_path / "out")
    text = b"".join(path.read_bytes() for path in series.files)
    assert b"base-commit" not in text
    assert b"Date:" not in text
    diff = unified_diff(join_changes(commits))
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "imported")
    git(root, "apply", "--check", data=diff)
    clone = _am(git, tmp_path, series)
    assert (clone / "hw/a.c").read_bytes() == FILES["hw/a.c"].replace(b"old", b"new")
    assert (clone / "hw/a.c").stat().st_mode & 0o111
