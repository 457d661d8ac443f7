# SPDX-License-Identifier: GPL-2.0-or-later
"""Compiler: the compiler that a compile command names, recognised by its name alone.

`aarch64-linux-gnu-gcc-12`, `/opt/bin/clang` and `ccache cc` are compilers; a script of a tree is
not. The compiler is run to print the folder of its own headers. That is the only program that
reading a build runs: by its bare name, looked up on PATH, never by a path from the build.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from qemu_xen_codemod.build.compile_commands import NAME, CompileCommand
from qemu_xen_codemod.build.process import run
from qemu_xen_codemod.errors import BuildError
from qemu_xen_codemod.tree.environment import absolute_folders

#: A target has two to four parts: `i686-w64-mingw32`, `arm-linux-gnueabihf`, `x86_64-pc-linux-gnu`.
_NAME = re.compile(
    r"(?:(?P<target>[a-z][a-z0-9_]*(?:-[a-z0-9_]+){1,3})-)?"
    r"(?P<kind>gcc|cc|c99|c11|clang|g\+\+|c\+\+|clang\+\+)(?:-\d+(?:\.\d+)*)?"
)
#: They start the compiler that follows.
_LAUNCHERS = frozenset(("ccache", "sccache", "distcc", "icecc"))
#: Tried if the build's compiler is not on PATH.
_USUAL = ("cc", "gcc", "clang")
_FOLDERS = ("include", "include-fixed")
_TIMEOUT = 20


@dataclass(frozen=True, slots=True)
class Compiler:
    """A C or C++ compiler that understands gcc's options."""

    #: As the command names it: a name, or a path.
    program: str
    #: The target before its name, "" for the machine's own.
    target: str

    @property
    def name(self) -> str:
        """The program without its folder."""
        return PurePosixPath(self.program).name

    @property
    def is_clang(self) -> bool:
        """Whether its name says that it is clang. `cc` may be either."""
        return "clang" in self.name


def split_compiler(command: CompileCommand) -> tuple[Compiler, tuple[str, ...]]:
    """The compiler of a command, and the arguments after it; BuildError when it names none."""
    words = command.arguments
    if not words:
        raise BuildError(f"no command makes {command.file}", help=f"{NAME} must name a compiler")
    start = 0
    while start < len(words) - 1 and PurePosixPath(words[start]).name in _LAUNCHERS:
        start += 1
    program = words[start]
    found = _NAME.fullmatch(PurePosixPath(program).name)
    if found is None:
        raise BuildError(
            f"{program}, which compiles {command.file}, is not a known compiler",
            help=(
                f"{NAME} must name gcc, clang or cc; a target prefix, a version suffix and ccache "
                "before it are allowed"
            ),
        )
    return Compiler(program, found["target"] or ""), words[start + 1 :]


def trusted_program(program: str, allowed: Collection[Path]) -> str:
    """The program to run for the compiler that a build names: its path is not chosen by the build.

    Raises BuildError if the build names a path that is neither on PATH nor `allowed`: the name
    proves nothing. A link to a known compiler is not run either: clang looks for its linker next to
    the name by which it was called.
    """
    path = Path(program)
    if not path.is_absolute():
        return program
    for item in allowed:
        if item.resolve() == path.resolve():
            return str(item.absolute())
    # Not only the first one: that of ccache comes before the compiler itself.
    for folder in absolute_folders(os.environ).split(os.pathsep):
        found = Path(folder, path.name)
        with suppress(OSError):
            if found.samefile(path):
                return str(found)
    raise BuildError(
        f"{program}, which the build compiles with, is not the {path.name} on PATH",
        help=f"add its folder to PATH, or trust it: --allow-compiler {program}",
    )


def find_headers(compiler: Compiler) -> tuple[Path, ...]:
    """The folders of the headers that come with a compiler (stddef.h, stdarg.h).

    Those of the machine's own compiler when this one is not on PATH; () when there is none.
    """
    for program in (compiler.name, *_USUAL):
        folders = tuple(filter(None, (_ask(program, folder) for folder in _FOLDERS)))
        if folders:
            return folders
    return ()


def _ask(program: str, folder: str) -> Path | None:
    arguments: Sequence[str] = (f"-print-file-name={folder}",)
    try:
        done = run(program, arguments, Path("/"), timeout=_TIMEOUT)
    except BuildError:
        return None
    # A compiler that has no such folder prints the name.
    path = Path(done.out.decode("utf-8", "surrogateescape").strip())
    return path if done.status == 0 and path.is_absolute() and path.is_dir() else None
