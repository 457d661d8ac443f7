# SPDX-License-Identifier: GPL-2.0-or-later
"""Entrypoints of pack.yaml, and of the files in rules/libraries that several packs read.

NAME.yml there is for the library NAME: functions that are proposed for it, and that no release has.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.rule.document import read_document, read_fields
from qemu_xen_codemod.rule.entrypoints import Entrypoints, Meant, Proposal, Recorded
from qemu_xen_codemod.rule.fault import raise_faults
from qemu_xen_codemod.rule.shape.entrypoints import (
    DeclarationsShape,
    EntrypointsShape,
    LibraryEntrypointsShape,
    LibraryFileShape,
)
from qemu_xen_codemod.rule.shape.read import read_shape
from qemu_xen_codemod.rule.shape.value import Shape


def read_entrypoints(
    shape: EntrypointsShape | DeclarationsShape | LibraryEntrypointsShape,
    libraries: Sequence[Path],
) -> tuple[Entrypoints, ...]:
    """The entrypoints of an entry of pack.yaml. Raises RuleError, several together.

    `libraries`: the folders with the files of libraries; the first that has one counts.
    """
    if isinstance(shape, EntrypointsShape):
        return (_entrypoints(shape),)
    if isinstance(shape, DeclarationsShape):
        text = shape.declarations.value.strip("\n") + "\n"
        return (Entrypoints(shape.header, shape.since, "", declarations=text),)
    return _of_library(shape, libraries)


def _entrypoints(shape: EntrypointsShape) -> Entrypoints:
    if shape.proposed is not None and shape.since is not None:
        raise RuleError(
            "a function that a release has is no longer proposed",
            place=shape.proposed.place(),
            help="leave out since: or proposed:",
        )
    proposal = shape.proposed
    proposed = (
        Proposal(proposal.by, proposal.where, proposal.message_id, proposal.link)
        if proposal
        else None
    )
    prototypes = shape.prototypes.value.strip("\n") + "\n"
    recorded = tuple(
        Recorded(recorded_shape.new, recorded_shape.old) for recorded_shape in shape.recorded
    )
    meant = tuple(
        Meant(entry.field, entry.old, entry.new, entry.why, entry.function or "")
        for entry in shape.meant
    )
    found = Entrypoints(
        shape.header,
        shape.since,
        prototypes,
        shape.rule or "",
        proposed,
        recorded=recorded,
        meant=meant,
    )
    if not found.functions or "" in found.functions:
        raise RuleError(
            "these are not function declarations",
            place=shape.prototypes.place(),
            help="write each as in C: int f(int a);",
        )
    named: list[tuple[str, Shape]] = [
        (item.function, written) for item, written in zip(recorded, shape.recorded, strict=True)
    ]
    named += [
        (meant_shape.function, meant_shape) for meant_shape in shape.meant if meant_shape.function
    ]
    for name, written in named:
        if name not in found.functions:
            raise RuleError(
                f"{name} is not one of the functions declared here",
                place=written.place(),
                help=f"these are: {', '.join(found.functions)}",
            )
    return found


def _of_library(
    shape: LibraryEntrypointsShape, libraries: Sequence[Path]
) -> tuple[Entrypoints, ...]:
    known: dict[str, Path] = {}
    for folder in reversed(libraries):
        known |= {path.stem: path for path in folder.glob("*.yml")}
    if shape.library not in known:
        raise RuleError(
            f"there is no file of entrypoints for the library {shape.library}",
            place=shape.place(),
            help=f"there is one for: {', '.join(sorted(known))}",
        )
    return read_library_file(known[shape.library])


def read_library_file(path: Path) -> tuple[Entrypoints, ...]:
    """The functions proposed for a library. Raises RuleError, several together."""
    document = read_document(path)
    fields = read_fields(document)
    file = read_shape(LibraryFileShape, fields, document)
    faults: list[RuleError] = []
    if file.name != path.stem:
        faults.append(
            RuleError(
                f"name {file.name} differs from the file's, {path.stem}",
                place=document.place(fields.values_at["name"]),
            )
        )
    read: list[Entrypoints] = []
    for function in file.functions:
        try:
            if function.since is not None:
                raise RuleError("a file of proposals names no release", place=function.place())
            read.append(_entrypoints(function))
        except RuleError as error:
            faults.append(error)
    raise_faults(faults)
    return tuple(read)
