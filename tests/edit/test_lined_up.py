# SPDX-License-Identifier: GPL-2.0-or-later
"""Lined-up text keeps its column when the text before it changes."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.edit.apply import apply_edits
from qemu_xen_codemod.edit.edit import Edit, Span
from qemu_xen_codemod.edit.style import Style


def renamed(data: bytes, new: bytes, *, tabs: bool = True) -> bytes:
    start = data.index(b"old")
    return apply_edits(data, [Edit(Span(start, start + 3), (new,))], Style(tabs=tabs)).data


@pytest.mark.parametrize(
    "data",
    [
        b"int i;\nold    a;\n",
        b"x =  1;\nold(a);   /* why */\n",
        b"old(a);   /* one */\nb(c) + (long);\n",
        b"    old(a,   /* one */\n        b);   /* two */\n",
        b"old a;\nint b;\n",
        b"a  b\n\n\nold(c);\n",
    ],
    ids=["nothing beside", "no comment beside", "other kind", "part of a call", "one blank", "end"],
)
def test_blanks_that_line_nothing_up_stay(data: bytes) -> None:
    """Several blanks alone are not a column."""
    new = data.replace(b"old", b"older").replace(b"\n        b)", b"\n          b)")
    assert renamed(data, b"older") == new


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            b"struct s {\n    int       a;\n    old       b;\n};\n",
            b"struct s {\n    int       a;\n    longer    b;\n};\n",
        ),
        (
            b"    old       b;\n\n    long long a;\n",
            b"    longer    b;\n\n    long long a;\n",
        ),
        (
            b"    old b;   /* 1 */\n    int a;   /* 2 */\n",
            b"    longer b; /* 1 */\n    int a;   /* 2 */\n",
        ),
        (
            b"#define A old(1)    \\\n    b               \\\n",
            b"#define A longer(1) \\\n    b               \\\n",
        ),
        (b"\told\t\ta;\n\tint\t\tb;\n", b"\tlonger\t\ta;\n\tint\t\tb;\n"),
    ],
    ids=["above", "below", "too long", "backslash", "tabs"],
)
def test_lined_up_text_keeps_its_column(before: bytes, after: bytes) -> None:
    """The edit's additional text replaces blanks; at least one is left."""
    assert renamed(before, b"longer") == after


def test_blanks_without_tabs_where_the_tree_has_none() -> None:
    """If the tree's authors accept no tabs, the column is reached with spaces."""
    assert renamed(b"int\t\ta;\nold\t\tb;\n", b"longer", tabs=False) == (
        b"int\t\ta;\nlonger          b;\n"
    )
