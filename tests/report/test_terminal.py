# SPDX-License-Identifier: GPL-2.0-or-later
"""Output for people is coloured as requested, and as wide as the terminal."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pytest

from qemu_xen_codemod.report.terminal import Terminal, has_color
from tests.report.screen import Screen


def test_a_coloured_diff() -> None:
    """Heads are bold, lines red and green; tabs stay, other control characters are escaped."""
    out = Screen()
    Terminal(out, color=True).diff(b"--- a/x\n@@ -1 +1 @@\n-a\r\n+\t\x1b\xff\n c\n")
    assert out.getvalue() == (
        "\x1b[1m--- a/x\x1b[m\n\x1b[36m@@ -1 +1 @@\x1b[m\n"
        "\x1b[31m-a\\r\x1b[m\n\x1b[32m+\t\\x1b\\xff\x1b[m\n c\n"
    )
    Terminal(out, color=True).diff(b"")


@pytest.mark.parametrize(
    ("choice", "environment", "is_terminal", "wanted"),
    [
        ("auto", {}, False, False),
        ("auto", {}, True, True),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": ""}, False, False),
        ("auto", {"CLICOLOR_FORCE": "1"}, False, True),
        ("auto", {"CLICOLOR_FORCE": "0"}, False, False),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("always", {"NO_COLOR": "1", "TERM": "dumb"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_when_there_is_colour(
    monkeypatch: pytest.MonkeyPatch,
    choice: str,
    environment: dict[str, str],
    is_terminal: bool,
    wanted: bool,
) -> None:
    """The option first, then the environment, then the kind of output."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert has_color(choice, Screen() if is_terminal else io.StringIO()) is wanted


def written_by(out: io.StringIO, write: Callable[[Terminal], None]) -> Sequence[str]:
    write(Terminal(out, color=False))
    return out.getvalue().splitlines()


LONG = "  hw/xen/a-rather-long-name.c:12:5: xc_domain_pause: " + "words " * 12


def test_items_are_wrapped_on_a_terminal_only() -> None:
    """Between words, with an indent; a name that is too long is not broken."""
    lines = written_by(Screen(), lambda terminal: terminal.item(LONG + "x" * 70))
    assert [len(line) <= 60 for line in lines] == [True, True, True, False]
    assert lines[0] == "  hw/xen/a-rather-long-name.c:12:5: xc_domain_pause: words"
    assert lines[-1] == "    " + "x" * 70
    assert written_by(io.StringIO(), lambda terminal: terminal.item(LONG)) == [LONG]


def test_rows_that_do_not_fit_go_on_below() -> None:
    """The others keep their columns."""
    rows = [["hw/a.c:1:5", "f", "kept"], ["hw/" + "b" * 40 + ".c:2:5", "g" * 20, "refused"]]
    lines = written_by(Screen(), lambda terminal: terminal.rows(rows, ["", ""]))
    assert lines[-2:] == ["  hw/" + "b" * 40 + ".c:2:5", "    " + "g" * 20 + "  refused"]
    assert max(map(len, lines)) <= 60
    wide = written_by(io.StringIO(), lambda terminal: terminal.rows(rows, ["", ""]))
    assert [line.index(name) for line, name in zip(wide, ("f  ", "ggg"), strict=True)] == [53, 53]


def test_columns_are_wrapped_between_words() -> None:
    """A symbol is not broken, and without enough room each row becomes an item."""
    head = ("rule", "symbols", "subject")
    rows = [("one", "xc_domain_populate_physmap_exact xc_b", "hw/xen: say what it is for")]
    assert written_by(Screen(), lambda terminal: terminal.columns(head, rows)) == [
        "rule  symbols                           subject",
        "one   xc_domain_populate_physmap_exact  hw/xen: say what it",
        "      xc_b                              is for",
    ]
    longer = [("one", "xc_domain_populate_physmap_exact_and_more", rows[0][2])]
    assert written_by(Screen(), lambda terminal: terminal.columns(head, longer)) == [
        "rule  symbols  subject",
        "one  xc_domain_populate_physmap_exact_and_more  hw/xen: say",
        "    what it is for",
    ]
    assert len(written_by(io.StringIO(), lambda terminal: terminal.columns(head, rows))) == 2


def test_one_long_cell_makes_one_long_line() -> None:
    """Nothing is padded after the last text of a row, also in a file."""
    rows = [("one", "what it is for", "xc_a " * 100), ("two", "why", "-")]
    lines = written_by(
        io.StringIO(), lambda terminal: terminal.columns(("rule", "subject", "symbols"), rows)
    )
    assert [len(line) < 40 for line in lines] == [True, False, True]


def test_the_last_two_columns_share_what_room_there_is() -> None:
    """Neither is too narrow next to the other, whichever is longer."""
    rows = [("one", "hw/xen: say what it is for", "xc_a xc_b xc_c xc_d xc_e xc_f")]
    lines = written_by(
        Screen(), lambda terminal: terminal.columns(("rule", "subject", "symbols"), rows)
    )
    assert lines == [
        "rule  subject                     symbols",
        "one   hw/xen: say what it is for  xc_a xc_b xc_c xc_d xc_e",
        "                                  xc_f",
    ]
