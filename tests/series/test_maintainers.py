# SPDX-License-Identifier: GPL-2.0-or-later
"""The tree's get_maintainer.pl is run on request, and its failure stops nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from qemu_xen_codemod.series.commit import Commit
from qemu_xen_codemod.series.cover import Cover
from qemu_xen_codemod.series.maintainers import Recipients, ask_maintainers
from qemu_xen_codemod.series.options import SeriesOptions
from qemu_xen_codemod.series.series import write_series
from qemu_xen_codemod.tree.tree import open_tree

MakeCheckout = Callable[[Mapping[str, bytes]], Path]
MakeCommits = Callable[..., tuple[Commit, ...]]
A = b"old_call();\n"


def test_not_run_unasked(
    make_checkout: MakeCheckout, make_commits: MakeCommits, cover: Cover, tmp_path: Path
) -> None:
    """Without the option the script does not run."""
    script = f"open(my $f, '>', '{tmp_path}/canary');".encode()
    tree = open_tree(make_checkout({"a.c": A, "get.pl": script}))
    commits = make_commits({"a.c": A}, (b"old", b"new"))
    assert write_series(tree, commits, cover, SeriesOptions(), tmp_path / "out").notes == ()
    assert not (tmp_path / "canary").exists()


def test_failure_is_a_note(make_checkout: MakeCheckout, tmp_path: Path) -> None:
    """A script that is missing, is a link out of the tree, or fails adds nobody."""
    root = make_checkout({"a.c": A, "fails.pl": b'die "not the top\\n";'})
    (tmp_path / "outside.pl").write_bytes(b"print 'a@b.org (maintainer:X)';")
    (root / "link.pl").symlink_to(tmp_path / "outside.pl")
    tree = open_tree(root)
    notes = [ask_maintainers(tree, f"{name}.pl", ()) for name in ("none", "link", "fails")]
    assert notes == [
        Recipients(
            notes=(
                "get_maintainer.pl could not be run: none.pl: cannot be read: No such file or "
                "directory",
            )
        ),
        Recipients(
            notes=(
                "get_maintainer.pl could not be run: link.pl: is, or is behind, a symbolic link, "
                "which"
                " codemod does not follow",
            )
        ),
        Recipients(notes=("fails.pl failed and adds nobody: not the top",)),
    ]


def test_recipients(
    make_checkout: MakeCheckout, make_commits: MakeCommits, cover: Cover, tmp_path: Path
) -> None:
    """Maintainers are To, others Cc, sorted, each once, after those that the user named."""
    script = b"""
        die unless -f $ARGV[-1];
        print "Zoe <z\\@b.org> (supporter:Xen)\\nAnn <a\\@b.org> (maintainer:Xen (x86))\\n";
        print "Rae <r\\@b.org> (reviewer:Xen)\\nl\\@b.org (open list:Xen)\\nnoise\\n";
    """
    tree = open_tree(make_checkout({"a.c": A, "get.pl": script}))
    commits = make_commits({"a.c": A}, (b"old", b"new"))
    options = SeriesOptions(to=("me@b.org",), cc=("l@b.org",), get_maintainer="get.pl")
    series = write_series(tree, commits, cover, options, tmp_path / "out")
    assert series.notes == ("get.pl of the tree was run: 2 To and 2 Cc added",)
    for path in series.files:
        assert (
            "\nTo: me@b.org,\n    Ann <a@b.org>,\n    Zoe <z@b.org>\n"
            "Cc: l@b.org,\n    Rae <r@b.org>\n\n"
        ) in path.read_text()
