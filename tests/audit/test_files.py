# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod audit --objects FILE`: installed programs, libraries, objects, archives and packages."""

from __future__ import annotations

import csv
import io
import json
import struct
import tarfile
from pathlib import Path

import pytest

from qemu_xen_codemod.cli import main
from tests.audit.conftest import Audit
from tests.audit.test_sarif_schema import check
from tests.objects.elf_bytes import FUNCTION, TEXT, Rel, Sym, elf_object, elf_program

XEN = "libxenctrl.so.4.17"
VERSION = "VERS_4.17.0"
PROGRAM = elf_program(
    [
        ("xc_domain_pause", VERSION, XEN),
        ("xc_fork_call", VERSION, XEN),
        ("xendevicemodel_open", "VERS_1.0", "libxendevicemodel.so.1"),
        ("read_exact", "OTHER_1", "libother.so.1"),
        ("printf", "GLIBC_2.2.5", "libc.so.6"),
    ],
    ["libxendevicemodel.so.1", XEN, "libother.so.1", "libc.so.6"],
)
OBJECT = elf_object(
    [Sym("stop", TEXT, 0, 32, FUNCTION), Sym("xc_domain_pause")],
    [Rel(TEXT, 4, "xc_domain_pause")],
    file="a.c",
)


@pytest.fixture
def audit_files(capsys: pytest.CaptureFixture[str]) -> Audit:
    """`audit_files(file, "--format", "csv")` without --tree."""

    def run(file: Path, *arguments: str | Path) -> tuple[int, str, str]:
        code = main(["audit", "--objects", str(file), *map(str, arguments)])
        output = capsys.readouterr()
        assert "Traceback" not in output.err
        return code, output.out, output.err

    return run


def symbols(out: str) -> list[tuple[str, ...]]:
    rows = csv.DictReader(out.splitlines())
    return [(row["symbol"], row["file"], row["function"], row["state"]) for row in rows]


def archive(*members: tuple[str, bytes]) -> bytes:
    """An archive as ar makes it."""
    data = b"!<arch>\n"
    for name, body in members:
        data += b"%-16s%-12d%-6d%-6d%-8s%-10d`\n" % (name.encode(), 0, 0, 0, b"100644", len(body))
        data += body + b"\n" * (len(body) % 2)
    return data


def package(name: str, mode: str, **files: bytes) -> bytes:
    """A .deb whose data is in the member `name`."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as tar:  # type: ignore[call-overload]
        for path, data in files.items():
            member = tarfile.TarInfo(f"./usr/bin/{path}")
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return archive(("debian-binary", b"2.0\n"), ("control.tar.xz", b""), (name, out.getvalue()))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(elf_program(), id="a program that is linked with nothing"),
        pytest.param(
            elf_program([("xc_domain_pause", "V_1", "libmine.so.1")], ["libmine.so.1"]),
            id="another library's function of that name",
        ),
        pytest.param(
            elf_program([("xc_mine", "", "")], ["libmine.so.1"]), id="a name of the family alone"
        ),
        pytest.param(elf_program([("read_exact", "", "")]), id="a common name without a version"),
        pytest.param(
            elf_program(constants=["xc_domain_pause"]), id="a string that nothing looks up"
        ),
        pytest.param(
            elf_program([("dlsym", "", "")], constants=["xc_domain_pause"]),
            id="a string, and no library of Xen's",
        ),
    ],
)
def test_nothing_to_tell(tmp_path: Path, audit_files: Audit, data: bytes) -> None:
    """Names that are not functions of an unstable library."""
    (tmp_path / "x").write_bytes(data)
    code, out, err = audit_files(tmp_path / "x", "--format", "csv")
    assert (code, symbols(out), err) == (0, [], "")


def test_a_stripped_program(tmp_path: Path, audit_files: Audit) -> None:
    """Its imports from the library, including a function that no table lists; exit code 0."""
    file = tmp_path / "x"
    file.write_bytes(PROGRAM)
    code, out, err = audit_files(file)
    assert (code, err) == (0, "")
    assert out == (
        "linked with:\n"
        f"  {file}: libxenctrl.so.4.17, of Xen 4.17 only, 2 functions of it\n"
        "\n"
        "xc_domain_pause: 1 reference\n"
        f"  {file}  VERS_4.17.0\n"
        "\n"
        "xc_fork_call: 1 reference\n"
        f"  {file}  VERS_4.17.0\n"
        "\n"
        "state         references\n"
        "compiled               2\n"
        "all                    2\n"
        "\n"
        "2 references to 2 symbols of libxenctrl.\n"
    )


def test_a_library_that_was_named(tmp_path: Path, audit_files: Audit) -> None:
    """With --libs only that library counts, by its file's name."""
    (tmp_path / "x").write_bytes(PROGRAM)
    library = tmp_path / "libxenctrl.so.4.17"
    library.write_bytes(elf_program(soname=XEN, defined=["xc_domain_pause"]))
    _, out, _ = audit_files(tmp_path / "x", "--libs", library, "--format", "csv")
    assert [row[0] for row in symbols(out)] == ["xc_domain_pause", "xc_fork_call"]
    other = tmp_path / "libxenguest.so.4.17"
    other.write_bytes(elf_program(soname="libxenguest.so.4.17", defined=["xc_dom_x"]))
    assert audit_files(tmp_path / "x", "--libs", other, "--format", "csv")[1].count("\n") == 1


