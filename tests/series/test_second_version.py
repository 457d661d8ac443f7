# SPDX-License-Identifier: GPL-2.0-or-later
"""A second version lists its differences from the first, and keeps the reviews."""

from __future__ import annotations

import mailbox
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from qemu_xen_codemod.errors import UsageError
from qemu_xen_codemod.series.commit import Commit
from qemu_xen_codemod.series.cover import Cover
from qemu_xen_codemod.series.mail import read_series
from qemu_xen_codemod.series.options import SeriesOptions
from qemu_xen_codemod.series.series import Series, write_series
from qemu_xen_codemod.tree.tree import open_tree

Git = Callable[..., bytes]
MakeCheckout = Callable[[Mapping[str, bytes]], Path]
MakeCommits = Callable[..., tuple[Commit, ...]]
Write = Callable[..., Series]

BODY = b"void f(void)\n{\n    a();\n    b();\n    c();\n    old_call(1);\n}\n"
FILES = {"hw/a.c": BODY, "b.c": b"int b;\nint other;\n"}
FIRST, SECOND = (b"old_call", b"new_call"), (b"int b", b"long b")
REVIEW, TEST = "Reviewed-by: Bo <bo@example.org>", "Tested-by: Cy <cy@example.org>"


@pytest.fixture
def root(make_checkout: MakeCheckout) -> Path:
    return make_checkout(FILES)


@pytest.fixture
def write(root: Path, make_commits: MakeCommits, cover: Cover, tmp_path: Path) -> Write:
    """Write a version of the series that replaces these texts of the tree's files."""

    def write_version(
        version: int,
        *pairs: tuple[bytes, bytes],
        previous: Path | None = None,
        signoff: bool = True,
    ) -> Series:
        tree = open_tree(root)
        files = {path: tree.read(path) for path in FILES}
        options = SeriesOptions(reroll_count=version, signoff=signoff)
        commits = make_commits(files, *pairs)
        return write_series(tree, commits, cover, options, tmp_path / "out", previous)

    return write_version


def review(path: Path, *lines: str) -> None:
    """Add somebody's review to a patch file."""
    text = path.read_text()
    path.write_text(text.replace("\n---\n", "".join(f"\n{line}" for line in lines) + "\n---\n", 1))


def notes_of(path: Path) -> str:
    """The text between message and diffstat."""
    return path.read_text().partition("\n---\n")[2].partition("\n\n")[0]


def test_nothing_before(write: Write) -> None:
    """Without a first version there is nothing to list, which a note says."""
    series = write(2, FIRST, SECOND)
    assert "Changes in" not in "".join(path.read_text() for path in series.files)
    assert series.notes[0].startswith("no changelog and no range-diff: there is no v1 in ")


def test_a_changed_patch_loses_its_reviews(write: Write, root: Path, git: Git) -> None:
    """Those of another patch stay; each is reported, with its name."""
    first = write(1, FIRST, SECOND)
    review(first.files[1], REVIEW, TEST)
    review(first.files[2], REVIEW)
    kept = {path: path.read_bytes() for path in first.files}
    (root / "hw/a.c").write_bytes(BODY.replace(b"old_call(1)", b"old_call(2)"))
    git(root, "commit", "-qam", "newer")
    second = write(2, FIRST, SECOND)
    assert {path: path.read_bytes() for path in first.files} == kept
    assert second.notes == (
        "v2: unchanged: patch 2",
        "v2: changed: patch 1",
        "1 of the trailers of v1 were kept",
        f'dropped: {REVIEW}, of v1\'s "hw: use new_call instead of old_call"',
        f'dropped: {TEST}, of v1\'s "hw: use new_call instead of old_call"',
    )
    letter, changed, same = (path.read_text() for path in second.files)
    assert "\nChanges in v2:\n- unchanged: patch 2\n- changed: patch 1\n\n" in letter
    assert "\nRange-diff against v1:\n1:  " in letter
    assert "\n    --    old_call(1);\n" in letter
    assert "\n    +-    old_call(2);\n" in letter
    assert notes_of(second.files[1]) == (
        "Changes in v2:\n- hw/a.c: changed differently\n"
        f"- dropped, as the diff changed: {REVIEW}\n- dropped, as the diff changed: {TEST}"
    )
    assert "Bo" not in changed.partition("\n---\n")[0]
    assert f"\n\n{REVIEW}\nSigned-off-by: Ann Author <ann@example.org>\n---\n" in same
    assert notes_of(second.files[2]) == "Changes in v2:\n- unchanged"


