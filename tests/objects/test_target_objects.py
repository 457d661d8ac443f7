# SPDX-License-Identifier: GPL-2.0-or-later
"""Which objects go into a binary, by a build.ninja and without one."""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.errors import BuildError
from qemu_xen_codemod.objects.target import TargetObjects, objects_of

NINJA = """\
rule cc
  command = cc -c $in -o $out
rule ar
  command = ar csrDT $out $in
rule link
  command = cc $ARGS -o $out $in $LINK_ARGS
rule link_rsp
  command = cc @$out.rsp
  rspfile = $out.rsp
  rspfile_content = -o $out $in $LINK_ARGS
rule sign
  command = sign $in $out

build one.o: cc one.c || config.h
build two.o: cc two.c || config.h
build p/three.o: cc three.c
build other.o: cc other.c
build unit.o: cc unit.c
build libutil.a: ar two.o p/three.o
build qemu: link_rsp one.o two.o | libutil.a /usr/lib/libfdt.a libshared.so
  LINK_ARGS = -Wl,--start-group libutil.a /usr/lib/libxenctrl.so -lfdt -pthread /usr/lib/libz.so.1
build libshared.so: link other.o
build unit: link unit.o vendor/libold.a
build qemu-signed: sign qemu
build all: phony qemu-signed unit
"""


def build(folder: Path, *existing: str, ninja: str | None = NINJA) -> Path:
    for name in existing:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    if ninja is not None:
        (folder / "build.ninja").write_text(ninja)
    return folder


def names(found: TargetObjects, folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in found.objects]


def test_another_binarys_objects_are_left_out(tmp_path: Path) -> None:
    """Each object once, with archives' members; not those of libraries and other programs."""
    found = objects_of(build(tmp_path, "one.o", "two.o", "p/three.o"), "qemu")
    assert names(found, tmp_path) == ["one.o", "two.o", "p/three.o"]
    assert found.missing == ()
    assert found.note == ""


def test_libraries_of_the_link(tmp_path: Path) -> None:
    """As named in the link, from its response file."""
    found = objects_of(build(tmp_path), "qemu")
    assert found.libraries == ("/usr/lib/libxenctrl.so", "-lfdt", "/usr/lib/libz.so.1")


def test_an_archive_that_nothing_makes(tmp_path: Path) -> None:
    """An archive that came with the sources is read itself."""
    found = objects_of(build(tmp_path, "unit.o", "vendor/libold.a"), "unit")
    assert names(found, tmp_path) == ["unit.o", "vendor/libold.a"]


def test_a_copy_and_an_alias_stand_for_what_they_are_made_of(tmp_path: Path) -> None:
    """A signed binary has the objects of the unsigned one, `all` those of all."""
    build(tmp_path)
    assert names(objects_of(tmp_path, "qemu-signed"), tmp_path) == ["one.o", "two.o", "p/three.o"]
    assert "unit.o" in names(objects_of(tmp_path, "all"), tmp_path)


def test_objects_that_are_not_built_yet(tmp_path: Path) -> None:
    """They are named, with the command that makes them."""
    found = objects_of(build(tmp_path, "one.o", "p/three.o"), "qemu")
    assert found.missing == ("two.o",)
    assert found.command(tmp_path) == f"ninja -C {tmp_path} two.o"


def test_an_unknown_target_lists_what_there_is(tmp_path: Path) -> None:
    """The nearest name comes first; objects and libraries are not targets."""
    build(tmp_path)
    for target in ("qemv", "one.o", "config.h"):
        with pytest.raises(BuildError) as caught:
            objects_of(tmp_path, target)
        assert caught.value.what == f"{tmp_path / 'build.ninja'} links no {target}"
    with pytest.raises(BuildError) as caught:
        objects_of(tmp_path, "qemv")
    assert caught.value.help == "it links qemu, unit"


def test_a_kept_response_file(tmp_path: Path) -> None:
    """Without build.ninja, the list that the linker got says the same."""
    build(tmp_path, "one.o", "a b.o", ninja=None)
    (tmp_path / "qemu.rsp").write_text("-o qemu one.o 'a b.o' one.o libgone.a -lfdt @block.syms\n")
    found = objects_of(tmp_path, "qemu")
    assert names(found, tmp_path) == ["one.o", "a b.o", "libgone.a"]
    assert found.missing == ("libgone.a",)
    assert found.libraries == ("-lfdt",)
    assert "qemu.rsp" in found.note


def test_a_build_by_make(tmp_path: Path) -> None:
    """All objects are taken, which is reported."""
    build(tmp_path, "b.o", "a/c.o", "a/c.c", ninja=None)
    found = objects_of(tmp_path, "qemu")
    assert names(found, tmp_path) == ["a/c.o", "b.o"]
    assert found.note == "there is no build.ninja to say what goes into qemu: all objects are read"


def test_what_is_no_build(tmp_path: Path) -> None:
    """An empty folder and a missing one are refused."""
    with pytest.raises(BuildError, match="neither objects nor"):
        objects_of(tmp_path, "qemu")
    with pytest.raises(BuildError, match="is not a folder"):
        objects_of(tmp_path / "gone", "qemu")
