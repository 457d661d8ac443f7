# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod apply` on released QEMU trees: what a maintainer would do with the series next."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.real.run import Series, clone, codemod, digest, output_of, run

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.real


def test_tree_is_left_as_it_was(series: Series) -> None:
    """The tree, including .git, has the same bytes after apply as before."""
    assert digest(series.tree) == series.digest_before


def test_nothing_is_left_to_change_after_the_series(series: Series, tmp_path: Path) -> None:
    """On a tree with the series, a second apply finds nothing to change, and each use is handled:
    `apply --check` passes in CI.
    """
    copy = clone(series.tree, tmp_path / "qemu")
    output_of("git", "am", "-q", *series.patches, cwd=copy)
    assert codemod("apply", "--tree", copy, "--out", tmp_path / "out").returncode == 0
    assert list(tmp_path.glob("out/*.patch")) == []


def test_a_second_run_writes_the_same_bytes(series: Series, tmp_path: Path) -> None:
    """The same tree gives the same patches and cover letter."""
    codemod("apply", "--tree", series.tree, "--out", tmp_path / "out")
    first = {path.name: path.read_bytes() for path in (series.cover, *series.patches)}
    assert {path.name: path.read_bytes() for path in tmp_path.glob("out/*")} == first


def test_git_am_takes_each_patch(series: Series, tmp_path: Path) -> None:
    """`git am` applies the patches one after the other, with the result that --dry-run prints."""
    copy = clone(series.tree, tmp_path / "qemu")
    base = output_of("git", "rev-parse", "HEAD", cwd=copy).strip().decode()
    for patch in series.patches:
        output_of("git", "am", "-q", patch, cwd=copy)
    applied = output_of("git", "rev-parse", "HEAD^{tree}", cwd=copy)

    output_of("git", "checkout", "-q", "--detach", base, cwd=copy)
    output_of("git", "apply", "--index", "-", cwd=copy, stdin=series.diff)
    assert output_of("git", "write-tree", cwd=copy) == applied


def test_dry_run_is_a_diff_that_git_applies(series: Series) -> None:
    """`codemod apply --dry-run | git apply --check -` succeeds on the tree itself."""
    assert series.diff
    output_of("git", "apply", "--check", "-", cwd=series.tree, stdin=series.diff)


def test_checkpatch_has_nothing_to_say(series: Series) -> None:
    """The tree's own checkpatch.pl gives 0 errors and 0 warnings on each patch."""
    script = series.tree / "scripts/checkpatch.pl"
    for patch in series.patches:
        said = run("perl", script, patch, cwd=series.tree).stdout.decode(errors="replace")
        assert "total: 0 errors, 0 warnings," in said, f"{patch.name}\n{said}"


def test_the_cover_letter_of_a_choice(tree: Path, tmp_path: Path) -> None:
    """Rules that need nothing new from Xen: no RFC, no TODOs, and fewer functions than before."""
    out = tmp_path / "out"
    codemod("apply", "--tree", tree, "--out", out, "--outcome", "rewritten,retired")
    letter = (out / "0000-cover-letter.patch").read_text()
    assert "\nSubject: [PATCH 0/" in letter
    assert "- Remove calls that QEMU can do without." in letter
    assert "libxendevicemodel would have to add" not in letter
    assert "Add comments that say" not in letter
    whole, part = re.findall(r"^(?:in all|without passthrough) +(\d+) +(\d+)$", letter, re.M)
    assert int(whole[0]) - int(whole[1]) >= int(part[0]) - int(part[1]) > 0
    assert int(whole[0]) > int(part[0])


def test_the_cover_letter_of_all(series: Series) -> None:
    """Functions that no Xen has make it an RFC, and the letter says what would be left with
    them.
    """
    letter = series.cover.read_text()
    assert "\nSubject: [RFC PATCH 00/" in letter.replace("PATCH 0/", "PATCH 00/")
    rows = re.findall(r"^(?:in all|without passthrough) +(\d+) +(\d+) +(\d+)$", letter, re.M)
    whole, part = [tuple(map(int, row)) for row in rows]
    assert whole[0] > whole[1] > whole[2]
    assert part == (6, 0, 0)
