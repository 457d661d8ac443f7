# SPDX-License-Identifier: GPL-2.0-or-later
"""The commands that the documents tell a reader to type work, word for word."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.documents.session import (
    DOCUMENTS,
    ELSEWHERE,
    ROOT,
    Command,
    commands_of,
    document_commands,
    make_checkout,
    type_commands,
)

WITH_COMMANDS = [name for name in DOCUMENTS if document_commands(name)]


def path_of(checkout: Path, document: str) -> str:
    """README says how to find `codemod`; the other documents assume that the reader has read it."""
    path = os.environ["PATH"]
    return path if document == "README.md" else f"{checkout}/.venv/bin:{path}"


def test_each_command_is_known() -> None:
    """A line that nothing runs is an error in the document, or in the tests."""
    commands = [command for name in WITH_COMMANDS for command in document_commands(name)]
    assert [str(command) for command in commands if not command.is_known] == []


def test_what_runs_elsewhere_is_there() -> None:
    """The script that runs a command contains it word for word; for make's targets, their
    recipe.
    """
    recipes = {"make test-debian": "tests/debian/run", "bash .ci/run": "set -euo pipefail"}
    written = {command.words for name in WITH_COMMANDS for command in document_commands(name)}
    assert set(ELSEWHERE) <= written
    for words, script in ELSEWHERE.items():
        assert recipes.get(words, words) in (ROOT / script).read_text(), (words, script)
    assert "test-debian:\n\ttests/debian/run\n" in (ROOT / "Makefile").read_text()


@pytest.mark.slow
@pytest.mark.parametrize("document", WITH_COMMANDS)
def test_commands_of_a_document(document: str, home: Path, tmp_path: Path) -> None:
    """From the top to the end, except commands that need a build of QEMU; tests/real runs those."""
    commands = [
        command
        for command in document_commands(document)
        if not command.needs_build and not command.is_elsewhere
    ]
    checkout = make_checkout(tmp_path)
    assert type_commands(commands, checkout, home, path_of(checkout, document)) == []


PAGE = """\
# A page

    make demo     # shows it
    sed 's# a#b#' x

Words
    that go on.

- a list

```c
    int a;
```
```sh
cd ~/qemu

codemod audit --tree .
```
## Next
    frobnicate --all
"""


def test_commands_are_found() -> None:
    """Lines of indented blocks and of fences without another language, without comments."""
    commands = list(commands_of("p.md", PAGE))
    assert [(command.line, command.words) for command in commands] == [
        (3, "make demo"),
        (4, "sed 's# a#b#' x"),
        (15, "cd ~/qemu"),
        (17, "codemod audit --tree ."),
        (20, "frobnicate --all"),
    ]
    assert [command.is_known for command in commands] == [True, True, True, True, False]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        pytest.param(["git -C ~/qemu am patches_out/0*.patch"], "exit 128", id="a wrong folder"),
        pytest.param(["codemod apply --tree ~/qemu --bad"], "exit 2", id="a wrong option"),
        pytest.param(["cd ~/nowhere", "git status"], "exit 1", id="a folder that is not there"),
        pytest.param(["cd ~/qemu", "export A=$NONE", "cd /"], "the shell ended", id="unset"),
    ],
)
def test_commands_that_fail(home: Path, tmp_path: Path, lines: list[str], said: str) -> None:
    """README's `git -C ~/qemu am patches_out/...` failed for everybody, and no test noticed."""
    checkout = tmp_path / "checkout"
    (checkout / "patches_out").mkdir(parents=True)
    (checkout / "patches_out/0001-x.patch").touch()
    commands = [Command("p.md", number, line) for number, line in enumerate(lines, 1)]
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    (fault, *_) = type_commands(commands, checkout, home, path)
    assert said in fault
