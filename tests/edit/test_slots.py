# SPDX-License-Identifier: GPL-2.0-or-later
"""The layout of lists whose elements change."""

from __future__ import annotations

import re

import pytest

from qemu_xen_codemod.edit.apply import apply_edits
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.edit.slots import Element, lay_out
from qemu_xen_codemod.edit.style import Style


def laid_out(call: bytes, *new: int | bytes, width: int = 80, fills: bool = False) -> bytes:
    """The call `f(a, b, ...)` of one-word arguments with these elements: old ones or new text."""
    style = Style(width=width, fills_lists=fills)
    listed = Span(call.index(b"("), call.rindex(b")") + 1)
    inside = re.compile(rb"/\*.*?\*/|//[^\n]*|\b(\w+)\b").finditer(call, listed.start)
    old = [Span(*found.span(1)) for found in inside if found.group(1)]
    unused = set(range(len(old))) - set(new)
    elements = [
        Element(element)
        if isinstance(element, int)
        else Element(None, (element,), at if at in unused else None)
        for at, element in enumerate(new)
    ]
    return apply_edits(call, lay_out(call, listed, old, elements, style, ""), style).data


def test_breaks_that_the_width_needs_no_more_go() -> None:
    """A list that was too wide for one line and no longer is gets on one line, with the last column
    free.
    """
    assert laid_out(b"f(a,\n  b, c);", 0, 1, width=12) == b"f(a,\n  b);"
    assert laid_out(b"f(a,\n  b, c);", 0, 1, width=8) == b"f(a,\n  b);"
    assert laid_out(b"f(a,\n  b /* x */, c);", 0, 1, width=16) == b"f(a,\n  b /* x */);"
    assert laid_out(b"f(a,\n  b, c);", 0, 1, width=11) == b"f(a, b);"
    assert laid_out(b"f(a,\n  b, c);", 0, 1, width=9) == b"f(a, b);"


def test_breaks_that_replaced_elements_need_no_more_go() -> None:
    """Shorter elements in the old ones' places are put on one line, if the old ones did not fit."""
    assert laid_out(b"f(a,\n  b);", b"x", 1, width=9) == b"f(x,\n  b);"
    assert laid_out(b"f(a,\n  b,\n  c);", 0, b"x", 2, width=12) == b"f(a,\n  x,\n  c);"
    assert laid_out(b"f(a, // x\n  b);", b"x", 1, width=9) == b"f(x, // x\n  b);"
    assert laid_out(b"f(long,\n  b);", b"x", 1, width=12) == b"f(x,\n  b);"
    assert laid_out(b"f(long,\n  b);", b"x", 1, width=11) == b"f(x, b);"
    assert laid_out(b"f(long,\n  b);", b"x", 1, width=9) == b"f(x, b);"
    assert laid_out(b"f(long,\n  b);", b"x", 1, width=8) == b"f(x,\n  b);"


@pytest.mark.parametrize(
    "call",
    [b"f(a,b)", b"f( a, b )", b"f(a,\n  b)", b"f(\n    a,\n    b\n)", b"f(a, // a\n  b)"],
)
def test_the_same_elements_keep_their_bytes(call: bytes) -> None:
    """The layout is the same if nothing changes."""
    assert laid_out(call, 0, 1) == call


@pytest.mark.parametrize(
    ("call", "new", "wanted"),
    [
        (b"f(a,\n  b,\n  c)", (2, 1, 0, b"x"), b"f(c,\n  b,\n  a,\n  x)"),
        (b"f(a,\n    b, c)", (0, 1, b"x", 2), b"f(a,\n    b, x, c)"),
        (b"f(a,\n  b, /* x */ c)", (0, 1, 2, b"x"), b"f(a,\n  b, /* x */ c, x)"),
        (b"f(a, b,\n  c, d)", (0, 2, 3), b"f(a,\n  c, d)"),
        (b"f(a, b,\n  c, d)", (0, b"x", 2, 3), b"f(a, x,\n  c, d)"),
        (b"f(a, b,\n  c, d)", (0, 1, 2, 3, b"x"), b"f(a, b, c, d, x)"),
        (b"f(a, b,\n  c, d)", (0, 1, 3, 2), b"f(a, b, d, c)"),
        (b"f(a,\n  b)", (0, b"x", 1), b"f(a, x, b)"),
        (b"\tf(a,\n\t  b)", (0, 1, b"x"), b"\tf(a, b, x)"),
    ],
    ids=[
        "one a line",
        "hanging",
        "comment",
        "elements only go",
        "one for one",
        "elements come",
        "elements change places in a line",
        "two elements",
        "tabs",
    ],
)
def test_lists_are_filled_anew_where_the_style_fills_them(
    call: bytes, new: tuple[int | bytes, ...], wanted: bytes
) -> None:
    """A list whose elements are added or change places loses its breaks, as in spatch's output."""
    assert laid_out(call, *new, fills=True) == wanted


