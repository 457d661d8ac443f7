# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod audit --objects`: what the objects of a program refer to, and bad builds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.audit.conftest import Audit
from tests.objects.elf_bytes import DATA, FUNCTION, TEXT, Rel, Sym, elf_object

STOP = Sym("stop", TEXT, 0, 32, FUNCTION)
CALL = elf_object(
    [STOP, Sym("xc_domain_pause"), Sym("xc_domain_unpause")],
    [Rel(TEXT, 4, "xc_domain_pause"), Rel(DATA, 8, "xc_domain_unpause")],
    file="a.c",
)
NINJA = """\
rule link
  command = cc -o $out $in -lxenctrl
build a.o: phony
build b.o: phony
build emulator: link a.o b.o
"""


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """A build directory, in which emulator is linked from a.o and b.o."""
    folder = tmp_path / "build"
    folder.mkdir()
    (folder / "build.ninja").write_text(NINJA)
    (folder / "a.o").write_bytes(CALL)
    (folder / "b.o").write_bytes(elf_object([STOP], []))
    return folder


def test_no_target(tree: Path, build: Path, audit: Audit) -> None:
    """The program must be named."""
    code, out, err = audit(tree, "--objects", build)
    assert (code, out) == (2, "")
    assert err.startswith("error: --objects with a build directory requires --target")


def test_an_unknown_target(tree: Path, build: Path, audit: Audit) -> None:
    """The message lists the existing targets."""
    code, out, err = audit(tree, "--objects", build, "--target", "emulato")
    assert (code, out) == (2, "")
    assert "links no emulato" in err
    assert "emulator" in err.splitlines()[1]


def test_no_build(tree: Path, tmp_path: Path, audit: Audit) -> None:
    """A folder that is not there."""
    code, out, err = audit(tree, "--objects", tmp_path / "none", "--target", "x")
    assert (code, out) == (2, "")
    assert err.startswith(f"error: {tmp_path / 'none'} is not a folder\n")


def test_a_stripped_build(tree: Path, build: Path, audit: Audit) -> None:
    """Without DWARF, symbols and functions are reported, and that lines are not known."""
    code, out, err = audit(tree, "--objects", build, "--target", "emulator", "--format", "csv")
    assert code == 2
    assert out.splitlines()[1:] == [
        "xc_domain_pause,hw/a.c,,stop,compiled,unanswered,",
        "xc_domain_unpause,,,,compiled,unanswered,",
    ]
    assert err.startswith(f"error: {build / 'a.o'} has no debug information: ")
    assert err.splitlines()[1].startswith("help: ")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(CALL[:200], "is cut off", id="truncated"),
        pytest.param(b"int x;\n", "is not an ELF file", id="source"),
    ],
)
def test_an_object_that_cannot_be_read(
    tree: Path, build: Path, audit: Audit, data: bytes, why: str
) -> None:
    """It is named, and the references of the other objects are reported."""
    (build / "b.o").write_bytes(data)
    code, out, err = audit(tree, "--objects", build, "--target", "emulator", "--format", "ld")
    assert code == 2
    assert f"error: {build / 'b.o'} {why}" in err
    assert out == (
        "/usr/bin/ld: a.o: in function `stop':\n"
        "a.c:(.text+0x4): undefined reference to `xc_domain_pause'\n"
        "/usr/bin/ld: a.o:(.data+0x8): undefined reference to `xc_domain_unpause'\n"
    )


def test_objects_that_are_not_built(tree: Path, build: Path, audit: Audit) -> None:
    """How many there are, and the command that makes them."""
    (build / "b.o").unlink()
    code, out, err = audit(tree, "--objects", build, "--target", "emulator", "--format", "csv")
    assert code == 2
    assert "xc_domain_pause,hw/a.c," in out
    assert err.startswith("error: 1 object of emulator is not built: b.o\nhelp: ninja -C ")


def test_no_baseline_of_half_a_build(tree: Path, tmp_path: Path, build: Path, audit: Audit) -> None:
    """Unread references would count as new later."""
    (build / "b.o").write_bytes(b"")
    known = tmp_path / "known"
    code, _, err = audit(
        tree, "--objects", build, "--target", "emulator", "--write-baseline", known
    )
    assert code == 2
    assert "error: no baseline was written, because an input could not be read" in err
    assert not known.exists()


def test_a_baseline_of_source_is_not_for_objects(
    tree: Path, tmp_path: Path, build: Path, audit: Audit
) -> None:
    """Call sites and link references differ."""
    known = tmp_path / "known"
    audit(tree, "--write-baseline", known)
    code, _, err = audit(tree, "--objects", build, "--target", "emulator", "--baseline", known)
    assert code == 2
    assert f"{known} was made from source, not from objects" in err
