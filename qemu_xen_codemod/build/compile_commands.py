# SPDX-License-Identifier: GPL-2.0-or-later
"""CompileCommand: how a build compiles one source, according to its compile_commands.json.

Both forms of the format are read: `arguments`, and `command`, which is split as by a shell. Nothing
is run. Entries keep their order, and duplicates are dropped; a source may have several entries,
each with an object of its own. A source need not exist: some are generated. Raises BuildError,
placed where the fault is.
"""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from qemu_xen_codemod.errors import BuildError, Place, place_at
from qemu_xen_codemod.regular_file import read_regular

NAME = "compile_commands.json"

_MAKE_ONE = (
    "configure the tree first (meson, CMake and ninja write it); for a build by make:"
    " bear -- make, or the kernel's `make compile_commands.json`"
)
_MAKE_AGAIN = "configure the build directory again, which rewrites the file"
#: A longer line is not shown.
_WIDEST = 200


@dataclass(frozen=True, slots=True)
class CompileCommand:
    """One entry."""

    #: Where the compiler is run. Absolute, links resolved.
    directory: Path
    #: The source. Absolute, links resolved.
    file: Path
    #: The object as the entry names it, relative to `directory` or absolute; "" when it is not
    #: known.
    output: str
    #: The compiler and its arguments.
    arguments: tuple[str, ...]

    @property
    def object(self) -> Path:
        """The object's absolute path; `directory` if the entry names none."""
        return Path(os.path.normpath(self.directory / self.output))


def read_compile_commands(build: Path) -> tuple[CompileCommand, ...]:
    """The entries of a build directory."""
    path = build / NAME
    text = _read(build, path)
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        place = _short(place_at(str(path), text, error.pos))
        raise BuildError(f"is not JSON: {error.msg}", place=place, help=_MAKE_AGAIN) from None
    except RecursionError:
        raise BuildError(f"{path} is nested too deeply for a list of commands") from None
    except ValueError as error:
        # Python parses no number of thousands of digits.
        raise BuildError(f"{path} cannot be read: {error}", help=_MAKE_AGAIN) from None
    if not isinstance(document, list):
        place = _short(place_at(str(path), text, len(text) - len(text.lstrip())))
        raise BuildError("is not a list of compile commands", place=place, help=_MAKE_AGAIN)
    if not document:
        raise BuildError(f"{path} has no compile commands", help=_MAKE_AGAIN)
    commands: dict[CompileCommand, None] = {}
    # Thousands of sources are in a few hundred folders.
    resolve = cache(Path.resolve)
    folder = resolve(build)
    for index, entry in enumerate(document):
        try:
            commands[_make_command(entry, folder, resolve)] = None
        except _EntryError as error:
            place = _short(place_at(str(path), text, _offset_of(text, index)))
            raise BuildError(f"entry {index + 1} {error}", place=place, help=_MAKE_AGAIN) from None
    return tuple(commands)


def check_belongs(commands: Sequence[CompileCommand], tree_root: Path) -> None:
    """Raise BuildError when no source of the build is a file of the tree.

    `tree_root` is absolute with its links resolved, as `Tree.root` is.
    """
    inside = [command for command in commands if command.file.is_relative_to(tree_root)]
    # The build of another tree may be inside this tree, with its generated files.
    if 2 * len(inside) >= len(commands) or any(map(_is_from_outside, inside)):
        return
    made_from = _tree_of(commands)
    raise BuildError(
        f"the build directory belongs to another tree, {made_from}, not to {tree_root}",
        help=f"name that tree: --tree {made_from}; or configure a build of {tree_root}",
    )


def _tree_of(commands: Sequence[CompileCommand]) -> Path:
    """The folder that contains all sources, except those that the build generated itself."""
    sources = list(filter(_is_from_outside, commands)) or commands
    return Path(os.path.commonpath({command.file.parent for command in sources}))


