# SPDX-License-Identifier: GPL-2.0-or-later
"""Shared parts of the tests of rule files: a valid rule, and a parser of patches that they
control.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qemu_xen_codemod.errors import Place, RuleError
from qemu_xen_codemod.rule.load import load_rule
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.rule.semantic import ParsePatch

RIGHT = """\
id: use-new
symbols: [old_call]
outcome: rewritten
subject: use new_call
why: |
  The old call is gone.
steps:
  - patch: |
      @@ expression E; @@
      - old_call(E)
      + new_call(E)
examples:
  - name: a plain call
    before: |
      int a = old_call(1);
    after: |
      int a = new_call(1);
unchanged:
  - name: another call
    code: |
      int a = other(1);
"""


def parse_fake(text: str, path: str, line: int, column: int) -> Any:
    """Replaces smpl's parser: expects a rule header, and reports an error for the word BAD."""
    if "BAD" in text:
        before = text[: text.index("BAD")]
        last = before.rsplit("\n", 1)[-1]
        place = Place(path, line + before.count("\n"), column + len(last), last)
        raise RuleError("BAD is not SmPL", place=place, help="write GOOD")
    return ParsedPatch((text, path, line, column))


class ParsedPatch(tuple[str, str, int, int]):
    """Replaces a semantic patch."""

    isomorphisms = ()


@pytest.fixture
def right() -> str:
    """A rule without errors, for the file use-new.yml."""
    return RIGHT


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., Rule]:
    """Load a text as a file of this name."""

    def load_text(text: str, name: str = "use-new.yml", **variables: int | bool | str) -> Rule:
        path = tmp_path / name
        path.write_bytes(text.encode())
        return load_rule(path, variables, parse_fake)

    return load_text


@pytest.fixture
def message(load: Callable[..., Rule], tmp_path: Path) -> Callable[..., str]:
    """The whole message of loading a text, with the file named as in its own folder."""

    def message_of(text: str, name: str = "use-new.yml", **variables: int | bool | str) -> str:
        with pytest.raises(RuleError) as caught:
            load(text, name, **variables)
        return caught.value.render().replace(f"{tmp_path}/", "")

    return message_of


@pytest.fixture
def parse() -> ParsePatch:
    """The parser of patches that the tests control."""
    return parse_fake
