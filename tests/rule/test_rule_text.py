# SPDX-License-Identifier: GPL-2.0-or-later
"""The place of each character of a string in the YAML file, however it was written."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.rule.document import read_fields
from qemu_xen_codemod.rule.text import Document, Text


def read(yaml: str) -> Text:
    text = read_fields(Document("x.yml", yaml))["k"]
    assert isinstance(text, Text)
    return text


@pytest.mark.parametrize(
    "yaml",
    [
        pytest.param("k: one two\n", id="plain"),
        pytest.param("k: one\n  two\n\n  three\n", id="plain over lines"),
        pytest.param("k: 'one two'\n", id="single quotes"),
        pytest.param('k: "one two"\n', id="double quotes"),
        pytest.param("k: |\n  one\n    two\n\n  three\nl: x\n", id="block"),
        pytest.param("k: |  # why\n\n\n  one\n  two\n", id="block with a comment and empty lines"),
        pytest.param("k: |2-\n     one\n  two\n", id="block with its indent given"),
        pytest.param("k: |\n  \tone\n  \ttwo\n", id="block of C that is indented by tabs"),
        pytest.param("k: >\n  one\n  two\n\n  three\n", id="folded"),
        pytest.param("k:\n  |\n    one\n    zwei\u00e9 \u00e9\n", id="not ASCII"),
        pytest.param("a: b\r\nk: |\r\n  one\r\n  two\r\n", id="CRLF"),
    ],
)
def test_each_character_is_found(yaml: str) -> None:
    """The file has the text's own character at the text's place."""
    text = read(yaml)
    lines = yaml.split("\n")
    assert text.value.split()
    for offset, char in enumerate(text.value):
        place = text.place(offset)
        if not char.isspace():
            assert lines[place.line - 1][place.column - 1] == char


@pytest.mark.parametrize(
    ("yaml", "origin"),
    [
        pytest.param("k: |\n  one\n  two\n", (2, 3), id="block"),
        pytest.param("k: |\n\n    one\n", (2, 5), id="block that begins with an empty line"),
        pytest.param("k: |2\n      one\n  two\n", (2, 3), id="block with its indent given"),
        pytest.param("k: one\n", (1, 4), id="plain"),
    ],
)
def test_a_text_begins_at_its_first_line_and_column(yaml: str, origin: tuple[int, int]) -> None:
    """The origin is the place of column 1 of the text's line 1."""
    assert read(yaml).origin() == origin


def test_an_escape_gives_the_place_of_the_string() -> None:
    """After an escape the file and the text differ; the string's start is shown."""
    text = read('k: "a\\tb"\n')
    assert text.value == "a\tb"
    assert text.place(2).column == 4