def test_a_library_that_is_needed_for_nothing(tmp_path: Path, audit_files: Audit) -> None:
    """The usual question is why a package depends on it."""
    file = tmp_path / "x"
    file.write_bytes(elf_program([], [XEN], soname="libx.so.1"))
    code, out, _ = audit_files(file)
    assert code == 0
    assert f"  {file}: libxenctrl.so.4.17, of Xen 4.17 only, no function of it\n" in out
    _, out, _ = audit_files(file, "--format", "json")
    assert json.loads(out)["files"] == [
        {
            "file": str(file),
            "soname": XEN,
            "library": "libxenctrl",
            "release": "4.17",
            "functions": 0,
        }
    ]


@pytest.mark.parametrize(
    ("soname", "release"),
    [("libxenctrl-4.4.so", "4.4"), ("libxenctrl.so.4.20", "4.20"), ("libxenctrl.so", "")],
)
def test_imports_without_versions(
    tmp_path: Path, audit_files: Audit, soname: str, release: str
) -> None:
    """Older libraries have none: the names identify the library, if it is needed."""
    (tmp_path / "x").write_bytes(
        elf_program([("xc_domain_pause", "", ""), ("xc_old", "", ""), ("f", "", "")], [soname])
    )
    _, out, _ = audit_files(tmp_path / "x", "--format", "json")
    data = json.loads(out)
    assert list(data["symbols"]) == ["xc_domain_pause", "xc_old"]
    assert [(file["release"], file["functions"]) for file in data["files"]] == [(release, 2)]


def test_names_that_a_program_looks_up(tmp_path: Path, audit_files: Audit) -> None:
    """A program that opens the library itself also needs it."""
    (tmp_path / "x").write_bytes(
        elf_program(
            [("dlsym", "", ""), ("dlopen", "", "")],
            ["libc.so.6"],
            constants=["/usr/lib/libxenctrl.so", "xc_version", "not xc_version", "xs_open"],
        )
    )
    _, out, _ = audit_files(tmp_path / "x", "--format", "csv")
    assert symbols(out) == [("xc_version", str(tmp_path / "x"), "", "by-name")]
    assert (
        "it is looked up at run time, in /usr/lib/libxenctrl.so" in audit_files(tmp_path / "x")[1]
    )


def test_a_static_program(tmp_path: Path, audit_files: Audit) -> None:
    """It contains the library, which is reported."""
    (tmp_path / "x").write_bytes(elf_program(defined=["main", "xc_version"], is_dynamic=False))
    code, out, _ = audit_files(tmp_path / "x")
    assert code == 0
    assert "is linked statically and contains 1 function of libxenctrl\n" in out


def test_objects_and_archives(tmp_path: Path, audit_files: Audit) -> None:
    """Without debug information the symbols are still reported; exit code 0."""
    (tmp_path / "a.o").write_bytes(OBJECT)
    (tmp_path / "b.a").write_bytes(archive(("a.o/", OBJECT)))
    code, out, err = audit_files(tmp_path / "a.o", tmp_path / "b.a", "--format", "csv")
    assert code == 0
    assert symbols(out) == [("xc_domain_pause", "a.c", "stop", "compiled")] * 2
    assert f"note: {tmp_path / 'a.o'} has no debug information: " in err


def test_an_archive_that_defines_the_function(tmp_path: Path, audit_files: Audit) -> None:
    """A symbol that one object needs and another defines does not come from a library."""
    own = elf_object([Sym("xc_domain_pause", TEXT, 0, 32, FUNCTION)], [])
    (tmp_path / "b.a").write_bytes(archive(("a.o/", OBJECT), ("own.o/", own)))
    assert audit_files(tmp_path / "b.a", "--format", "csv")[1].splitlines()[1:] == []


