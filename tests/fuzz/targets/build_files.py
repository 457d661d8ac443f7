# SPDX-License-Identifier: GPL-2.0-or-later
"""A build's description of itself, broken: compile_commands.json, build.ninja, its log, .d
files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

from qemu_xen_codemod.build.compile_commands import check_belongs, read_compile_commands
from qemu_xen_codemod.build.compiler import split_compiler
from qemu_xen_codemod.build.dependencies import read_dependencies
from qemu_xen_codemod.build.flags import Flags, flags_for_compiler, flags_for_libclang
from qemu_xen_codemod.build.link_command import linked_programs, read_link_command
from qemu_xen_codemod.build.ninja_file import read_ninja_file
from qemu_xen_codemod.errors import BuildError
from qemu_xen_codemod.objects.target import objects_of
from tests.fuzz.case import Case, Failure, bounded
from tests.fuzz.mutation import mutated_bytes, mutated_data, mutated_text

_COMMANDS = "compile_commands.json"
_NINJA = "build.ninja"
_LOG = ".ninja_deps"
_DEPFILE = "a.d"

_COMMAND_LIST: list[dict[str, Any]] = [
    {
        "directory": ".",
        "file": "../tree/a.c",
        "output": "a.o",
        "command": "ccache gcc -I../tree -DX='\"a b\"' -O2 -MD -MF a.d -o a.o -c ../tree/a.c",
    },
    {
        "directory": "sub",
        "file": "b.c",
        "arguments": [
            "/usr/bin/x86_64-linux-gnu-gcc-12",
            "-isystem",
            "inc",
            "-o",
            "b.o",
            "-c",
            "b.c",
        ],
    },
    {"directory": ".", "file": "c.c", "command": "clang -Wp,-MMD,c.d -include c.h -fno-pic -c c.c"},
]
_NINJA_TEXT = b"""\
ninja_required_version = 1.8
# A comment.
flags = -O2 $
    -g
include more.ninja
rule cc
 command = gcc $flags $args -MD -MF $out.d -o $out -c $in
 depfile = $out.d
 description = Compiling $out
rule link
 command = gcc -o $out @$out.rsp $libs
 rspfile = $out.rsp
 rspfile_content = $in_newline
rule gen
 command = python3 ../tree/gen.py $in $out && true

build a.o: cc ../tree/a.c | x$ y.h || gen.h
 args = -I. -DA='b$$c' ${flags}
build lib/libone.a: link a.o
build gen.h | gen.c: gen ../tree/trace-events |@ check
build prog: link a.o lib/libone.a | libs.so
 libs = -Wl,--as-needed -lxenctrl -Wl,-rpath,/lib -L/usr/lib
build all: phony prog
default all
pool heavy
 depth = 2
"""
_RESPONSE = b"-Wl,--start-group a.o lib/libone.a -Wl,--end-group -lxenctrl '-DX=a b' @more.rsp\n"
_DEPFILE_TEXT = (
    b"a.o: ../tree/a.c ../tree/include/x\\ y.h \\\n  $$(HOME)/b.h C:/d.h\n"
    b"\n../tree/a.c:\nb.o c.o: d\\#e.h\n"
)
_WORDS = (
    b"@a.rsp~@more.rsp~$~$$~${flags}~$in~$command~${~$\n~: ~|~||~build ~rule ~ command = ~"
    b"include build.ninja\n~subninja more.ninja\n~default ~pool ~\"~'~\\~-I~-include~-Wl,~"
    b"-Wp,~-o~-fplugin=x~-specs=x~-D~..~//"
).split(b"~")


class BuildFiles:
    suffix = ".txt"

    def __init__(self, folder: Path) -> None:
        self._build = folder / "build"
        self._tree = folder / "tree"
        for path in (self._build / "sub", self._build / "lib", self._tree / "include"):
            path.mkdir(parents=True)
        (self._tree / "a.c").write_bytes(b"int a;\n")
        self._sound: Mapping[str, bytes] = {
            _COMMANDS: json.dumps(_COMMAND_LIST).encode(),
            _NINJA: _NINJA_TEXT,
            "more.ninja": b"args = -DMORE\nrule more\n command = cp $in $out\n",
            "prog.rsp": _RESPONSE,
            "more.rsp": b"-pthread\n",
            _LOG: _ninja_log(),
            _DEPFILE: _DEPFILE_TEXT,
            "prog": b"",
        }
        self._broken = (_COMMANDS, _COMMANDS, _NINJA, _NINJA, "prog.rsp", _LOG, _DEPFILE)
        for name, data in self._sound.items():
            (self._build / name).write_bytes(data)

    def make(self, rng: Random) -> Case:
        name = rng.choice(self._broken)
        data = self._sound[name]
        if name == _LOG:
            return Case(mutated_bytes(rng, data), name)
        if name == _COMMANDS and rng.random() < 0.6:
            broken = json.dumps(mutated_data(rng, _COMMAND_LIST), ensure_ascii=rng.random() < 0.5)
            return Case(broken.encode("utf-8", "surrogatepass"), name)
        return Case(mutated_text(rng, data, list(self._sound.values()), _WORDS), name)

    def run(self, case: Case) -> str:
        path = self._build / case.beside
        path.write_bytes(case.data)
        try:
            with bounded():
                return self._linked() if case.beside in (_NINJA, "prog.rsp") else self._compiled()
        finally:
            path.write_bytes(self._sound[case.beside])

    def _compiled(self) -> str:
        commands = read_compile_commands(self._build)
        with suppress(BuildError):
            check_belongs(commands, self._tree)
        for command in commands:
            with suppress(BuildError):
                _, words = split_compiler(command)
                _check_flags(flags_for_compiler(words, command.directory))
                _check_flags(flags_for_libclang(words, command.directory))
        dependencies = read_dependencies(self._build, commands)
        dependencies.objects_of(self._tree / "a.c")
        return "known" if dependencies.read_by else "read"

    def _linked(self) -> str:
        ninja = read_ninja_file(self._build)
        for output in ninja.outputs:
            with suppress(BuildError):
                ninja.statement(output)
                ninja.response(output)
                ninja.command(output)
            with suppress(BuildError):
                objects_of(self._build, output)
            with suppress(BuildError):
                found = read_link_command(self._build, ninja, output)
                _check_flags(Flags(found.words, found.left_out))
        linked_programs(self._build, ninja, [self._build / "a.o"])
        return "read"


def _check_flags(flags: Flags) -> None:
    """No allowed word makes a compiler or linker read more words. Raises Failure."""
    for word in flags.kept:
        if word.startswith("@") or "\0" in word:
            raise Failure("flag", repr(word))


def _ninja_log() -> bytes:
    """A log of version 4: three paths, of which the first was made from the others."""

    def record(body: bytes, mark: int = 0) -> bytes:
        return (len(body) | mark).to_bytes(4, "little") + body

    def path(number: int, name: bytes) -> bytes:
        padded = name + b"\0" * (-len(name) % 4)
        return record(padded + (number ^ 0xFFFFFFFF).to_bytes(4, "little"))

    numbers = b"".join(number.to_bytes(4, "little") for number in (1, 2))
    paths = b"".join(path(n, name) for n, name in enumerate((b"a.o", b"../tree/a.c", b"/usr/x.h")))
    made = record(b"\0\0\0\0" + b"\1" * 8 + numbers, 1 << 31)
    return b"# ninjadeps\n" + (4).to_bytes(4, "little") + paths + made
