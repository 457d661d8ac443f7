# SPDX-License-Identifier: GPL-2.0-or-later
"""References before and after a patch, compared with the rule that makes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.verify.claims import Table, check_claims
from qemu_xen_codemod.verify.header_set import NEWER, TODAY
from qemu_xen_codemod.verify.site import Site
from tests.step.yaml_rule import make_rule

STEPS = "  - patch: |\n      @@\n      @@\n      - f();\n      + g();\n"
CLOSE = "xc_interface_close"


def table(**lines: int) -> Table:
    """Function -> how many of its lines close the handle."""
    sites = {
        Site(CLOSE, "accel/xen/xen-all.c", name): frozenset(range(1, count + 1))
        for name, count in lines.items()
    }
    return Table({TODAY: sites, NEWER: sites})


@pytest.mark.parametrize(
    ("fields", "after"),
    [
        pytest.param(
            {"outcome": "wrapped"}, table(xen_init=3), id="by a rule that answers for functions"
        ),
        pytest.param(
            {"outcome": "prepared", "symbols": "[]"},
            table(xen_init=2, xen_other=1),
            id="in a function that had no such call",
        ),
    ],
)
def test_a_new_call(tmp_path: Path, fields: dict[str, str], after: Table) -> None:
    """More calls of an unstable function than before are an error, whichever rule makes them."""
    rule = make_rule(tmp_path, STEPS, **fields)
    found = check_claims(table(xen_init=2), after, "", frozenset((CLOSE,)), rules=(rule,))
    (message,) = [finding.what for finding in found]
    assert "xc_interface_close is now called in xen_" in message


def test_a_close_more_on_a_way_out(tmp_path: Path) -> None:
    """A prepared rule opens a handle next to others: if that fails, these are closed."""
    rule = make_rule(tmp_path, STEPS, outcome="prepared", symbols="[]")
    before, after = table(xen_init=2), table(xen_init=3)
    assert [*check_claims(before, after, "", frozenset((CLOSE,)), rules=(rule,))] == []
    assert [*check_claims(before, after, "", frozenset((CLOSE,)))] != []
