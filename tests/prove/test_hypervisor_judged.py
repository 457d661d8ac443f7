# SPDX-License-Identifier: GPL-2.0-or-later
"""What the hypervisor level requires: each call's result, on both hypervisors."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from qemu_xen_codemod.prove.hypervisor import judge, read_expected
from qemu_xen_codemod.prove.level import Failed, Shown
from qemu_xen_codemod.prove.machine import Booted

_EXPECTED = read_expected()
_PATCHED = Booted(
    (*(f"{call.name}: {call.patched}" for call in _EXPECTED), "end of calls: 0"), 20.0
)
_PLAIN = Booted((*(f"{call.name}: {call.plain}" for call in _EXPECTED), "end of calls: 0"), 20.0)


def test_the_documentation_has_the_table() -> None:
    """Each call, in order, with both results."""
    document = (Path(__file__).parents[2] / "docs/boot.md").read_text()
    table = document.partition("| call | with the series | without |\n|---|---|---|\n")[2]
    rows = "".join(f"| {call.name} | {call.patched} | {call.plain} |\n" for call in _EXPECTED)
    assert table.startswith(f"{rows}\n")


def test_all_as_expected_is_shown() -> None:
    """With the times of the boots in the table."""
    result = judge(_EXPECTED, _PATCHED, _PLAIN)
    assert isinstance(result, Shown)
    assert result.tables[0].rows[-1] == ("time of the boot", "20 s", "20 s")


@pytest.mark.parametrize("missing", range(len(_PATCHED.report_lines)))
def test_a_missing_line_is_a_failure(missing: int) -> None:
    """On either hypervisor, including the line of the end."""
    for which in (0, 1):
        both = [_PATCHED, _PLAIN]
        lines = both[which].report_lines
        both[which] = replace(both[which], report_lines=(*lines[:missing], *lines[missing + 1 :]))
        assert isinstance(judge(_EXPECTED, *both), Failed)


def test_new_calls_have_to_fail_without_the_series() -> None:
    """A control with the same results as the patched hypervisor shows nothing."""
    result = judge(_EXPECTED, _PATCHED, _PATCHED)
    assert isinstance(result, Failed)
    said = [failure.what for failure in result.failures]
    assert "new: suspend, without the series: 0, not EOPNOTSUPP" in said
    assert all(call.plain == "EOPNOTSUPP" for call in _EXPECTED if "new: " in call.name)


def test_a_call_that_nobody_expects_is_a_failure() -> None:
    """The program and the table must agree."""
    more = replace(_PLAIN, report_lines=("a new one: 0", *_PLAIN.report_lines))
    assert isinstance(judge(_EXPECTED, _PATCHED, more), Failed)


def test_a_machine_that_was_killed_is_a_failure_with_its_last_lines() -> None:
    """Even if all calls were reported."""
    result = judge(_EXPECTED, replace(_PATCHED, trouble="killed\n(XEN) Panic on CPU 0"), _PLAIN)
    assert isinstance(result, Failed)
    assert result.failures[0].words.endswith("(XEN) Panic on CPU 0")
