"""A pack's pack.yaml -> Pack without its rules, and the order of its series."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError

from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.rule.document import read_document, read_fields
from qemu_xen_codemod.rule.fault import raise_faults
from qemu_xen_codemod.rule.library import library_names, library_prefix, library_symbols
from qemu_xen_codemod.rule.pack import (
    Entrypoints,
    HandleKind,
    Keep,
    KeepBlock,
    KeepFiles,
    Library,
    Pack,
    Recognition,
    ReleaseMacro,
)
from qemu_xen_codemod.rule.pack_model import (
    EntrypointsShape,
    KeepBlockShape,
    KeepShape,
    LibraryShape,
    PackShape,
)
from qemu_xen_codemod.rule.pattern import compile_pattern
from qemu_xen_codemod.rule.shape import read_shape
from qemu_xen_codemod.rule.text import Text
from qemu_xen_codemod.rule.variables import Variables

PACK_FILE = "pack.yaml"


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
    keep: list[Keep] = []
    for kept in shape.keep:
        try:
            keep.append(_keep(kept))
        except RuleError as error:
            faults.append(error)
    libraries = []
    for library in shape.libraries:
        try:
            libraries.append(_library(library))
        except RuleError as error:
            faults.append(error)
    handles = []
    for handle in shape.handles:
        try:
            pattern = compile_pattern(handle.not_for) if handle.not_for else None
            handles.append(HandleKind(handle.type, handle.open, handle.close, pattern))
        except RuleError as error:
            faults.append(error)
    entrypoints = []
    for declared in shape.entrypoints:
        try:
            entrypoints.append(_entrypoints(declared, shape.variables))
        except RuleError as error:
            faults.append(error)
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
        libraries=tuple(libraries),
        symbols=tuple(shape.symbols),
        handles=tuple(handles),
        compat_headers=tuple(shape.compat_headers),
        release_macro=(
            ReleaseMacro(shape.release_macro.name, shape.release_macro.header)
            if shape.release_macro
            else None
        ),
        entrypoints=tuple(entrypoints),
        keep=tuple(keep),
        cover=shape.cover.value if shape.cover else "",
        signoff=shape.signoff,
        checkpatch=shape.checkpatch,
        get_maintainer=shape.get_maintainer,
    )
    return PackFile(path, pack, tuple(shape.series))


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


def _entrypoints(shape: EntrypointsShape, variables: Variables) -> Entrypoints:
    named = shape.since
    # A bool is an int to Python.
    if isinstance(named, Text) and type(variables.get(named.value)) is not int:
        raise RuleError(
            f"{named} is no variable that holds a number",
            place=named.place(),
            help="write a release as a number, or the name of one of variables:",
        )
    since = named.value if isinstance(named, Text) else named
    return Entrypoints(
        shape.header, since, shape.prototypes.value.strip("\n") + "\n", shape.rule or ""
    )


def _keep(shape: KeepShape) -> Keep:
    if isinstance(shape, KeepBlockShape):
        return KeepBlock(compile_pattern(shape.inside_if), shape.reason.value)
    return KeepFiles(tuple(shape.files), shape.reason.value)
