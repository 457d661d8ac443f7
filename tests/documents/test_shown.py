# SPDX-License-Identifier: GPL-2.0-or-later
"""What the documents show is what the commands print."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.documents.session import DOCUMENTS, ROOT, make_checkout
from tests.documents.shown import Shown, is_as_shown, run_shown, shown_commands, shown_files
from tests.documents.test_own_rules import DOCUMENTS as OWN_PROJECT

#: Those of a user's own project have a session of their own.
WITH_OUTPUT = [
    name
    for name in DOCUMENTS
    if name not in OWN_PROJECT and "```console" in (ROOT / name).read_text(encoding="utf-8")
]


@pytest.mark.parametrize("document", WITH_OUTPUT)
def test_output_of_a_document(document: str, home: Path, tmp_path: Path) -> None:
    """Word for word, from the top of the page to its end."""
    text = (ROOT / document).read_text(encoding="utf-8")
    demo = home / "demo"
    demo.mkdir()
    for name, content in shown_files(text).items():
        (demo / name).parent.mkdir(parents=True, exist_ok=True)
        (demo / name).write_text(content)
    checkout = make_checkout(tmp_path)
    path = f"{checkout}/.venv/bin:{os.environ['PATH']}"
    assert run_shown(list(shown_commands(text)), checkout, home, path) == []


PAGE = """\
```c title="a.c"
int a;
```
```console
$ cat a.c
int a;
$ true
```
"""


def test_what_a_page_shows() -> None:
    """Its files, and each command with the lines below it."""
    assert shown_files(PAGE) == {"a.c": "int a;\n"}
    assert list(shown_commands(PAGE)) == [Shown("cat a.c", ("int a;",)), Shown("true", ())]


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
    """`...` alone stands for something else than itself."""
    assert is_as_shown(shown, printed) == same


def test_a_page_that_is_wrong(home: Path, tmp_path: Path) -> None:
    """The page's line and what was printed in its place."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    commands = [Shown("cd ~", ()), Shown("pwd", ("~/demo",)), Shown("exit 3", ()), Shown("pwd", ())]
    faults = run_shown(commands, tmp_path, home, path)
    assert faults[0] == "$ pwd\nis shown with:\n~/demo\nprints:\n~\n"
    assert faults[1].startswith("pwd: the shell ended")
