# SPDX-License-Identifier: GPL-2.0-or-later
"""Link the programs of a build again, with the series' objects and without the unstable libraries.

The linker's own output is the proof: undefined functions of the unstable libraries are what the
program still needs from them, and anything else that is undefined is an error in the series.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qemu_xen_codemod.build.link_command import LinkCommand
from qemu_xen_codemod.build.ninja_file import NinjaFile
from qemu_xen_codemod.build.process import run
from qemu_xen_codemod.errors import BuildError
from qemu_xen_codemod.verify.disk_space import check_disk_space

_TIMEOUT = 600.0
_ARCHIVE = (".a", ".fa")
#: GNU ld, gold and lld; `more undefined references to` stands for repeats that ld does not print,
#: and ld names a `symbol` if only a library that another one needs defines it.
_UNDEFINED = re.compile(r"undefined (?:references? to(?: symbol)?|symbol:) [`']?([\w.$]+)")
_LINKER = re.compile(r"^(?:\S*/)?ld(?:\.\w+)?: ")
_PLACED = re.compile(r"([^:]+):\d+: ")
#: Lines that are only about undefined symbols.
_ABOUT_IT = re.compile(
    r".*undefined (?:references? to|symbol:).*|.*: in function `.*|>>> .*|\s*|collect2: error: .*"
    r"|(?:clang|\S+): error: linker command failed .*"
)


@dataclass(frozen=True, slots=True)
class Linked:
    """The linker's result for one program."""

    #: As the build names it.
    program: str
    header_set: str
    #: The linker's lines about undefined symbols other than entrypoints, with paths inside the
    #: tree.
    lines: tuple[str, ...]
    #: Undefined functions of the unstable libraries, sorted.
    unstable: tuple[str, ...]
    #: Undefined entrypoints that the libraries of the machine do not have yet.
    entrypoints: tuple[str, ...]
    #: Undefined, and none of these.
    other: tuple[str, ...]
    #: The linker's output about another error, "" for none.
    fault: str
    #: Stable libraries that its link line lacks and that were added.
    added: tuple[str, ...] = ()


def link(
    command: LinkCommand,
    build: Path,
    ninja: NinjaFile,
    replaced: Mapping[Path, Path | None],
    without: Sequence[str],
    output: Path,
    added: Sequence[str] = (),
) -> str:
    """The linker's output; `output`, which is private, is deleted afterwards.

    `replaced`: the build's object -> the one that replaces it, None for none. `without`: names of
    libraries to leave out, such as `libxenctrl`. `added`: libraries to add. Raises BuildError if
    the linker cannot be run, OSError if there is no disk space.
    """
    words = [*_words(command, build, ninja, replaced, without, output)]
    words += [f"-l{name.removeprefix('lib')}" for name in added]
    response = output.with_suffix(".rsp")
    response.write_text("\n".join(map(_quoted, words)) + "\n", errors="surrogateescape")
    arguments = ("-o", str(output), f"@{response}")
    try:
        done = run(command.program, arguments, build, timeout=_TIMEOUT)
    finally:
        output.unlink(missing_ok=True)
        response.unlink()
    errors = done.err.decode("utf-8", "replace")
    if done.status:
        check_disk_space(errors)
    return errors if done.status else ""


def read_linked(
    program: str,
    header_set: str,
    unstable: frozenset[str],
    entrypoints: frozenset[str],
    name: Callable[[str], str],
    said: str,
) -> Linked:
    """The linker's output as lists. `name`: the name of a file in objects -> in reports."""
    lines = [line for line in said.splitlines() if line.strip()]
    named = [(line, match[1]) for line in lines if (match := _UNDEFINED.search(line))]
    undefined = {symbol for _, symbol in named}
    return Linked(
        program,
        header_set,
        tuple(_shown(line, name) for line, symbol in named if symbol not in entrypoints),
        tuple(sorted(undefined & unstable)),
        tuple(sorted(undefined & entrypoints)),
        tuple(sorted(undefined - unstable - entrypoints)),
        "\n".join(line for line in lines if not _ABOUT_IT.fullmatch(line)),
    )


def _shown(line: str, name: Callable[[str], str]) -> str:
    """`FILE:LINE: undefined reference to `f'`, without the linker's own name in front."""
    line = _LINKER.sub("", line)
    placed = _PLACED.match(line)
    return f"{name(placed[1])}{line[placed.end(1) :]}" if placed else line


def _words(
    command: LinkCommand,
    build: Path,
    ninja: NinjaFile,
    replaced: Mapping[Path, Path | None],
    without: Sequence[str],
    output: Path,
) -> Iterator[str]:
    """The link line's words, with our objects and archives instead of the build's."""
    by_name = {
        str(old.relative_to(build)): str(new or "")
        for old, new in replaced.items()
        if old.is_relative_to(build)
    }
    for number, word in enumerate(command.words):
        made = ninja.statement(word) if word.endswith(_ARCHIVE) else None
        members = made.inputs if made is not None else ()
        if _is_one_of(word, without):
            continue
        if any(name in by_name for name in members):
            archive = output.with_suffix(f".{number}.a")
            kept = [new for name in members if (new := by_name.get(name, name))]
            _archive(archive, kept, build)
            yield str(archive)
        elif new := by_name.get(word, word):
            yield new


def _archive(path: Path, members: Sequence[str], build: Path) -> None:
    """A thin archive: its members stay where they are."""
    path.unlink(missing_ok=True)
    # No member is an option, or a file of options.
    names = [f"./{name}" if name.startswith(("-", "@")) else name for name in members]
    done = run("ar", ("crsT", str(path), *names), build, timeout=_TIMEOUT)
    if done.status:
        output = done.err.decode("utf-8", "replace")
        check_disk_space(output)
        raise BuildError(f"ar cannot make {path.name}: {output.strip()}")


def _is_one_of(word: str, libraries: Sequence[str]) -> bool:
    """`/usr/lib/libxenctrl.so`, `libxenctrl.a` and `-lxenctrl` for `libxenctrl`."""
    name = Path(word).name.partition(".")[0]
    return any(
        (name == library and not word.startswith("-")) or word == f"-l{library.removeprefix('lib')}"
        for library in libraries
    )


def _quoted(word: str) -> str:
    """A word of a response file, as gcc and clang parse them."""
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
