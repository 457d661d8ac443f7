"""`release_macro` and `entrypoints` of pack.yaml: what newer releases of the libraries declare."""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.rule.pack import Entrypoints, ReleaseMacro
from qemu_xen_codemod.rule.pack_load import read_pack_file

_PACK = """\
name: qemu
variables: {{first: 42300, word: text}}
release_macro: {{name: RELEASE, header: config.h}}
entrypoints:
  - header: new.h
    since: {since}
    rule: some-rule
    prototypes: |
      int new_call(int a);
"""


def read(tmp_path: Path, since: str) -> Path:
    folder = tmp_path / "qemu"
    folder.mkdir()
    (folder / "pack.yaml").write_text(_PACK.format(since=since))
    return folder


@pytest.mark.parametrize("since", ["word", "nothing", "-1", "true", "[]"])
def test_since_is_a_number_or_a_variable_that_is_one(tmp_path: Path, since: str) -> None:
    """Anything else is a fault with its place."""
    with pytest.raises(RuleError) as caught:
        read_pack_file(read(tmp_path, since))
    assert "pack.yaml:6" in caught.value.render()


@pytest.mark.parametrize(("since", "release"), [("42000", 42000), ("first", 42300)])
def test_entrypoints_know_their_release(tmp_path: Path, since: str, release: int) -> None:
    """A variable's value counts, so that --set moves it."""
    pack = read_pack_file(read(tmp_path, since)).pack
    written = int(since) if since.isdecimal() else since
    expected = Entrypoints("new.h", written, "int new_call(int a);\n", "some-rule")
    assert pack.entrypoints == (expected,)
    assert pack.release_of(expected) == release
    assert pack.release_macro == ReleaseMacro("RELEASE", "config.h")
