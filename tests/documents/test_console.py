# SPDX-License-Identifier: GPL-2.0-or-later
"""The output in the documents is what the commands print."""

from __future__ import annotations

import re

import pytest

from tests.documents.console import OWN_PROJECT, is_as_shown, text_typed_again, typed_again
from tests.documents.session import DOCUMENTS, ROOT

SHOWING = [
    name
    for name in dict.fromkeys((*DOCUMENTS, *OWN_PROJECT))
    if "```console\n$ " in (ROOT / name).read_text(encoding="utf-8")
]


@pytest.mark.slow
@pytest.mark.parametrize("document", SHOWING)
def test_a_session_is_as_shown(document: str) -> None:
    """Each command is typed, from the top to the end; its output is compared word for word."""
    assert typed_again(document) == (ROOT / document).read_text(encoding="utf-8")


def test_no_word_of_xen() -> None:
    """The output in the pages about the reader's own project does not mention Xen."""
    for document in OWN_PROJECT:
        text = (ROOT / document).read_text(encoding="utf-8")
        shown = "".join(re.findall(r"^```console\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))
        assert shown
        assert "xen" not in shown.lower()
        assert "qemu" not in shown.lower()


def test_another_output_is_noticed() -> None:
    """Changed output is updated, and right output stays."""
    page = "```console\n$ echo one; cd docs\ntwo\n$ pwd\n$ printf '1\\n2\\n'\n...\n```\n"
    assert text_typed_again(page) == (
        "```console\n$ echo one; cd docs\none\n\n$ pwd\n/home/ann/codemod/docs\n\n"
        "$ printf '1\\n2\\n'\n...\n```\n"
    )


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(
            "```yaml\n# r/a.yml\nid: a\n```\n```console\n$ cat r/a.yml; false\nid: a\n```\n",
            id="its first line is a comment with a path",
        ),
        pytest.param(
            '```console\n$ cat ~/demo/a.c\nint a;\n```\n```c title="a.c"\nint a;\n```\n',
            id="a title, further down",
        ),
    ],
)
def test_a_file_is_saved(page: str) -> None:
    """Files are saved for the commands; failing commands are shown, too."""
    assert text_typed_again(page) == page


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        pytest.param(["a", "b"], ["a", "b"], True, id="the same"),
        pytest.param(["a"], ["a", ""], True, id="a blank line at the end"),
        pytest.param(["a", "...", "d"], ["a", "b", "c", "d"], True, id="some left out"),
        pytest.param(["a", "..."], ["a"], True, id="none left out"),
        pytest.param(["a"], ["a", "b"], False, id="more is printed"),
        pytest.param(["a", "b"], ["a"], False, id="less is printed"),
        pytest.param(["a.c"], ["abc"], False, id="no regular expression"),
    ],
)
def test_same_output(shown: list[str], printed: list[str], *, same: bool) -> None:
    """Only `...` stands for other text."""
    assert is_as_shown(shown, printed) == same
