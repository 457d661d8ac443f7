# SPDX-License-Identifier: GPL-2.0-or-later
"""What counts as the same reference when code moves."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.audit.compare import compare
from qemu_xen_codemod.audit.finding import Finding, Mark


def finding(mark: Mark, line: int = 1) -> Finding:
    return Finding(mark.symbol, "lib", mark.path, line, 5, mark.function, text=mark.text)


A = Mark("xc_f", "a.c", "f", "xc_f(1);")
TWICE = [A, A]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        pytest.param([A], A, id="the same"),
        pytest.param([A], Mark("xc_f", "a.c", "f", "rc = xc_f("), id="laid out anew"),
        pytest.param([A], Mark("xc_f", "b/c.c", "f", "xc_f(1);"), id="in a renamed file"),
        pytest.param([A], Mark("xc_f", "a.c", "g", "xc_f(1);"), id="in a renamed function"),
    ],
)
def test_no_new_reference(before: list[Mark], now: Mark) -> None:
    """A call that was there before is not new, wherever it is now."""
    found = compare([finding(now, line=99)], before, "x")
    assert (found.new, found.gone) == ((), ())


@pytest.mark.parametrize(
    ("before", "now", "new"),
    [
        pytest.param([], [A], [0], id="nothing before"),
        pytest.param([A], [A, A], [1], id="a second equal call beside the first"),
        pytest.param([A], [Mark("xc_f", "a.c", "f", "xc_f(2);"), A], [0], id="another argument"),
        pytest.param([A], [A, Mark("xc_f", "a.c", "g", "xc_f(1);")], [1], id="another function"),
        pytest.param([A], [A, Mark("xc_f", "b.c", "f", "xc_f(1);")], [1], id="another file"),
        pytest.param([A], [Mark("xc_g", "a.c", "f", "xc_f(1);")], [0], id="another symbol"),
        pytest.param([A], [Mark("xc_f", "b.c", "g", "xc_f(1);")], [0], id="all is different"),
        pytest.param([A], [Mark("xc_f", "b.c", "", "xc_f(1);")], [0], id="outside of functions"),
    ],
)
def test_a_new_reference(before: list[Mark], now: list[Mark], new: list[int]) -> None:
    """Each old reference matches only one new one."""
    found = compare([finding(mark) for mark in now], before, "x")
    assert sorted(found.new_at) == new
    assert [finding.mark for finding in found.new] == [now[at] for at in new]


def test_what_is_gone() -> None:
    """An old reference without a partner is gone, even one of two equal ones."""
    found = compare([finding(A)], [A, A, Mark("xc_g", "a.c", "", "")], "x")
    assert found.gone == (Mark("xc_g", "a.c", "", ""), A)
