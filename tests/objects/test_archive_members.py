# SPDX-License-Identifier: GPL-2.0-or-later
"""Archives as ar(5) has them, written by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.objects.archive import read_objects
from qemu_xen_codemod.objects.fault import ObjectError


def member(name: bytes, data: bytes, *, held: bool = True) -> bytes:
    header = b"%-16s%-12d%-6d%-6d%-8s%-10d`\n" % (name, 0, 0, 0, b"644", len(data))
    return header + (data + b"\n" * (len(data) % 2) if held else b"")


def names_and_data(path: Path) -> list[tuple[str, bytes | str]]:
    """Of each member; the message of an error."""
    return [
        (
            item.name.removeprefix(f"{path.parent}/"),
            item.data.what if isinstance(item.data, ObjectError) else bytes(item.data),
        )
        for item in read_objects(path)
    ]


def archive(folder: Path, *members: bytes, magic: bytes = b"!<arch>\n") -> Path:
    path = folder / "lib.a"
    path.write_bytes(magic + b"".join(members))
    return path


def test_an_object_is_its_own_only_member(tmp_path: Path) -> None:
    """A file that is not an archive is returned as it is."""
    (tmp_path / "a.o").write_bytes(b"\x7fELF")
    assert names_and_data(tmp_path / "a.o") == [("a.o", b"\x7fELF")]


def test_the_index_is_no_object(tmp_path: Path) -> None:
    """The archive's index of symbols and its table of names are skipped."""
    path = archive(tmp_path, member(b"/", b"index"), member(b"//", b"x/\n"), member(b"a.o/", b"A"))
    assert names_and_data(path) == [("lib.a(a.o)", b"A")]


def test_long_names(tmp_path: Path) -> None:
    """GNU ar keeps long names in a member, and ends some references with a slash; BSD inlines."""
    path = archive(
        tmp_path,
        member(b"//", b"a_long_name_of_an_object.o/\nanother_long_name.o/\n"),
        member(b"/0", b"one"),
        member(b"/28            /", b"two"),
        member(b"#1/8", b"bsd.o\0\0\0three"),
    )
    assert names_and_data(path) == [
        ("lib.a(a_long_name_of_an_object.o)", b"one"),
        ("lib.a(another_long_name.o)", b"two"),
        ("lib.a(bsd.o)", b"three"),
    ]


def test_thin_archives_name_files(tmp_path: Path) -> None:
    """Members of a thin archive are files next to it, named by their own path, as in ld."""
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "a.o").write_bytes(b"A")
    names = member(b"//", b"p/a.o/\np/gone.o/\n")
    members = (member(b"/0", b"A", held=False), member(b"/7", b"xyz", held=False))
    path = archive(tmp_path, names, *members, magic=b"!<thin>\n")
    assert names_and_data(path) == [("p/a.o", b"A"), ("p/gone.o", "does not exist")]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b"!<arch>\nnonsense", "is not a valid archive from byte 8 on", id="header"),
        pytest.param(
            b"!<arch>\n" + member(b"a.o/", b"12345")[:-3],
            "is cut off inside its last member",
            id="cut off",
        ),
    ],
)
def test_broken_archives(tmp_path: Path, data: bytes, why: str) -> None:
    """The error says what cannot be read, with the place."""
    path = tmp_path / "lib.a"
    path.write_bytes(data)
    assert names_and_data(path) == [("lib.a", why)]


def test_what_is_read_before_a_fault_is_kept(tmp_path: Path) -> None:
    """Members before the broken one are returned."""
    path = archive(tmp_path, member(b"a.o/", b"A"), b"rubbish")
    assert names_and_data(path) == [
        ("lib.a(a.o)", b"A"),
        ("lib.a", "is not a valid archive from byte 70 on"),
    ]


def test_a_folder_is_no_object(tmp_path: Path) -> None:
    """Only regular files are opened: a pipe would block forever."""
    (item,) = read_objects(tmp_path)
    assert isinstance(item.data, ObjectError)
    assert item.data.what == "is not a regular file"
