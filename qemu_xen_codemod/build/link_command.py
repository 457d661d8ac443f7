# SPDX-License-Identifier: GPL-2.0-or-later
"""LinkCommand: how a build links a program, according to its build.ninja.

The words of the link line, with response files expanded, each allowed by name as `flags` does for
compiling: a linker plugin or a folder of other programs is not allowed. Nothing is run.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qemu_xen_codemod.build.compile_commands import CompileCommand
from qemu_xen_codemod.build.compiler import split_compiler
from qemu_xen_codemod.build.ninja_file import NinjaFile
from qemu_xen_codemod.errors import BuildError
from qemu_xen_codemod.named_path import is_file
from qemu_xen_codemod.regular_file import read_regular

_OBJECT = (".o", ".obj")
_ARCHIVE = (".a", ".fa")
#: Response files of a link line: QEMU's has one, and files that name each other have no end.
_MOST = 100
#: Options with their value as the next word.
_VALUED = frozenset(("-L", "-l", "-z", "-u", "-e", "-T", "-Xlinker"))
_KEPT = re.compile(
    r"-l[\w+.:-]+|-L.+|-O[0-3sg]?|-g[a-z0-9-]*|-m(?!llvm)[a-z0-9][\w.+=,-]*|-pthread|-rdynamic"
    r"|-static(-libgcc|-pie)?|-(no-)?pie|-nostdlib|-nodefaultlibs|-s|-W[a-z][a-z0-9=+-]*"
    r"|-f(no-)?(PIE|pie|PIC|pic|stack-protector(-all|-strong)?|lto(=[a-z0-9]+)?|common"
    r"|sanitize=[a-z,-]+|strict-aliasing|wrapv|openmp|use-ld=(bfd|gold|lld|mold))"
)
#: What comes after `-Wl,`. A plugin, a linker script and an output are not among them.
_LINKER = re.compile(
    r"((no-)?as-needed|start-group|end-group|(no-)?whole-archive|no-undefined|gc-sections"
    r"|(no-)?export-dynamic|E|Bstatic|Bdynamic|Bsymbolic(-functions)?|(no-)?allow-shlib-undefined"
    r"|warn-common|build-id(=\w+)?|sort-common|hash-style=\w+|undefined=[\w@.]+|icf=\w+"
    r"|dynamic-list=.+|version-script=.+|rpath(-link)?=.+|enable-new-dtags"
    r"|disable-new-dtags|exclude-libs=.+|wrap=.+|soname=.+|allow-multiple-definition)"
)
#: With a value of its own after a comma: `-Wl,-z,relro`, `-Wl,--rpath,/lib`.
_LINKER_VALUED = frozenset(("z", "u", "rpath", "rpath-link", "version-script", "soname"))
#: ld accepts one hyphen or two before either kind.
_HYPHENS = re.compile(r"--?(?=[A-Za-z])")


@dataclass(frozen=True, slots=True)
class LinkCommand:
    """What links one program; relative names are relative to the build directory."""

    #: The build's name for it.
    output: str
    #: The compiler that calls the linker.
    program: str
    #: All its arguments, except for the output's name.
    words: tuple[str, ...]
    #: Options that were not allowed.
    left_out: tuple[str, ...]


def read_link_command(build: Path, ninja: NinjaFile, output: str) -> LinkCommand:
    """How `output` is linked; BuildError if no compiler links it."""
    command = CompileCommand(build, build / output, output, _split(ninja.command(output), output))
    compiler, words = split_compiler(command)
    response = ninja.response(output)
    known = {response.path: response.content} if response else {}
    kept: list[str] = []
    left_out: list[str] = []
    todo = iter(tuple(_written_out(words, build, known)))
    for word in todo:
        if word == "-o":
            next(todo, None)
            continue
        value = next(todo, "") if word in _VALUED else None
        is_kept = (value is None or _is_value(value)) and _is_kept(f"{word}{value or ''}")
        into = kept if is_kept else left_out
        into += [word] if value is None else [word, value]
    return LinkCommand(output, compiler.program, tuple(kept), tuple(left_out))


def linked_programs(build: Path, ninja: NinjaFile, objects: Iterable[Path]) -> tuple[str, ...]:
    """What a built build directory links from any of the objects, also by way of archives."""
    wanted = {str(path.relative_to(build)) for path in objects if path.is_relative_to(build)}
    holding: dict[str, bool] = dict.fromkeys(wanted, True)
    programs = []
    for output in ninja.outputs:
        if output.endswith(_OBJECT + _ARCHIVE) or not is_file(build / output):
            continue
        statement = ninja.statement(output)
        if statement is None or not any(name.endswith(_OBJECT) for name in statement.inputs):
            continue
        if any(_holds(ninja, name, holding) for name in (*statement.inputs, *statement.implicit)):
            programs.append(output)
    return tuple(programs)


def _holds(ninja: NinjaFile, name: str, known: dict[str, bool]) -> bool:
    """Whether it is one of the objects, or an archive with one in it."""
    if name not in known:
        known[name] = False
        made = ninja.statement(name) if name.endswith(_ARCHIVE) else None
        if made is not None:
            known[name] = any(_holds(ninja, word, known) for word in (*made.inputs, *made.implicit))
    return known[name]


def _written_out(words: Sequence[str], build: Path, known: Mapping[str, str]) -> Iterator[str]:
    """The words, with response files replaced by their contents."""
    waiting = [*reversed(words)]
    files = 0
    while waiting:
        word = waiting.pop()
        if not word.startswith("@"):
            yield word
            continue
        name = word[1:]
        files += 1
        if files > _MOST:
            raise BuildError(
                f"{name} is a response file that names itself, or response files are nested too "
                "deeply"
            )
        text = known.get(name)
        if text is None:
            try:
                text = read_regular(build / name).decode("utf-8", "surrogateescape")
            except OSError as error:
                raise BuildError(
                    f"{name}, which the link line names, cannot be read: {error.strerror}",
                    help="build the program once with the build directory's own ninja",
                ) from None
            except ValueError as error:
                raise BuildError(f"the link line names no file: {error}") from None
        waiting += reversed(_split(text, name))


def _split(text: str, name: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(text))
    except ValueError as error:
        raise BuildError(f"the link line of {name} cannot be read: {error}") from None


def _is_kept(word: str) -> bool:
    if "\0" in word:
        return False
    if not word.startswith("-"):
        # Objects, archives and libraries; a linker script has none of these endings.
        path = Path(word)
        return word.endswith(_OBJECT + _ARCHIVE) or ".so" in path.suffixes
    if not word.startswith("-Wl,"):
        return _KEPT.fullmatch(word) is not None
    parts = iter(word.removeprefix("-Wl,").split(","))
    for part in parts:
        hyphens = _HYPHENS.match(part)
        name = part[hyphens.end() :] if hyphens else ""
        if name in _LINKER_VALUED:
            if not _is_value(next(parts, "")):
                return False
        elif not _LINKER.fullmatch(name):
            return False
    return True


def _is_value(word: str) -> bool:
    """Whether the word is safe as a value: compilers and linkers read more options from the file
    that `@file` names, and would take `-x` for an option if they parsed the words before it
    differently.
    """
    return bool(word) and not word.startswith(("@", "-"))
