# SPDX-License-Identifier: GPL-2.0-or-later
"""Unit: a translation unit as libclang parses it: its diagnostics, its files, and its spots.

A unit is parsed with the allowed flags of its compile command (`flags`), and with the compiler's
own headers, which libclang's package lacks. A spot is the place of a word that may be a reference.
The unit says whether it is a compiled reference: the word names a function there, as written, as an
argument of a macro, or in the body of a macro whose expansion has such a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from qemu_xen_codemod.build.clang_places import cursor_at, skipped_ranges
from qemu_xen_codemod.build.compile_commands import CompileCommand
from qemu_xen_codemod.build.compiler import split_compiler
from qemu_xen_codemod.build.flags import NOT_PRECOMPILED, flags_for_libclang
from qemu_xen_codemod.build.macro_spots import find_expanded, find_pasted
from qemu_xen_codemod.build.spot import Spot, State
from qemu_xen_codemod.errors import BuildError
from qemu_xen_codemod.named_path import is_file

#: libclang's numbers for severities.
_SEVERITIES = ("ignored", "note", "warning", "error", "fatal")
#: Warnings that only gcc has are not errors, and a limit must not hide an error.
_ADDED = ("-Wno-unknown-warning-option", "-ferror-limit=0")


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A diagnostic of libclang at a place."""

    #: "warning", "error" or "fatal".
    severity: str
    #: As libclang names it, absolute where the flags are; "" for no file.
    path: str
    #: Line and column from 1, in bytes; 0 without a file.
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}:{self.column}: " if self.path else ""
        return f"{place}{self.message}"


@dataclass(frozen=True, slots=True)
class Unit:
    """A compile command's source, parsed as far as possible."""

    command: CompileCommand
    diagnostics: tuple[Diagnostic, ...] = ()
    #: The source and all that it includes, absolute, with links resolved. Only the source if no
    #: spots were requested.
    files: frozenset[Path] = frozenset()
    #: What it knows about the spots in its files; empty if it has a fault.
    seen: tuple[tuple[Spot, State], ...] = ()
    #: Options that were left out because they are not allowed.
    left_out: tuple[str, ...] = ()
    #: Why it could not be parsed, "" if it could.
    fault: str = ""


def parse_unit(command: CompileCommand, spots: Sequence[Spot], headers: Sequence[Path]) -> Unit:
    """Parse one source; `headers` are the folders of the compiler's own headers (`find_headers`).

    Raises nothing, whatever the command or the source contains. libclang may crash on either: let
    `parse_units` call this.
    """
    from clang.cindex import Index, TranslationUnit, TranslationUnitLoadError

    source = frozenset((command.file,))
    try:
        compiler, words = split_compiler(command)
    except BuildError as error:
        return Unit(command, files=source, fault=error.what)
    if not is_file(command.file):
        return Unit(command, files=source, fault=f"{command.file} does not exist")
    flags = flags_for_libclang(words, command.directory)
    arguments = [*NOT_PRECOMPILED, *flags.kept, *_ADDED, f"-working-directory={command.directory}"]
    if compiler.target:
        arguments.append(f"--target={compiler.target}")
    for folder in headers:
        arguments += ["-isystem", str(folder)]
    try:
        parsed = Index.create().parse(
            str(command.file),
            arguments,
            # Recording each expansion of a macro takes a tenth of the time.
            options=TranslationUnit.PARSE_DETAILED_PROCESSING_RECORD if spots else 0,
        )
    except TranslationUnitLoadError:
        fault = f"libclang cannot parse {command.file} with the flags of its compile command"
        return Unit(command, files=source, left_out=flags.left_out, fault=fault)
    # gcc's own headers define what clang has built in: that says nothing about the source.
    # A header that they do not find does.
    compiler_folders = tuple(f"{folder}/" for folder in headers)
    diagnostics = tuple(
        found
        for found in _diagnostics(parsed)
        if found.severity == "fatal" or not found.path.startswith(compiler_folders)
    )
    files = dict(_files(parsed, command)) if spots else {command.file: str(command.file)}
    fatal = next((found for found in diagnostics if found.severity == "fatal"), None)
    if fatal:
        return Unit(command, diagnostics, frozenset(files), (), flags.left_out, str(fatal))
    has_errors = any(found.severity == "error" for found in diagnostics)
    seen = tuple(_look(parsed, files, spots, has_errors))
    return Unit(command, diagnostics, frozenset(files), seen, flags.left_out)


def _diagnostics(parsed: Any) -> Iterator[Diagnostic]:
    for found in parsed.diagnostics:
        place = found.location
        path = place.file.name if place.file else ""
        severity = _SEVERITIES[found.severity]
        yield Diagnostic(severity, path, place.line, place.column, found.spelling)


def _files(parsed: Any, command: CompileCommand) -> Iterator[tuple[Path, str]]:
    """The files that were read, and libclang's names for them."""
    resolve = cache(Path.resolve)
    yield command.file, str(command.file)
    for name in {included.include.name for included in parsed.get_includes()}:
        path = command.directory / name
        path = resolve(path.parent) / path.name
        yield (path.resolve() if path.is_symlink() else path), name


def _look(
    parsed: Any, files: dict[Path, str], spots: Sequence[Spot], has_errors: bool
) -> Iterator[tuple[Spot, State]]:
    skipped = cache(lambda name: skipped_ranges(parsed, name))
    defined: set[Spot] = set()
    pasted: set[Spot] = set()
    for spot in spots:
        name = files.get(spot.path)
        if name is None:
            continue
        if any(start <= spot.offset < end for start, end in skipped(name)):
            yield spot, State.NOT_COMPILED
        elif spot.macro:
            defined.add(spot)
        elif spot.is_pasted:
            pasted.add(spot)
        elif _is_reference(cursor_at(parsed, name, spot.offset), spot.word):
            yield spot, State.COMPILED
        else:
            # Code that libclang did not understand may be a reference.
            yield spot, State.UNKNOWN if has_errors else State.NOT_COMPILED
    expanded = find_expanded(parsed, files, defined) if defined else set()
    expanded |= find_pasted(parsed, files, pasted) if pasted else set()
    for spot in defined | pasted:
        missing = State.UNKNOWN if has_errors else State.NOT_COMPILED
        yield spot, State.COMPILED if spot in expanded else missing


def _is_reference(cursor: Any, word: str) -> bool:
    """Whether the cursor refers to a function or object that other units share."""
    from clang.cindex import CursorKind, LinkageKind

    if cursor.kind.is_attribute():
        # `cleanup(function)`: libclang has no cursor inside an attribute.
        return True
    if cursor.kind is not CursorKind.DECL_REF_EXPR or cursor.spelling != word:
        return False
    target = cursor.referenced
    return target is not None and target.linkage is LinkageKind.EXTERNAL
