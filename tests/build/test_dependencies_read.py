# SPDX-License-Identifier: GPL-2.0-or-later
"""What a build knows about the files that its objects read."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

import pytest

from qemu_xen_codemod.build.compile_commands import CompileCommand
from qemu_xen_codemod.build.dependencies import read_dependencies
from qemu_xen_codemod.build.depfile import read_depfile

NOTHING = "the build has not compiled anything yet, so it has no list of headers"


def path_record(number: int, name: str) -> bytes:
    padded = name.encode() + b"\0" * (-len(name) % 4)
    return struct.pack("<I", len(padded) + 4) + padded + struct.pack("<I", number ^ 0xFFFFFFFF)


def list_record(output: int, inputs: Sequence[int], version: int = 4) -> bytes:
    time = b"\1" * (8 if version == 4 else 4)
    body = struct.pack("<I", output) + time + struct.pack(f"<{len(inputs)}I", *inputs)
    return struct.pack("<I", len(body) | 0x80000000) + body


def header(version: int = 4) -> bytes:
    return b"# ninjadeps\n" + struct.pack("<I", version)


def command(build: Path, output: str, *words: str) -> CompileCommand:
    return CompileCommand(build, build.parent / "a.c", output, ("cc", *words))


def two_objects(version: int) -> bytes:
    names = ["a.o", "../a.c", "../a.h", "b.o"]
    paths = b"".join(path_record(number, name) for number, name in enumerate(names))
    return (
        header(version)
        + paths
        + list_record(0, [1], version)
        + list_record(3, [1, 2], version)
        + list_record(0, [1, 2], version)
    )


@pytest.fixture
def build(tmp_path: Path) -> Path:
    folder = tmp_path / "build"
    folder.mkdir()
    return folder


def test_build_that_compiled_nothing_says_so(build: Path) -> None:
    """As it is after configure."""
    dependencies = read_dependencies(build, [command(build, "a.o")])
    assert dependencies.read_by == {}
    assert dependencies.notes == (NOTHING,)
    assert dependencies.objects_of(build / "a.h") == ()
    assert dependencies.files_of(build / "a.o") is None


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(b"", "not a ninja log", id="empty"),
        pytest.param(b"\x7fELF" + bytes(40), "not a ninja log", id="another file"),
        pytest.param(header(5), "of version 5", id="newer"),
        pytest.param(header(1), "of version 1", id="older"),
    ],
)
def test_log_that_cannot_be_read_is_noted(build: Path, data: bytes, said: str) -> None:
    """The note has the version."""
    (build / ".ninja_deps").write_bytes(data)
    dependencies = read_dependencies(build, [command(build, "a.o")])
    expected = f"{build}/.ninja_deps is {said}; versions 3 and 4 are read"
    assert dependencies.notes == (expected, NOTHING)


@pytest.mark.parametrize("version", [3, 4])
def test_last_record_of_an_output_counts(build: Path, version: int) -> None:
    """Ninja appends; it rewrites the log only if it has grown."""
    (build / ".ninja_deps").write_bytes(two_objects(version))
    commands = [command(build, "a.o"), command(build, "b.o")]
    dependencies = read_dependencies(build, commands)
    both = frozenset((build.parent / "a.c", build.parent / "a.h"))
    assert dependencies.read_by == {build / "a.o": both, build / "b.o": both}
    assert dependencies.objects_of(build.parent / "a.h") == (build / "a.o", build / "b.o")
    assert dependencies.notes == ()


def test_log_stands_where_ninja_compiles(build: Path) -> None:
    """Editors want compile_commands.json, or a link to it, in the tree itself."""
    (build / ".ninja_deps").write_bytes(two_objects(4))
    dependencies = read_dependencies(build.parent, [command(build, "a.o")])
    assert dependencies.objects_of(build.parent / "a.h") == (build / "a.o",)


def test_log_that_was_cut_keeps_what_stands_before(build: Path) -> None:
    """Wherever ninja was interrupted, the data read is a part of the whole."""
    data = two_objects(4)
    commands = [command(build, "a.o"), command(build, "b.o")]
    (build / ".ninja_deps").write_bytes(data)
    whole = read_dependencies(build, commands).read_by
    lengths = set()
    for end in range(16, len(data)):
        (build / ".ninja_deps").write_bytes(data[:end])
        part = read_dependencies(build, commands).read_by
        assert all(files <= whole[object] for object, files in part.items())
        lengths.add(len(part))
    assert lengths == {0, 1, 2}


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(list_record(7, [1]), id="an output without a path"),
        pytest.param(list_record(0, [7]), id="an input without a path"),
        pytest.param(path_record(9, "b.o"), id="a path out of order"),
        pytest.param(struct.pack("<I", 0x7FFFFFFC) + bytes(64), id="a size beyond the end"),
        pytest.param(struct.pack("<I", 3) + bytes(64), id="an odd size"),
    ],
)
def test_damaged_record_ends_the_log(build: Path, record: bytes) -> None:
    """Nothing after it can be trusted."""
    good = header() + path_record(0, "a.o") + path_record(1, "../a.c")
    after = path_record(2, "../a.h") + list_record(0, [2])
    (build / ".ninja_deps").write_bytes(good + list_record(0, [1]) + record + after)
    dependencies = read_dependencies(build, [command(build, "a.o")])
    assert dependencies.read_by == {build / "a.o": frozenset((build.parent / "a.c",))}


def test_object_that_the_build_does_not_make_any_more_is_not_told(build: Path) -> None:
    """The log keeps outputs that were removed from the build."""
    (build / ".ninja_deps").write_bytes(two_objects(4))
    assert list(read_dependencies(build, [command(build, "b.o")]).read_by) == [build / "b.o"]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        pytest.param(["-MD", "-MF", ".a.o.d"], ".a.o.d", id="named"),
        pytest.param(["-Wp,-MMD,./.a.o.d"], ".a.o.d", id="named to the preprocessor"),
        pytest.param(["-MD"], "a.d", id="named after the object"),
    ],
)
def test_depfile_beside_the_object(build: Path, words: list[str], name: str) -> None:
    """Builds by make have these instead of a log."""
    (build / name).write_text("a.o: ../a.c \\\n ../a.h\n\n../a.h:\n")
    dependencies = read_dependencies(build, [command(build, "a.o", *words)])
    assert dependencies.objects_of(build.parent / "a.h") == (build / "a.o",)


def test_depfile_names_with_odd_characters() -> None:
    """Spaces, number signs and dollars are escaped, colons are not."""
    data = b"x\\ y.o z.o: a\\ b.c \\\r\n c\\#.h $$d.h e:f.h C:\\g.h\n"
    assert read_depfile(data) == ("a b.c", "c#.h", "$d.h", "e:f.h", "C:\\g.h")


def test_depfile_that_is_none_gives_nothing() -> None:
    """Whatever its bytes are."""
    assert read_depfile(b"") == ()
    assert read_depfile(b"\xff\xfe no rule at all") == ()
