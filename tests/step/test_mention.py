# SPDX-License-Identifier: GPL-2.0-or-later
"""The mention step."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.edit.apply import apply_edits
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.step.mention import mention_edits

NAMES = {b"xc_f": b"xendevicemodel_f"}


def mention(code: str, width: int = 80) -> str:
    style = Style(width=width)
    edits = mention_edits(code.encode(), NAMES, (), style)
    return apply_edits(code.encode(), edits, style).data.decode()


@pytest.mark.parametrize("code", ["xc_f(1);\n", "/* xc_fx my_xc_f */\n", '#include "xc_g.h"\n'])
def test_code_and_other_words_stay(code: str) -> None:
    """Only whole words in comments and strings are renamed."""
    assert mention(code) == code


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("/* xc_f() */\n", "/* xendevicemodel_f() */\n"),
        ("// xc_f\n", "// xendevicemodel_f\n"),
        ('log("xc_f: %d", xc_f);\n', 'log("xendevicemodel_f: %d", xc_f);\n'),
        ('#define A "xc_f" /* xc_f */\n', '#define A "xendevicemodel_f" /* xendevicemodel_f */\n'),
    ],
)
def test_comments_and_strings_follow(before: str, after: str) -> None:
    """Also in directives; code on the same line stays."""
    assert mention(before) == after


def test_paragraph_is_wrapped_again() -> None:
    """Words that no longer fit move to the next line, as far as needed."""
    before = "/*\n * We call xc_f here and\n * then wait.\n *\n * Next.\n */\n"
    after = "/*\n * We call xendevicemodel_f\n * here and then wait.\n *\n * Next.\n */\n"
    assert mention(before, 27) == after


def test_last_line_of_a_paragraph_gets_a_new_line() -> None:
    """A list item below is not part of the paragraph."""
    before = "/*\n * We call xc_f here\n * - item\n */\n"
    after = "/*\n * We call xendevicemodel_f\n * here\n * - item\n */\n"
    assert mention(before, 27) == after


def test_columns_made_by_hand_stay() -> None:
    """Lined-up text is renamed and not wrapped."""
    before = "/*\n * xc_f    calls it\n */\n"
    assert mention(before, 20) == before.replace("xc_f", "xendevicemodel_f")
