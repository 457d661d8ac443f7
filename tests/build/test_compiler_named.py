# SPDX-License-Identifier: GPL-2.0-or-later
"""Which compiler a command names."""

from __future__ import annotations

from pathlib import Path

import pytest

from qemu_xen_codemod.build.compile_commands import CompileCommand
from qemu_xen_codemod.build.compiler import (
    Compiler,
    find_headers,
    split_compiler,
    trusted_program,
)
from qemu_xen_codemod.errors import BuildError


def command(*words: str) -> CompileCommand:
    return CompileCommand(Path("/b"), Path("/t/a.c"), "a.o", words)


@pytest.mark.parametrize("program", ["./evil.sh", "gcc.sh", "python3", "rustc", "nasm"])
def test_other_programs_are_refused(program: str) -> None:
    """The source and the program are named."""
    with pytest.raises(BuildError) as caught:
        split_compiler(command(program, "-c", "a.c"))
    assert caught.value.render() == (
        f"error: {program}, which compiles /t/a.c, is not a known compiler\n"
        "help: compile_commands.json must name gcc, clang or cc;"
        " a target prefix, a version suffix and ccache before it are allowed"
    )


@pytest.mark.parametrize(
    ("words", "target", "name"),
    [
        pytest.param(["cc"], "", "cc", id="usual"),
        pytest.param(["/usr/bin/gcc-12"], "", "gcc-12", id="version"),
        pytest.param(["clang-14.0"], "", "clang-14.0", id="clang"),
        pytest.param(["c++"], "", "c++", id="C++"),
        pytest.param(
            ["aarch64-linux-gnu-gcc"], "aarch64-linux-gnu", "aarch64-linux-gnu-gcc", id="cross"
        ),
        pytest.param(
            ["/opt/x/i686-w64-mingw32-gcc-12"],
            "i686-w64-mingw32",
            "i686-w64-mingw32-gcc-12",
            id="cross with a version",
        ),
        pytest.param(["ccache", "gcc"], "", "gcc", id="ccache"),
        pytest.param(["/usr/bin/distcc", "ccache", "clang"], "", "clang", id="two launchers"),
    ],
)
def test_compiler_is_known_by_its_name(words: list[str], target: str, name: str) -> None:
    """Its folder, target, version and launcher do not matter; the words after it are its
    arguments.
    """
    compiler, rest = split_compiler(command(*words, "-c", "a.c"))
    assert compiler == Compiler(words[-1], target)
    assert compiler.name == name
    assert compiler.is_clang == ("clang" in name)
    assert rest == ("-c", "a.c")


def make_compiler(folder: Path, name: str, headers: Path) -> None:
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(
        f'#!/bin/sh\n[ "$1" = -print-file-name=include ] && echo {headers} || echo x'
    )
    program.chmod(0o755)


def test_compiler_of_the_build_is_never_run_by_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A gcc from a build is not run; the one on PATH is."""
    theirs, ours = tmp_path / "theirs", tmp_path / "ours"
    for headers in (theirs, ours):
        headers.mkdir()
    make_compiler(tmp_path / "build", "gcc", theirs)
    make_compiler(tmp_path / "bin", "gcc", ours)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert find_headers(Compiler(str(tmp_path / "build/gcc"), "")) == (ours,)


def test_absent_compiler_is_replaced_by_the_machines_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The headers of another compiler are better than none."""
    make_compiler(tmp_path / "bin", "cc", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert find_headers(Compiler("aarch64-linux-gnu-gcc", "aarch64-linux-gnu")) == (tmp_path,)


def test_machine_without_a_compiler_has_no_headers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is raised: the translation units report what they lack."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_headers(Compiler("gcc", "")) == ()


def test_a_compiler_by_its_path_is_that_of_PATH_or_allowed(  # noqa: N802
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any program may be called gcc, and a build may name any path."""
    make_compiler(tmp_path / "bin", "gcc", tmp_path)
    make_compiler(tmp_path / "evil", "gcc", tmp_path)
    (tmp_path / "usr").symlink_to(tmp_path / "bin")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    for program in ("gcc", "clang"):
        assert trusted_program(program, ()) == program
    known = str(tmp_path / "bin/gcc")
    # Not by the build's name for it: clang runs the ld next to that.
    for program in (known, str(tmp_path / "usr/gcc")):
        assert trusted_program(program, ()) == known
    make_compiler(tmp_path / "ccache", "gcc", tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path / 'ccache'}:{tmp_path / 'bin'}")
    assert trusted_program(known, ()) == known
    evil = tmp_path / "evil/gcc"
    for other in (evil, tmp_path / "gone/gcc", tmp_path / "bin/gcc-12"):
        with pytest.raises(BuildError, match=r"which the build compiles with, is not the gcc"):
            trusted_program(str(other), (tmp_path / "bin/gcc",))
    assert trusted_program(str(evil), (evil,)) == str(evil)
    (tmp_path / "link").symlink_to(tmp_path / "evil")
    assert trusted_program(str(tmp_path / "link/gcc"), (evil,)) == str(evil)