def _is_from_outside(command: CompileCommand) -> bool:
    """Whether the source is outside of the folder in which it is compiled."""
    return not command.file.is_relative_to(command.directory)


def _read(build: Path, path: Path) -> str:
    try:
        return read_regular(path).decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        if not build.exists():
            raise BuildError(f"there is no build directory at {build}", help=_MAKE_ONE) from None
        raise BuildError(f"there is no {NAME} in {build}", help=_MAKE_ONE) from None
    except NotADirectoryError:
        raise BuildError(
            f"{build} is not a folder", help=f"name the folder that contains {NAME}"
        ) from None
    except (OSError, ValueError) as error:
        raise BuildError(f"{path} cannot be read: {error}") from None


class _EntryError(Exception):
    """What is wrong with an entry."""


def _make_command(entry: Any, build: Path, resolve: Callable[[Path], Path]) -> CompileCommand:
    if not isinstance(entry, dict):
        raise _EntryError("is not an object")
    for name in ("directory", "file"):
        if not isinstance(entry.get(name), str) or not entry[name]:
            raise _EntryError(f'has no "{name}"')
    output = entry.get("output", "")
    if not isinstance(output, str):
        raise _EntryError('has an "output" that is not a string')
    arguments = _arguments_of(entry)
    texts = (entry["directory"], entry["file"], output, *arguments)
    if any("\0" in text for text in texts):
        raise _EntryError("contains a NUL character")
    try:
        for text in texts:
            os.fsencode(text)
        directory = resolve(Path(build, entry["directory"]))
        file = Path(directory, entry["file"])
        # The folder is resolved; the name only if it is a link, which few are.
        file = resolve(file.parent) / file.name
        if file.name == ".." or file.is_symlink():
            file = file.resolve()
    except UnicodeEncodeError:
        raise _EntryError("contains an unpaired surrogate") from None
    except (OSError, RuntimeError) as error:
        # A name that is too long, or a link that leads to itself.
        raise _EntryError(f"is not a possible file name: {error}") from None
    output = output or _output_of(arguments, Path(entry["file"]).stem)
    return CompileCommand(directory, file, output, arguments)


def _arguments_of(entry: dict[str, Any]) -> tuple[str, ...]:
    words, command = entry.get("arguments"), entry.get("command")
    if words is None and command is None:
        raise _EntryError('has neither "arguments" nor "command"')
    if words is None:
        if not isinstance(command, str):
            raise _EntryError('has a "command" that is not a string')
        words = _split(command)
    elif not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise _EntryError('has "arguments" that are not a list of strings')
    if not words:
        raise _EntryError("has an empty command")
    return tuple(words)


def _split(command: str) -> list[str]:
    """The words of a command. Most have no quotes, which makes this a hundred times faster."""
    if not any(mark in command for mark in "\\'\""):
        return command.split()
    try:
        return shlex.split(command)
    except ValueError as error:
        raise _EntryError(f'has a "command" that cannot be split: {error}') from None


def _output_of(arguments: Sequence[str], stem: str) -> str:
    """The object that -o names, or that the compiler names after the source."""
    for at, word in enumerate(arguments):
        if word == "-o":
            return arguments[at + 1] if at + 1 < len(arguments) else ""
        if word.startswith("-o"):
            return word[2:]
    return f"{stem}.o" if "-c" in arguments else ""


def _offset_of(text: str, index: int) -> int:
    """The offset of an entry of a list that is known to be JSON."""
    decoder = json.JSONDecoder()
    at = text.index("[") + 1
    for _ in range(index):
        at = decoder.raw_decode(text, _skip(text, at))[1]
    return _skip(text, at)


def _skip(text: str, at: int) -> int:
    """The offset of the next character that is neither white space nor a comma."""
    while text[at] in " \t\r\n,":
        at += 1
    return at


def _short(place: Place) -> Place:
    """The place, without a line that would fill the screen."""
    return place if len(place.text) <= _WIDEST else Place(place.path, place.line, place.column)
