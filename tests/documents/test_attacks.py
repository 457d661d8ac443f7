# SPDX-License-Identifier: GPL-2.0-or-later
"""The tests that tests/attacks.md names exist."""

from __future__ import annotations

import re

import pytest

from tests.documents.session import ROOT

NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "tests/attacks.md").read_text())


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_a_test_that_is_named(path: str, name: str) -> None:
    """If it is renamed or moved, it is renamed there, too."""
    assert f"def {name}(" in (ROOT / path).read_text()


def test_all_are_read() -> None:
    """Each row names one, and each attack is in a row."""
    text = (ROOT / "tests/attacks.md").read_text()
    rows = [line for line in text.splitlines() if re.match(r"\| (?!attack|---)", line)]
    assert all("::test_" in row for row in rows)
    counts = [int(found[1]) for row in rows[:4] if (found := re.match(r"\| (\d+) ", row))]
    assert sum(counts) == 63