@pytest.mark.parametrize(
    ("call", "new", "wanted"),
    [
        (b"f(a, b)", (1, 0, b"x"), b"f(b, a, x)"),
        (b"f(a,b)", (1, 0, b"x"), b"f(b,a,x)"),
        (b"f( a, b )", (1, 0), b"f( b, a )"),
        (b"f(a, b,\n  c, d)", (0, 1, 3, 2), b"f(a, b,\n  d, c)"),
        (b"f(a, b,\n  c)", (2, 0, 1), b"f(c, a, b)"),
        (b"f(a,\n  b, c)", (1, 0, 2, b"x"), b"f(b, a, c, x)"),
        (b"f(a, b,\n  c)", (1, 2), b"f(b,\n  c)"),
        (b"f(a,\n  b,\n  c)", (2, 1, 0, b"x"), b"f(c,\n  b,\n  a,\n  x)"),
        (b"f(\n    a, b\n)", (1, 0, b"x"), b"f(\n    b, a, x\n)"),
        (b"f(a, b)", (), b"f()"),
        (b"f(a /* x */, b)", (1, 0), b"f(b, a /* x */)"),
        (b"f(/* x */ a, b)", (1, 0), b"f(b, /* x */ a)"),
        (b"f(a, /* x */\n  b)", (1, 0), b"f(b,\n  a /* x */)"),
        (b"f(a,   // x\n  b)", (1, 0), b"f(b,\n  a   /* x */)"),
        (b"f(a, b, // x\n  c)", (1, 0, 2), b"f(b, // x\n  a,\n  c)"),
        (b"f(a,\n  /* x */\n  b, c)", (0, 2, 1), b"f(a,\n  c,\n  /* x */\n  b)"),
        (b"f(a /* x */, b)", (b"y", 1, 1), b"f(y /* x */, b, b)"),
        (b"f(a /* x */, b)", (1,), b"f(b)"),
        (b"f(a, b /* x */)", (0,), b"f(a)"),
        (b"f(a,\n  b,\n  c, d)", (0, 2, 3), b"f(a,\n  c, d)"),
        (b"f(a,\n  b,\n  c, d)", (0, 2, b"x", b"y"), b"f(a,\n  c, x, y)"),
        (b"f(a,\n  b, c,\n  d)", (0, 2, 3), b"f(a,\n  c,\n  d)"),
        (b"f(a, // x\r\n  b)", (1, 0, b"y"), b"f(b,\r\n  a, // x\r\n  y)"),
    ],
    ids=[
        "one line",
        "no blanks",
        "blanks inside the brackets",
        "a break stays before its slot",
        "a break goes when elements cross it",
        "a break goes when elements cross it, others come",
        "what stays keeps its break",
        "one a line",
        "hanging",
        "none are left",
        "comment behind",
        "comment before",
        "comment behind the comma",
        "line comment before the bracket",
        "line comment needs a break",
        "comment on the line above",
        "comment of a replaced element",
        "comment of a removed element",
        "comment of the removed last element",
        "a line of its own goes",
        "a line of its own goes, others come",
        "no line of its own",
        "crlf",
    ],
)
def test_elements_take_their_slots(
    call: bytes, new: tuple[int | bytes, ...], wanted: bytes
) -> None:
    """Breaks belong to slots, comments to elements."""
    assert laid_out(call, *new) == wanted