def test_code_that_only_moved(write: Write, root: Path, git: Git) -> None:
    """Other line numbers and blobs are not a change."""
    review(write(1, FIRST, SECOND).files[1], REVIEW)
    (root / "hw/a.c").write_bytes(b"#include <x.h>\n" * 9 + BODY)
    git(root, "commit", "-qam", "newer")
    second = write(2, FIRST, SECOND)
    assert "v2: unchanged: patches 1-2" in second.notes
    assert REVIEW in second.files[1].read_text()


def test_white_space_is_a_change(write: Write, root: Path, git: Git) -> None:
    """A patch that differs only in that is not what people have reviewed."""
    review(write(1, FIRST, SECOND).files[1], REVIEW)
    (root / "hw/a.c").write_bytes(BODY.replace(b"old_call(1)", b"old_call( 1)"))
    git(root, "commit", "-qam", "newer")
    second = write(2, FIRST, SECOND)
    assert "v2: changed: patch 1" in second.notes
    assert REVIEW not in second.files[1].read_text().partition("\n---\n")[0]


def test_new_and_gone_patches(write: Write) -> None:
    """The reviews of a patch without successor are dropped."""
    first = write(1, FIRST, SECOND)
    review(first.files[2], REVIEW)
    second = write(2, FIRST, (b"int other", b"long other"))
    assert second.notes == (
        "v2: unchanged: patch 1",
        "v2: new: patch 2",
        'v2: gone: "hw: use long b instead of int b"',
        f'dropped: {REVIEW}, of v1\'s "hw: use long b instead of int b"',
    )
    assert notes_of(second.files[2]) == "Changes in v2:\n- new"


def test_a_new_message(write: Write) -> None:
    """With the same diff: reviews stay, as in b4, and the new message is reported."""
    first = write(1, FIRST, SECOND)
    text = first.files[1].read_text().replace("The old one goes.", "It goes.", 1)
    first.files[1].write_text(text)
    review(first.files[1], REVIEW)
    second = write(2, FIRST, SECOND)
    assert "v2: message changed, same diff: patch 1" in second.notes
    assert REVIEW in second.files[1].read_text().partition("\n---\n")[0]


def test_a_third_version(write: Write) -> None:
    """The range-diff is with the second, the changelog goes back to the first."""
    write(1, FIRST)
    write(2, FIRST, SECOND)
    third = write(3, FIRST, SECOND)
    letter = third.files[0].read_text()
    assert "Range-diff against v2:\n" in letter
    assert "Changes in v3:\n- unchanged: patches 1-2\n\nChanges in v2:\n- unchanged:" in letter
    assert "\n---\nChanges in v3:\n- unchanged\n\nChanges in v2:\n- new\n\n" in (
        third.files[2].read_text()
    )


def test_a_version_is_left_out(write: Write) -> None:
    """Git would call the version before v3 v2."""
    write(1, FIRST, SECOND)
    assert "\nRange-diff against v1:\n" in write(3, FIRST, SECOND).files[0].read_text()


def test_one_patch(write: Write) -> None:
    """It needs no cover letter: everything is below its `---`."""
    (path,) = write(1, FIRST).files
    assert path.name == "0001-hw-use-new_call-instead-of-old_call.patch"
    assert "\nSubject: [PATCH] hw: use new_call instead of old_call\n" in path.read_text()
    assert "\nbase-commit: " in path.read_text()
    (path,) = write(2, (b"old_call", b"next_call")).files
    text = path.read_text()
    assert "\nSubject: [PATCH v2] hw: use next_call instead of old_call\n" in text
    assert "\n---\nChanges in v2:\n- new\n\n" in text
    assert "Range-diff against v1:\n" in text


