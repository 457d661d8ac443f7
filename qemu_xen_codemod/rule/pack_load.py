"""A pack's pack.yaml -> Pack without its rules, and the order of its series."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from jinja2 import Environment, TemplateSyntaxError

from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.rule.document import read_document, read_fields
from qemu_xen_codemod.rule.entrypoints_load import read_entrypoints
from qemu_xen_codemod.rule.fault import raise_faults
from qemu_xen_codemod.rule.library import library_names, library_prefix, library_symbols
from qemu_xen_codemod.rule.pack import (
    NAME,
    HandleKind,
    Keep,
    KeepBlock,
    KeepFiles,
    Library,
    Pack,
    Probes,
    Recognition,
    ReleaseMacro,
)
from qemu_xen_codemod.rule.pack_model import (
    HandleShape,
    KeepBlockShape,
    KeepShape,
    LibraryShape,
    PackShape,
    ProbesShape,
)
from qemu_xen_codemod.rule.pattern import compile_pattern
from qemu_xen_codemod.rule.shape import read_shape
from qemu_xen_codemod.rule.text import Text

PACK_FILE = "pack.yaml"

_S = TypeVar("_S")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class PackFile:
    """What pack.yaml says."""

    path: Path
    #: Without rules.
    pack: Pack
    #: Rule ids in the order of their commits; () when the file gives none.
    series: tuple[Text, ...]


def read_pack_file(folder: Path) -> PackFile:
    """The pack.yaml of a folder. Raises RuleError, several together."""
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
            )
        )
    keep = tuple(_read(_keep, shape.keep, faults))
    libraries = tuple(_read(_library, shape.libraries, faults))
    handles = tuple(_read(_handle, shape.handles, faults))
    probes = next(_read(_probes, [shape.probes] if shape.probes else [], faults), None)
    entrypoints = tuple(
        one
        for read in _read(
            lambda one: read_entrypoints(one, shape.variables), shape.entrypoints, faults
        )
        for one in read
    )
    if shape.cover is not None:
        try:
            Environment().parse(shape.cover.value)  # noqa: S701 (a letter, not HTML)
        except TemplateSyntaxError as error:
            place = shape.cover.place_of_line(error.lineno, 1)
            what = f"not a jinja2 template: {error.message}"
            faults.append(RuleError(what, place=place))
    raise_faults(faults)
    pack = Pack(
        name=shape.name,
        recognition=Recognition(
            tuple(shape.recognise.paths),
            {path: tuple(words) for path, words in shape.recognise.words.items()},
        ),
        variables=dict(shape.variables),
        names=dict(shape.names),
        style=Style(
            width=shape.style.width,
            indent=shape.style.indent,
            tab=shape.style.tab,
            tabs=shape.style.tabs,
            todo_comment=shape.style.todo_comment,
        ),
        libraries=libraries,
        symbols=tuple(shape.symbols),
        handles=handles,
        compat_headers=tuple(shape.compat_headers),
        release_macro=(
            ReleaseMacro(shape.release_macro.name, shape.release_macro.header)
            if shape.release_macro
            else None
        ),
        probes=probes,
        entrypoints=entrypoints,
        keep=keep,
        cover=shape.cover.value if shape.cover else "",
        signoff=shape.signoff,
        checkpatch=shape.checkpatch,
        get_maintainer=shape.get_maintainer,
    )
    return PackFile(path, pack, tuple(shape.series))


def _read(read: Callable[[_S], _T], shapes: Iterable[_S], faults: list[RuleError]) -> Iterator[_T]:
    """Each of them; what is wrong with one goes to the faults."""
    for shape in shapes:
        try:
            yield read(shape)
        except RuleError as error:
            faults.append(error)


def _library(shape: LibraryShape) -> Library:
    symbols, prefix = tuple(shape.symbols), shape.prefix
    if not prefix and not symbols:
        symbols, prefix = library_symbols(shape.name), library_prefix(shape.name)
    if not prefix and not symbols:
        known = ", ".join(library_names())
        raise RuleError(
            f"library {shape.name} has neither a prefix nor symbols",
            place=shape.place(),
            help=f"say which functions are its own: prefix: xc_; known without: {known}",
        )
    return Library(shape.name, shape.package, prefix, symbols)


def _handle(shape: HandleShape) -> HandleKind:
    pattern = compile_pattern(shape.not_for) if shape.not_for else None
    return HandleKind(shape.type, shape.open, shape.close, pattern)


def _probes(shape: ProbesShape) -> Probes:
    start, name, end = shape.macro.value.partition(NAME)
    if not name or not re.fullmatch(r"[A-Za-z_]\w*", start + end):
        raise RuleError(
            f"{shape.macro} is no name of a macro with {NAME} in it",
            place=shape.macro.place(),
            help=f"write it as 'CONFIG_{NAME}': {NAME} is the function's name in capitals",
        )
    return Probes(shape.header, shape.macro.value)


def _keep(shape: KeepShape) -> Keep:
    if isinstance(shape, KeepBlockShape):
        return KeepBlock(compile_pattern(shape.inside_if), shape.reason.value)
    return KeepFiles(tuple(shape.files), shape.reason.value)
