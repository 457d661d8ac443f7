# SPDX-License-Identifier: GPL-2.0-or-later
"""compile_commands.json as meson, the kernel and bear write it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qemu_xen_codemod.build.compile_commands import CompileCommand, read_compile_commands

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A build directory whose file contains these entries."""

    def write_entries(*entries: Any) -> Path:
        build = tmp_path / "build"
        build.mkdir()
        (build / "compile_commands.json").write_text(json.dumps(entries))
        return build

    return write_entries


def test_source_that_does_not_exist_is_kept(write: Write, tmp_path: Path) -> None:
    """It may be generated later; nothing here reads it."""
    build = write({"directory": "/absent", "file": "a.c", "command": "cc -c a.c"})
    assert read_compile_commands(build)[0].file == Path("/absent/a.c")
    assert not (tmp_path / "a.c").exists()


def test_source_with_two_objects_has_two_entries(write: Write) -> None:
    """A duplicate entry counts once; another object of the same source counts."""
    entry = {"directory": "/b", "file": "a.c", "command": "cc -c a.c", "output": "a.o"}
    build = write(entry, {**entry, "output": "b.o"}, entry)
    assert [command.output for command in read_compile_commands(build)] == ["a.o", "b.o"]


def test_both_forms_say_the_same(write: Write) -> None:
    """`arguments` is a list, `command` is split as a shell does."""
    words = ["cc", '-DNAME="a b"', "-DX=\\y", "-I", "my folder", "-c", "../a.c", "-o", "a.o"]
    entry = {"directory": "/b", "file": "../a.c"}
    command = 'cc \'-DNAME="a b"\' -DX=\\\\y -I "my folder" -c ../a.c -o a.o'
    build = write({**entry, "arguments": words}, {**entry, "command": command})
    expected = CompileCommand(Path("/b"), Path("/a.c"), "a.o", tuple(words))
    assert read_compile_commands(build) == (expected,)


@pytest.mark.parametrize(
    ("command", "output"),
    [
        pytest.param("cc -c a/b.c", "b.o", id="named after the source"),
        pytest.param("cc -c a/b.c -o x/y.o", "x/y.o", id="two words"),
        pytest.param("cc -ox/y.o -c a/b.c", "x/y.o", id="one word"),
        pytest.param("cc -E a/b.c", "", id="no object"),
    ],
)
def test_output_is_derived(write: Write, command: str, output: str) -> None:
    """The kernel's entries have no `output`."""
    build = write({"directory": "/b", "file": "a/b.c", "command": command})
    assert read_compile_commands(build)[0].output == output


def test_object_is_a_path(write: Write) -> None:
    """Relative to where the compiler runs."""
    entry = {"directory": "/b", "file": "a.c", "command": "cc -c a.c", "output": "x/../a.o"}
    assert read_compile_commands(write(entry))[0].object == Path("/b/a.o")


def test_relative_directory_counts_from_the_build(write: Write) -> None:
    """Some tools write `.`."""
    build = write({"directory": ".", "file": "../tree/a.c", "command": "cc -c ../tree/a.c"})
    command = read_compile_commands(build)[0]
    assert (command.directory, command.file) == (build, build.parent / "tree/a.c")


def test_links_are_resolved(write: Write, tmp_path: Path) -> None:
    """A source reached through a link is the file that the link points to."""
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree/a.c").write_text("")
    (tmp_path / "tree/link.c").symlink_to("a.c")
    (tmp_path / "link").symlink_to("tree")
    entry = {"directory": str(tmp_path / "link"), "command": "cc -c a.c"}
    build = write({**entry, "file": "link.c"}, {**entry, "file": "../link/a.c"})
    first, second = read_compile_commands(build)
    assert first.directory == tmp_path / "tree"
    assert first.file == second.file == tmp_path / "tree/a.c"


def test_file_that_is_not_utf8_is_read(tmp_path: Path) -> None:
    """A path is bytes; they survive."""
    entry = b'[{"directory": "/b", "file": "\xe9.c", "command": "cc -c \xe9.c"}]'
    (tmp_path / "compile_commands.json").write_bytes(entry)
    assert read_compile_commands(tmp_path)[0].file == Path("/b/\udce9.c")
