# SPDX-License-Identifier: GPL-2.0-or-later
"""The fuzzer's check of bytes outside of matches finds each kind of damage."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.edit.moves import Kept, OffsetMap
from tests.fuzz.case import Failure
from tests.fuzz.untouched import check_untouched

_BEFORE = b"""\
/* above */
int a;

void f(void)
{
    old(x, /* one */
        y);
    after(); /* behind */
}

/* below */
"""
_CALL = b"old(x, /* one */\n        y)"
_START = _BEFORE.index(_CALL)
_END = _START + len(_CALL)


def check(after: bytes, moves: OffsetMap | None = None) -> None:
    """As if the call had been matched."""
    grown = len(after) - len(_BEFORE)
    size = len(_BEFORE)
    known = (Kept(0, _START, 0), Kept(_END, size + 1, _END + grown))
    check_untouched(_BEFORE, after, moves or OffsetMap((known,)), [Span(_START, _END)])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(b"", b"", id="nothing"),
        pytest.param(_CALL, b"new(x, /* one */\n        y)", id="the call, longer or not"),
        pytest.param(_CALL, b"n(x, y)", id="its line breaks and comments"),
    ],
)
def test_what_may_change(old: bytes, new: bytes) -> None:
    """The code of a match may be changed by its rule."""
    check(_BEFORE.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(b"a;\n\nvoid", b"a;\nvoid", id="a line break goes"),
        pytest.param(b"int a;\n", b"int  a;\n", id="a blank comes in"),
        pytest.param(b"/* above */\nint a;\n", b"int a;\n/* above */\n", id="a comment moves"),
        pytest.param(b"/* below */\n", b"", id="the last comment goes"),
        pytest.param(b"/* below */\n", b"/* below */\n\n", id="a line end comes in"),
        pytest.param(b"after(); /* behind */", b"after();", id="the comment of the next line goes"),
        pytest.param(b"    after();", b"\tafter();", id="the next line's indentation"),
        pytest.param(b"y);\n    after();", b"y); after();", id="the next line's break goes"),
    ],
)
def test_what_is_seen(old: bytes, new: bytes) -> None:
    """Each of these is a failure, even with an offset map that says so, too."""
    after = _BEFORE.replace(old, new, 1)
    at = _BEFORE.index(old)
    moved = len(after) - len(_BEFORE)
    same = (Kept(0, at, 0), Kept(at + len(old), len(_BEFORE) + 1, at + len(old) + moved))
    for moves in (None, OffsetMap((same,))):
        with pytest.raises(Failure):
            check(after, moves)


def test_a_wrong_offset_map_is_seen() -> None:
    """The bytes are right, and the map is wrong."""
    with pytest.raises(Failure, match="moves"):
        check(_BEFORE, OffsetMap(((Kept(0, 20, 1), Kept(21, len(_BEFORE) + 1, 21)),)))
