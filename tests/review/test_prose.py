# SPDX-License-Identifier: GPL-2.0-or-later
"""Letters and messages, parsed: nothing is lost, and only known text is laid out anew."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.review.outcomes import Fate, counts_of, fates_of
from qemu_xen_codemod.review.prose import (
    AsIs,
    Block,
    Items,
    Paragraph,
    Table,
    read_prose,
    split_trailers,
)
from qemu_xen_codemod.rule.outcome import Outcome
from tests.review.conftest import LETTER


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        pytest.param(
            "One\ntwo.\n\nThree.", [Paragraph("One two."), Paragraph("Three.")], id="words"
        ),
        pytest.param("    int a;\nb", [AsIs(("    int a;", "b"))], id="code stays as it is"),
        pytest.param("a  b  c\nd  e  f", [Paragraph("a  b  c d  e  f")], id="an unknown table"),
        pytest.param("- a\n  b\n- c", [Items(("a b", "c"))], id="a list"),
        pytest.param("So:\n- a", [Paragraph("So:"), Items(("a",))], id="words, then a list"),
        pytest.param("- a\nb", [Paragraph("- a b")], id="a dash that begins no list"),
        pytest.param("[1] http://a\n[2] b", [Items(("[1] http://a", "[2] b"))], id="references"),
        pytest.param("Acked-by: A <a>", [AsIs(("Acked-by: A <a>",))], id="trailers"),
        pytest.param(
            "function  before  after\nxc_f  1  0\nall  1",
            [Table(("function", "before", "after"), (("xc_f", "1", "0"), ("all", "1", "")))],
            id="a table of ours",
        ),
    ],
)
def test_blocks(text: str, blocks: list[Block]) -> None:
    """The kind of each block."""
    assert list(read_prose(text)) == blocks


@pytest.mark.parametrize(
    ("text", "split"),
    [
        pytest.param("Why: because", ("Why: because", ()), id="words"),
        pytest.param("A.\n\nCc: b\nand more", ("A.\n\nCc: b\nand more", ()), id="words too"),
        pytest.param("A.\n\nAcked-by: B\nCc: c", ("A.", ("Acked-by: B", "Cc: c")), id="two"),
        pytest.param("Acked-by: B\n", ("", ("Acked-by: B",)), id="nothing else"),
    ],
)
def test_trailers(text: str, split: tuple[str, tuple[str, ...]]) -> None:
    """They end a message, and nothing else counts as one."""
    assert split_trailers(text) == split


def test_the_letters_tables() -> None:
    """Its outcomes and totals."""
    blocks = read_prose(LETTER)
    assert fates_of(blocks) == (
        Fate("xc_domain_shutdown", 1, Outcome.REWRITTEN),
        Fate("xc_set_hvm_param", 2, Outcome.WRAPPED),
        Fate("compat code", 30, Outcome.RETIRED),
    )
    counts = counts_of(blocks, "")
    assert counts is not None
    assert [(row.name, row.numbers) for row in counts.rows] == [("in all", (16, 9, 5))]
    lines = counts_of(blocks, "function")
    assert lines is not None
    assert [row.numbers for row in lines.rows] == [(1, 0), (1, 0)]
    assert counts_of(read_prose("Words."), "function") is None
    assert fates_of(read_prose("function  uses  outcome\nf  many  kept\ng  1  odd")) == ()
    assert fates_of(read_prose("function  uses  outcome\nf  1  kept\ng  1  ported")) == ()
