# SPDX-License-Identifier: GPL-2.0-or-later
"""Two calls, as the recorder prints them, are compared field by field."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from qemu_xen_codemod.prove.compared import compare, read_calls
from qemu_xen_codemod.rule.entrypoints import Meant, Recorded

PAIR = Recorded("new_map(dmod, domid, 22)", "old_map(xch, domid, 22)")
OLD = "call 0 old well\nask\nfield hypercall domctl\nfield gsi 22\nresult 0 0 77 0\n"
MOVED = Meant("hypercall", "domctl", "dm_op", "it is stable")


def differences(new: str, meant: Sequence[Meant] = (), old: str = OLD) -> list[tuple[str, ...]]:
    then, now = read_calls(old + new.replace("call 0 ", "call 0 new "))
    return [
        (difference.field, difference.old, difference.new, difference.why)
        for difference in compare(PAIR, meant, then, now)
    ]


@pytest.mark.parametrize(
    ("new", "meant", "found"),
    [
        pytest.param(OLD.replace(" old", ""), (), [], id="the same"),
        pytest.param(
            "call 0 well\nask\nfield gsi 22\nfield hypercall domctl\nresult 0 0 77 0\n",
            (),
            [],
            id="the same in another order",
        ),
        pytest.param(
            "call 0 well\nask\nfield hypercall dm_op\nfield gsi 22\nresult 0 0 77 0\n",
            (MOVED,),
            [("hypercall", "domctl", "dm_op", "it is stable")],
            id="what is meant",
        ),
        pytest.param(
            "call 0 well\nask\nfield hypercall hvm_op\nfield gsi 22\nresult 0 0 77 0\n",
            (MOVED,),
            [("hypercall", "domctl", "hvm_op", "")],
            id="another value than what is meant",
        ),
        pytest.param(
            "call 0 well\nask\nfield hypercall domctl\nfield gsi 23\nresult 0 0 77 0\n",
            (MOVED,),
            [("gsi", "22", "23", "")],
            id="a wrong field",
        ),
        pytest.param(
            "call 0 well\nresult 0 0 77 0\n",
            (),
            [("hypercall", "domctl", "", ""), ("gsi", "22", "", "")],
            id="no hypercall",
        ),
        pytest.param(
            OLD.replace(" old", "").replace("result", "ask\nfield hypercall 4\nresult"),
            (),
            [("hypercall", "", "4", "")],
            id="one hypercall more",
        ),
        pytest.param(
            OLD.replace(" old", "").replace("0 0 77 0", "-1 12 0 1"),
            (),
            [
                ("result", "0", "-1", ""),
                ("errno", "0", "12", ""),
                ("pirq", "77", "0", ""),
                ("buffers that are not freed", "0", "1", ""),
            ],
            id="what the caller gets",
        ),
    ],
)
def test_differences(new: str, meant: Sequence[Meant], found: list[tuple[str, ...]]) -> None:
    """Each field that differs, with the pack's reason or none."""
    assert differences(new, meant) == found


def test_a_reason_is_for_its_function_alone() -> None:
    """A field that one function may omit is required of another."""
    new = "call 0 well\nask\nfield hypercall domctl\nresult 0 0 77 0\n"
    of_it = Meant("gsi", "22", "", "it is known", "new_map")
    of_another = Meant("gsi", "22", "", "it is known", "new_unmap")
    assert differences(new, (of_it,)) == [("gsi", "22", "", "it is known")]
    assert differences(new, (of_another,)) == [("gsi", "22", "", "")]
