# SPDX-License-Identifier: GPL-2.0-or-later
"""Width and indentation derived from a file, if no pack sets them."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.edit.file_style import file_style
from qemu_xen_codemod.edit.style import Style

FOLLOWING = Style(follows_file=True)
SHORT = b"    call(a);\n" * 200
COMMENT = b"/* " + b"x" * 150 + b" */\n"


def line(width: int) -> bytes:
    return b"    call(" + b"a" * (width - 11) + b");\n"


def test_a_pack_has_the_last_word() -> None:
    """A style that does not follow files is not changed."""
    assert file_style(Style(width=72), line(100) * 20) == Style(width=72)


@pytest.mark.parametrize(
    ("data", "width"),
    [
        pytest.param(b"", 80, id="nothing"),
        pytest.param(SHORT, 80, id="no wide line"),
        pytest.param(SHORT + line(100) * 4, 80, id="a few wide lines"),
        pytest.param(SHORT + COMMENT * 20, 80, id="wide comments"),
        pytest.param(SHORT + line(90) * 20, 100, id="some wider"),
        pytest.param(SHORT + line(109) * 20, 109, id="to the column"),
        pytest.param(SHORT + line(110) * 20, 120, id="one more"),
        pytest.param(SHORT + line(90) * 20 + line(300), 100, id="one that nobody breaks"),
        pytest.param(SHORT + line(300) * 20, 132, id="no width at all"),
        pytest.param(b"\t" * 8 + line(34), 100, id="tabs count eight"),
    ],
)
def test_the_width_is_what_its_lines_keep_to(data: bytes, width: int) -> None:
    """Wide lines of code count if there are many."""
    assert file_style(FOLLOWING, data).width == width


@pytest.mark.parametrize(
    ("data", "indent"),
    [
        pytest.param(b"int x;\n", 4, id="no block"),
        pytest.param(b"if (a) {\n        b;\n}\n", 8, id="eight"),
        pytest.param(b"if (a) {\n  b;\n}\n", 2, id="two"),
        pytest.param(b"if (a) {\n\tb;\n}\n", 8, id="tabs"),
        pytest.param(
            b"f() {\n  a;\n}\ng() {\n  {\n    a;\n  }\n}\nh() {\n    a;\n}\n", 2, id="most"
        ),
        pytest.param(b"switch (a) {\ncase 1:\n}\n", 4, id="case labels"),
    ],
)
def test_the_indentation_is_that_of_most_blocks(data: bytes, indent: int) -> None:
    """A block's first line is one level deeper than the line that opens it."""
    assert file_style(FOLLOWING, data).indent == indent
