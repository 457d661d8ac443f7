# SPDX-License-Identifier: GPL-2.0-or-later
"""A pack's pack.yaml -> Pack without its rules, and the order of its series."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TypeVar

from qemu_xen_codemod.c.macro_kind import MacroKind
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.rule.document import read_document, read_fields
from qemu_xen_codemod.rule.entrypoints_load import read_entrypoints
from qemu_xen_codemod.rule.fault import raise_faults
from qemu_xen_codemod.rule.library import (
    library_folder,
    library_names,
    library_prefix,
    library_symbols,
)
from qemu_xen_codemod.rule.number import Number
from qemu_xen_codemod.rule.outcome import Outcome
from qemu_xen_codemod.rule.pack import (
    COVER_NAMES,
    GROUP_NAMES,
    NAME,
    PACK_FILE,
    Group,
    HandleKind,
    Keep,
    KeepBlock,
    KeepFiles,
    Library,
    Pack,
    Part,
    Probes,
    Recognition,
    ReleaseMacro,
    StableLibrary,
)
from qemu_xen_codemod.rule.path import check_path
from qemu_xen_codemod.rule.pattern import compile_pattern
from qemu_xen_codemod.rule.shape.pack import (
    CommitShape,
    HandleShape,
    KeepBlockShape,
    KeepShape,
    LibraryShape,
    NumberShape,
    PackShape,
    ProbesShape,
)
from qemu_xen_codemod.rule.shape.read import read_shape
from qemu_xen_codemod.rule.template import check_template
from qemu_xen_codemod.rule.terms import Terms
from qemu_xen_codemod.rule.terms import Word as OutcomeWord
from qemu_xen_codemod.rule.text import Text

_Shape = TypeVar("_Shape")
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class PackFile:
    """The contents of pack.yaml."""

    path: Path
    #: Without rules.
    pack: Pack
    #: Rule ids in the order of their commits; () if the file gives none.
    series: tuple[Text, ...]


def read_pack_file(folder: Path, *, is_tested: bool = False) -> PackFile:
    """The pack.yaml of a folder. Raises RuleError, several together.

    `is_tested`: its templates are known to be right, so jinja2 need not be loaded to check them.
    """
    path = folder / PACK_FILE
    document = read_document(path)
    fields = read_fields(document)
    shape = read_shape(PackShape, fields, document)
    faults: list[RuleError] = []
    if shape.name != folder.resolve().name:
        faults.append(
            RuleError(
                f"name {shape.name} differs from the folder's, {folder.resolve().name}",
                place=document.place(fields.values_at["name"]),
                help=f"write name: {folder.resolve().name}, or rename the folder",
            )
        )
    # A copy of the folder rules has its own files of libraries next to the pack.
    folders = (folder.resolve().parent / "libraries", library_folder())
    pack = _with_checked_keys(_plain_pack(shape), shape, folders, faults)
    if not is_tested:
        _each(_check_group, _commits(shape), faults)
        _each(lambda text: check_template(text, COVER_NAMES), filter(None, [shape.cover]), faults)
    raise_faults(faults)
    series = (
        element.rules if isinstance(element, CommitShape) else [element] for element in shape.series
    )
    return PackFile(path, pack, tuple(chain.from_iterable(series)))


def _plain_pack(shape: PackShape) -> Pack:
    """The pack with the keys that are right if their shape is."""
    macro = shape.release_macro
    return Pack(
        name=shape.name,
        recognition=Recognition(
            tuple(shape.recognise.paths),
            {path: tuple(words) for path, words in shape.recognise.words.items()},
        ),
        variables=dict(shape.variables),
        names=dict(shape.names),
        macros={name.encode(): MacroKind(kind) for name, kind in shape.macros.items()},
        style=Style(
            width=shape.style.width,
            indent=shape.style.indent,
            tab=shape.style.tab,
            tabs=shape.style.tabs,
            todo_comment=shape.style.todo_comment,
        ),
        terms=Terms(
            tuple(shape.requires),
            {
                name: OutcomeWord(Outcome(word.like), word.meaning)
                for name, word in shape.outcomes.items()
            },
        ),
        symbols=tuple(shape.symbols),
        stable_libraries=tuple(
            StableLibrary(stable_library.name, stable_library.prefix)
            for stable_library in shape.stable_libraries
        ),
        parts=tuple(
            Part(part.name, tuple(part.files), tuple(part.instead)) for part in shape.parts
        ),
        compat_headers=tuple(shape.compat_headers),
        release_macro=ReleaseMacro(macro.name, macro.header, macro.of or "") if macro else None,
        cover=shape.cover.value if shape.cover else "",
        rfc_prefix=shape.rfc_prefix or "",
        signoff=shape.signoff,
        checkpatch=shape.checkpatch,
        get_maintainer=shape.get_maintainer,
    )


def _with_checked_keys(
    pack: Pack, shape: PackShape, folders: Sequence[Path], faults: list[RuleError]
) -> Pack:
    """The pack with the keys that may be wrong in more than their shape; errors are recorded."""
    probes = _each(_probes, filter(None, [shape.probes]), faults)
    entrypoints = _each(lambda item: read_entrypoints(item, folders), shape.entrypoints, faults)
    return replace(
        pack,
        keep=_each(_keep, shape.keep, faults),
        libraries=_each(_library, shape.libraries, faults),
        handles=_each(_handle, shape.handles, faults),
        probes=probes[0] if probes else None,
        entrypoints=tuple(chain.from_iterable(entrypoints)),
        numbers=_each(_number, shape.numbers.items(), faults),
        groups=_each(_group, _commits(shape), faults),
    )


def _commits(shape: PackShape) -> list[CommitShape]:
    """The commits of several rules."""
    return [entry for entry in shape.series if isinstance(entry, CommitShape)]


def _each(
    make: Callable[[_Shape], _Made], shapes: Iterable[_Shape], faults: list[RuleError]
) -> tuple[_Made, ...]:
    """What `make` makes of the shapes; errors are recorded."""
    made = []
    for shape in shapes:
        try:
            made.append(make(shape))
        except RuleError as error:
            faults.append(error)
    return tuple(made)


def _number(named: tuple[str, NumberShape]) -> Number:
    name, shape = named
    check_path(shape.file, shape.place())
    pattern = compile_pattern(shape.pattern)
    if pattern.groups != 1:
        raise RuleError(
            "the pattern of a number must have one group, the number",
            place=shape.pattern.place(),
            help=r"write it as '^#define OP_\w+ (\d+)'",
        )
    return Number(name, shape.file, re.compile(pattern.pattern, re.MULTILINE))


def _handle(shape: HandleShape) -> HandleKind:
    not_for = compile_pattern(shape.not_for) if shape.not_for else None
    return HandleKind(shape.type, shape.open, shape.close, not_for)


def _check_group(shape: CommitShape) -> None:
    for text in (shape.subject, shape.why):
        check_template(text, GROUP_NAMES)


def _group(shape: CommitShape) -> Group:
    if "\n" in shape.subject.value.strip() or not shape.subject.value.strip():
        raise RuleError("a subject is one line", place=shape.subject.place())
    names = tuple(name.value for name in shape.rules)
    return Group(names, shape.subject.value.strip(), shape.why.value.strip("\n"))


def _library(shape: LibraryShape) -> Library:
    symbols, prefix = tuple(shape.symbols), shape.prefix
    if not prefix and not symbols:
        symbols, prefix = library_symbols(shape.name), library_prefix(shape.name)
    if not prefix and not symbols:
        known = ", ".join(library_names())
        raise RuleError(
            f"library {shape.name} has neither a prefix nor symbols",
            place=shape.place(),
            help=f"say which functions it has: prefix: xc_; known without: {known}",
        )
    return Library(shape.name, shape.package, prefix, symbols)


def _probes(shape: ProbesShape) -> Probes:
    start, name, end = shape.macro.value.partition(NAME)
    if not name or not re.fullmatch(r"[A-Za-z_]\w*", start + end):
        raise RuleError(
            f"{shape.macro} is not a macro name with {NAME} in it",
            place=shape.macro.place(),
            help=f"write it as 'CONFIG_{NAME}': {NAME} is the function's name in capitals",
        )
    return Probes(shape.header, shape.macro.value)


def _keep(shape: KeepShape) -> Keep:
    if isinstance(shape, KeepBlockShape):
        pattern = compile_pattern(shape.inside_if)
        return KeepBlock(pattern, shape.reason.value, shape.compiled_today)
    return KeepFiles(tuple(shape.files), shape.reason.value)
