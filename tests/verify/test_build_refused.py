# SPDX-License-Identifier: GPL-2.0-or-later
"""Builds that cannot prove anything: a message, and no file of tree or build has changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Digest
from tests.verify.conftest import FILES, Answer, Sample, answer_of

CODE = FILES["hw/xen/a.c"]


@pytest.fixture
def series(sample: Sample) -> Path:
    return sample.series(("hw: a", {"hw/xen/a.c": b"/* Why. */\n" + CODE}))


def make_build(folder: Path, tree: Path, *, is_compiled: bool = True) -> Path:
    folder.mkdir()
    source = tree / "hw/xen/a.c"
    entry = {
        "directory": str(folder),
        "file": str(source),
        "output": "a.o",
        "command": f"cc -c {source} -MF a.o.d -o a.o",
    }
    (folder / "compile_commands.json").write_text(json.dumps([entry]))
    if is_compiled:
        (folder / "a.o").write_bytes(b"")
        (folder / "a.o.d").write_text(f"a.o: {source}\n")
    return folder


def refused(sample: Sample, series: Path, build: Path, digest: Digest) -> Answer:
    before = digest(sample.tree), digest(build)
    answer = answer_of("--tree", sample.tree, series, "-p", build)
    assert (digest(sample.tree), digest(build)) == before
    assert answer.code == 2
    assert "help: " in answer.err
    return answer


def test_a_build_of_another_tree(
    sample: Sample, series: Path, tmp_path: Path, digest: Digest
) -> None:
    """The tree that it was made from is named."""
    build = make_build(tmp_path / "build", tmp_path / "other")
    answer = refused(sample, series, build, digest)
    assert f"belongs to another tree, {tmp_path / 'other'}" in answer.err


def test_a_build_that_was_only_configured(
    sample: Sample, series: Path, tmp_path: Path, digest: Digest
) -> None:
    """Nothing shows which objects read what."""
    build = make_build(tmp_path / "build", sample.tree, is_compiled=False)
    answer = refused(sample, series, build, digest)
    assert "has not compiled anything yet" in answer.err


def test_changes_that_are_not_committed(
    sample: Sample, series: Path, tmp_path: Path, digest: Digest
) -> None:
    """The build may have compiled them."""
    (sample.tree / "hw/xen/a.c").write_bytes(CODE + b"int more;\n")
    build = make_build(tmp_path / "build", sample.tree)
    answer = refused(sample, series, build, digest)
    assert "hw/xen/a.c: changed and not committed" in answer.err
