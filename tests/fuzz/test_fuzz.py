# SPDX-License-Identifier: GPL-2.0-or-later
"""Broken input of every kind: a short run of each target, and the inputs that failed once.

`make fuzz` is the long run.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.kept import KEPT, kept_case
from tests.fuzz.targets.targets import TARGETS, case_of
from tests.fuzz.trial import try_case

#: Each finds the same today and tomorrow.
SEED = "1"
#: This many take less than half a second.
COUNTS = {
    "semantic-patch": 300,
    "rule": 30,
    "template": 100,
    "engine": 40,
    "pack": 1,
    "conditions": 300,
    "object": 40,
    "build": 150,
    "audit": 150,
    "mail": 300,
    "proof": 3,
    "review": 20,
    "words": 6,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_broken_input_is_told(name: str, tmp_path: Path) -> None:
    """Any input is read, or refused by name; at once, and with nothing else changed."""
    target = TARGETS[name](tmp_path)
    for number in range(COUNTS[name]):
        tried = try_case(target, case_of(target, name, SEED, number))
        again = f"python -m tests.fuzz --target {name} --seed {SEED} --first {number} --count 1"
        assert not tried.trace, f"{tried.trace}\nagain, and smaller: {again}"


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=path.relative_to(KEPT).as_posix())
        for path in sorted(KEPT.rglob("*"))
        if path.is_file()
    ],
)
def test_what_failed_once(path: Path, tmp_path: Path) -> None:
    """An input that once showed a bug no longer does."""
    target = TARGETS[path.relative_to(KEPT).parts[0]](tmp_path)
    tried = try_case(target, kept_case(path))
    assert not tried.trace, tried.trace
