# SPDX-License-Identifier: GPL-2.0-or-later
"""The link line of a program, according to build.ninja."""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.build.link_command import linked_programs, read_link_command
from qemu_xen_codemod.build.ninja_file import NinjaFile, read_ninja_file
from qemu_xen_codemod.errors import BuildError

RULES = """\
rule link
 command = cc -m64 $ARGS -o $out $in $LINK_ARGS
rule link_rsp
 command = cc @$out.rsp
 rspfile = $out.rsp
 rspfile_content = -o $out $in $LINK_ARGS
rule script
 command = ./link.sh -o $out $in
rule ar
 command = ar csr $out $in
rule cc
 command = cc -c $in -o $out
"""


def read(folder: Path, text: str) -> NinjaFile:
    (folder / "build.ninja").write_text(RULES + text)
    return read_ninja_file(folder)


def test_nothing_is_linked_of_other_objects(tmp_path: Path) -> None:
    """Not: a program without the object, one that is not built, an archive and an object."""
    ninja = read(
        tmp_path,
        "build a.o: cc a.c\nbuild lib.a: ar a.o\nbuild p: link b.o\nbuild q: link a.o\n",
    )
    for name in ("a.o", "lib.a", "p"):
        (tmp_path / name).touch()
    assert linked_programs(tmp_path, ninja, [tmp_path / "a.o"]) == ()


def test_programs_that_hold_an_object(tmp_path: Path) -> None:
    """Programs that contain it directly, and those that get it from an archive in an archive."""
    ninja = read(
        tmp_path,
        "build in.a: ar a.o\nbuild out.a: ar in.a\n"
        "build p: link a.o\nbuild q: link m.o | out.a\nbuild r: link m.o\n",
    )
    for name in "pqr":
        (tmp_path / name).touch()
    assert linked_programs(tmp_path, ninja, [tmp_path / "a.o"]) == ("p", "q")


def test_words_of_a_command(tmp_path: Path) -> None:
    """All but the output's name, in order."""
    ninja = read(
        tmp_path, "build p: link a.o | x.a\n ARGS = -pie\n LINK_ARGS = -Wl,-z,now -lfdt -L lib\n"
    )
    command = read_link_command(tmp_path, ninja, "p")
    assert command.program == "cc"
    assert command.words == ("-m64", "-pie", "a.o", "-Wl,-z,now", "-lfdt", "-L", "lib")
    assert command.left_out == ()


def test_response_files_are_written_out(tmp_path: Path) -> None:
    """The command's own, and one that it names."""
    (tmp_path / "more.syms").write_text("-Wl,-u,start b.o")
    ninja = read(tmp_path, "build p: link_rsp a.o\n LINK_ARGS = @more.syms libx.so.1\n")
    command = read_link_command(tmp_path, ninja, "p")
    assert command.words == ("a.o", "-Wl,-u,start", "b.o", "libx.so.1")


@pytest.mark.parametrize(
    "word",
    [
        "-fplugin=x.so",
        "-Wl,-plugin,x.so",
        "-Wl,--as-needed,-plugin,x.so",
        "-Bfolder",
        "-specs=x",
        "-Wl,-T,script",
        "-Wl,-o,elsewhere",
        "-fuse-ld=./ld",
        "script.ld",
        "-Wl,-rpath,@options",
        "-Wl,--as-needed,-u,@options",
        # ld parses them differently than one hyphen, or the next word, may suggest.
        "-Wl,--rpath,-rpath,--plugin=x.so",
        "-Wl,--rpath,@options",
        "-Wl,-rpath",
        "-Wl,-z",
        "-Wl,-z,--plugin=x.so",
        "-Wl,--plugin=x.so",
        "-Wl,-dynamic-linker,x.so",
        "-Wl,-Map,elsewhere",
        "-Wl,-Map=elsewhere",
        "-Wl,--dependency-file=elsewhere",
        "-Wl,--out-implib=elsewhere",
        "-Wl,-c,script",
        "-Wl,-R,script",
        "-Wl,-",
        "-Wl,",
        "-wrapper",
        "--output=elsewhere",
        "-dumpdir",
        "-save-temps=obj",
        "-fdump-tree-all=elsewhere",
        "-Tscript",
    ],
)
def test_words_that_load_code_are_left_out(tmp_path: Path, word: str) -> None:
    """And reported."""
    ninja = read(tmp_path, f"build p: link a.o\n LINK_ARGS = {word} b.o\n")
    command = read_link_command(tmp_path, ninja, "p")
    assert command.words == ("-m64", "a.o", "b.o")
    assert command.left_out == (word,)


def test_refused(tmp_path: Path) -> None:
    """A program that no compiler links, and a response file that is missing."""
    ninja = read(tmp_path, "build p: script a.o\nbuild q: link a.o @gone\n")
    with pytest.raises(BuildError, match="is not a known compiler"):
        read_link_command(tmp_path, ninja, "p")
    with pytest.raises(BuildError, match="gone, which the link line names, cannot be read"):
        read_link_command(tmp_path, ninja, "q")


@pytest.mark.parametrize("text", ["@again", "@again @again", "x.o @again"])
def test_response_files_that_name_themselves(tmp_path: Path, text: str) -> None:
    """They have no end, and may double each time."""
    (tmp_path / "again").write_text(text)
    ninja = read(tmp_path, "build p: link a.o @again\n")
    with pytest.raises(BuildError, match="again is a response file that names itself"):
        read_link_command(tmp_path, ninja, "p")