@pytest.mark.parametrize(
    ("name", "mode"), [("data.tar.xz", "w:xz"), ("data.tar.gz", "w:gz"), ("data.tar", "w:")]
)
def test_a_package(tmp_path: Path, audit_files: Audit, name: str, mode: str) -> None:
    """The programs in it are reported with their names; scripts are left out."""
    deb = tmp_path / "x.deb"
    deb.write_bytes(package(name, mode, emulator=PROGRAM, script=b"#!/bin/sh\n"))
    code, out, err = audit_files(deb, "--format", "csv")
    assert (code, err) == (0, "")
    file = f"{deb}(./usr/bin/emulator)"
    assert [row[:2] for row in symbols(out)] == [("xc_domain_pause", file), ("xc_fork_call", file)]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (archive(("debian-binary", b"2.0\n")), "is a package without data.tar"),
        (
            archive(("debian-binary", b"2.0\n"), ("data.tar.lz", b"x")),
            "contains data.tar.lz, whose compression this Python does not support",
        ),
        (
            archive(("debian-binary", b"2.0\n"), ("data.tar.xz", b"x" * 99)),
            "contains a damaged data",
        ),
        (package("data.tar.xz", "w:xz", x=PROGRAM)[:-100], "is cut off"),
        (b"#!/bin/sh\n", "is a script, not an ELF file"),
        (b"\xed\xab\xee\xdb" + bytes(90), "is an RPM package: unpack it first"),
        (PROGRAM[:700], "is cut off or damaged"),
        (b"\x7fELF", "has no valid ELF header"),
        (b"", "is empty"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, audit_files: Audit, data: bytes, message: str) -> None:
    """It is named, the rest is reported, and the exit code is 2."""
    (tmp_path / "bad").write_bytes(data)
    (tmp_path / "good").write_bytes(PROGRAM)
    code, out, err = audit_files(tmp_path / "bad", tmp_path / "good", "--format", "csv")
    assert code == 2
    assert f"error: {tmp_path / 'bad'} {message}" in err
    assert len(symbols(out)) == 2


def test_no_file(tmp_path: Path, audit_files: Audit) -> None:
    """A missing file is an error, like a missing object."""
    code, _, err = audit_files(tmp_path / "none")
    assert code == 2
    assert err.startswith(f"error: {tmp_path / 'none'} does not exist\n")


def test_with_the_source(mini_qemu: Path, tmp_path: Path, audit: Audit) -> None:
    """With --tree each import has the outcome of its calls; --target may name the file."""
    file = tmp_path / "emulator"
    file.write_bytes(elf_program([("xc_interface_open", VERSION, XEN)], [XEN]))
    code, out, _ = audit(mini_qemu, "--objects", file, "--target", "emulator", "--format", "csv")
    assert code == 0
    assert out.splitlines()[1:] == [f"xc_interface_open,{file},,,compiled,rewritten,xen-pt-handle"]
    code, out, _ = audit(
        mini_qemu, "--objects", tmp_path, "--target", "emulator", "--format", "csv"
    )
    assert code == 0
    assert len(out.splitlines()) == 2
    code, _, err = audit(mini_qemu, "--objects", file, "--target", "other")
    assert code == 2
    assert err.startswith("error: --target other is not the file that --objects names\n")


def test_formats(tmp_path: Path, audit_files: Audit) -> None:
    """The linker's messages, SARIF, and no annotations for references without lines."""
    (tmp_path / "x").write_bytes(PROGRAM)
    _, out, _ = audit_files(tmp_path / "x", "--format", "ld")
    assert out.startswith(
        f"/usr/bin/ld: {tmp_path / 'x'}: undefined reference to `xc_domain_pause'"
    )
    _, out, _ = audit_files(tmp_path / "x", "--format", "sarif")
    check(out)
    _, out, _ = audit_files(tmp_path / "x", "--format", "json")
    (first, _) = json.loads(out)["references"]
    assert (first["soname"], first["version"]) == (XEN, VERSION)
    assert json.loads(out)["tree"] is None
    code, _, err = audit_files(tmp_path / "x", "--format", "github")
    assert code == 2
    assert err.startswith("error: --format github reports places in sources")


def test_the_guard(tmp_path: Path, audit_files: Audit) -> None:
    """A package that newly needs another function fails the check."""
    (tmp_path / "x").write_bytes(elf_program([("xc_domain_pause", VERSION, XEN)], [XEN]))
    audit_files(tmp_path / "x", "--write-baseline", tmp_path / "known")
    assert audit_files(tmp_path / "x", "--baseline", tmp_path / "known")[0] == 0
    (tmp_path / "x").write_bytes(PROGRAM)
    code, out, _ = audit_files(tmp_path / "x", "--baseline", tmp_path / "known")
    assert code == 1
    assert "xc_fork_call: 0 before, 1 now\n" in out


@pytest.mark.parametrize("arguments", [[], ["-p", "build"], ["--format", "csv"]])
def test_no_tree(
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Without files the sources must be named, unless the current folder is in their checkout."""
    monkeypatch.chdir(tmp_path)
    assert main(["audit", *arguments]) == 2
    assert capsys.readouterr().err.startswith("error: --tree is missing\n")


def test_a_list_of_versions_without_end(tmp_path: Path, audit_files: Audit) -> None:
    """A damaged count does not cause an endless loop."""
    data = bytearray(PROGRAM)
    (first,) = struct.unpack_from("<Q", data, 40)
    for at in range(first, len(data), 64):
        if struct.unpack_from("<I", data, at + 4) == (0x6FFFFFFE,):
            struct.pack_into("<I", data, at + 44, 0xFFFFFFFF)
    (tmp_path / "x").write_bytes(data)
    code, out, _ = audit_files(tmp_path / "x", "--format", "csv")
    assert code == 0
    assert len(symbols(out)) == 2
