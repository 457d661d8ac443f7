# SPDX-License-Identifier: GPL-2.0-or-later
"""The walk-through of rules and packs of one's own prints what it shows."""

from __future__ import annotations

import re

import pytest

from tests.documents.console import typed_again
from tests.documents.session import ROOT

DOCUMENTS = ("docs/own-rules.md", "docs/packs.md", "examples/own-pack/README.md")


@pytest.mark.slow
@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_session_is_as_shown(document: str) -> None:
    """Each command is typed, from the top to the end; what it prints is compared word for word."""
    text = (ROOT / document).read_text(encoding="utf-8")
    assert "```console\n$ " in text
    assert typed_again(text) == text


def test_no_word_of_xen() -> None:
    """What a reader of these pages sees printed is about their project alone."""
    for document in DOCUMENTS:
        text = (ROOT / document).read_text(encoding="utf-8")
        shown = "".join(re.findall(r"^```console\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))
        assert "xen" not in shown.lower()
        assert "qemu" not in shown.lower()


def test_another_output_is_noticed() -> None:
    """A session that prints something else is written anew."""
    page = "```console\n$ echo one; cd src\ntwo\n$ pwd\n```\n"
    assert (
        typed_again(page)
        == "```console\n$ echo one; cd src\none\n\n$ pwd\n/home/ann/store/src\n```\n"
    )


def test_a_file_is_saved() -> None:
    """A block that begins with a path, and commands that fail are shown, too."""
    page = "```yaml\n# rules/a.yml\nid: a\n```\n```console\n$ cat rules/a.yml; false\n```\n"
    assert typed_again(page) == page.replace("false\n", "false\nid: a\n")
