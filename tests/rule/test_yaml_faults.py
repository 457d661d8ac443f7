# SPDX-License-Identifier: GPL-2.0-or-later
"""Text that is not YAML: our own messages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Message = Callable[..., str]

IN_QUOTES = "put the text in quotes, or on the lines below `key: |`"
COLUMNS = (
    "keys of one mapping start in one column; text below `key: |` starts to the right of the key"
)
BEHIND = "put all of it in one pair of quotes; in single quotes '' stands for '"
OPEN = "close it; in single quotes '' stands for '"
BELOW = "begin on the line below, further to the right than the key"


@pytest.mark.parametrize(
    ("text", "place", "what", "help"),
    [
        ("a: [", "1:5", "the bracket is not closed", "close it, or put the text in quotes"),
        ("a: {b: 1\nc: d", "1:4", "this `{` is not closed", None),
        ("a: @@ x", "1:4", "text cannot begin with @", IN_QUOTES),
        ("a: `x`", "1:4", "text cannot begin with `", IN_QUOTES),
        ("a: %x", "1:4", "text cannot begin with %", IN_QUOTES),
        ("a: ]", "1:4", "text cannot begin with ]", IN_QUOTES),
        ("a: &", "1:4", "text cannot begin with * or &", IN_QUOTES),
        ("a: 'x", "1:4", "this quote is not closed", OPEN),
        ('a: "\\d"', "1:6", "\\d means nothing in double quotes", None),
        ("a: 1\n---\nb: 2", "2:1", "a second document begins here", None),
        ("a: - b", "1:4", "a list cannot begin here", BELOW),
        ("a: | text", "1:6", "there is text after the `|` or `>`", BELOW),
        ("a: >text\n", "1:5", "there is text after the `|` or `>`", BELOW),
        ("a: 'it's'", "1:8", "text after the end of the value", BEHIND),
        ('a: "x" y', "1:8", "text after the end of the value", BEHIND),
        (
            "a: |\n      @@ @@\n    - f(x)\n",
            "3:5",
            "the line begins where no key and no item of a list can",
            COLUMNS,
        ),
        ("a: b\n- c", "2:1", "the line begins where no key and no item of a list can", COLUMNS),
    ],
)
def test_words_of_ours(message: Message, text: str, place: str, what: str, help: str) -> None:
    """Place, message, help."""
    first, *_, last = message(text).split("\n")
    assert first == f"use-new.yml:{place}: error: {what}"
    assert last.startswith("help: ")
    assert help is None or last == f"help: {help}"


def test_what_we_have_no_words_for(message: Message) -> None:
    """The parser's message is reported as such."""
    assert message("%YAML 3\na: b").endswith(
        "this is not YAML\n    %YAML 3\n           ^\n"
        "help: while scanning a directive: expected a digit or '.', but found '\\n'"
    )