def test_the_first_version_is_elsewhere(write: Write, tmp_path: Path) -> None:
    """As an mbox that b4 made, with reviews; a folder without one is wrong usage."""
    first = write(1, FIRST, SECOND)
    review(first.files[1], REVIEW, "Signed-off-by: Ann Author <ann@example.org>", TEST)
    mbox = tmp_path / "v1.mbx"
    mbox.write_bytes(b"".join(path.read_bytes() + b"\n" for path in first.files[1:]))
    for path in first.files:
        path.unlink()
    second = write(2, FIRST, SECOND, previous=mbox)
    assert f"\n{REVIEW}\n{TEST}\nSigned-off-by:" in second.files[1].read_text()
    assert "Range-diff against v1:\n1:  " in second.files[0].read_text()
    with pytest.raises(UsageError, match="no patch of a version before v2"):
        write(2, FIRST, previous=second.files[1])


def test_a_base_that_is_gone(write: Write) -> None:
    """Then there is no range-diff, and the reason is reported; the changelog is there."""
    letter = write(1, FIRST, SECOND).files[0]
    text = letter.read_text()
    letter.write_text(text.replace(text.split("base-commit: ")[1], f"{'1' * 40}\n"))
    second = write(2, FIRST, SECOND)
    assert "Range-diff" not in second.files[0].read_text()
    assert "v2: unchanged: patches 1-2" in second.notes
    assert second.notes[-1].startswith("the cover letter has no range-diff, as v1 does not apply: ")


def test_the_newest_is_read(write: Write, tmp_path: Path) -> None:
    """By `codemod verify` of a folder with several versions."""
    write(1, FIRST)
    write(2, FIRST, SECOND)
    assert [mail.name[:8] for mail in read_series(tmp_path / "out")] == ["v2-0001-", "v2-0002-"]


def test_the_tree_is_not_touched(write: Write, root: Path, digest: Callable[[Path], str]) -> None:
    """Nor its object store, when the commits of the previous version are made again."""
    write(1, FIRST, SECOND)
    before = digest(root)
    write(2, FIRST, (b"int b", b"short b"))
    assert digest(root) == before


def test_mails_are_a_thread(write: Write, tmp_path: Path) -> None:
    """Later mails answer the cover letter; each version has its own ids, the same each time."""
    first, second = write(1, FIRST, SECOND), write(2, FIRST, SECOND)
    files = [*first.files, *second.files]
    (tmp_path / "mbox").write_bytes(b"".join(path.read_bytes() + b"\n" for path in files))
    with closing(mailbox.mbox(tmp_path / "mbox")) as box:
        mails = list(box)
    ids = [mail["Message-ID"] for mail in mails]
    assert len(set(ids)) == 6
    assert [mail["In-Reply-To"] for mail in mails] == [None, ids[0], ids[0], None, ids[3], ids[3]]
    assert [mail["References"] for mail in mails] == [mail["In-Reply-To"] for mail in mails]
    texts = [path.read_bytes() for path in second.files]
    assert [path.read_bytes() for path in write(2, FIRST, SECOND).files] == texts


@pytest.mark.parametrize(
    "address",
    [
        "ann@example.org",
        "Ann Author <ann@example.org>",
        "<ann@example.org>",
        '"Author, Ann" <ann@example.org>',
        "Philippe Mathieu-Daudé <philmd@example.org>",
        "Ann B. Author <ann+xen@localhost>",
    ],
)
def test_addresses(address: str) -> None:
    assert SeriesOptions(to=(address,)).to == (address,)


@pytest.mark.parametrize(
    "address",
    [
        "not an address",
        "ann",
        "ann@",
        "@example.org",
        "Ann ann@example.org",
        "Ann <ann@example.org",
        "Author, Ann <ann@example.org>",
        "a@example.org, b@example.org",
        "a@b@example.org",
        "Ann <ann@example.org> x",
        "ann@example.org.",
    ],
)
def test_no_addresses(address: str) -> None:
    """No mail could be sent there; git accepts anything."""
    with pytest.raises(UsageError, match="this is not a mail address"):
        SeriesOptions(cc=(address,))
