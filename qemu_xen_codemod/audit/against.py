# SPDX-License-Identifier: GPL-2.0-or-later
"""The references of another tree, revision or saved audit, to compare with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qemu_xen_codemod.audit.finding import Mark, Origin
from qemu_xen_codemod.errors import UsageError
from qemu_xen_codemod.regular_file import read_regular
from qemu_xen_codemod.rule.pack import Keep, Library
from qemu_xen_codemod.step.own_names import OwnNames, find_own
from qemu_xen_codemod.step.reference_search import ReferenceSearch
from qemu_xen_codemod.step.workspace import Workspace
from qemu_xen_codemod.tree.tree import open_revision, open_tree

_KEYS = ("symbol", "path", "function", "text")


def marks_of_other(
    other: str,
    tree: Path,
    libraries: Sequence[Library],
    own: OwnNames,
    keep: Sequence[Keep],
    origin: Origin,
) -> tuple[Mark, ...]:
    """The references of `other`: a folder, else a JSON file, else a revision of `tree`.

    They are the references to functions of the libraries and to `own`.

    Raises UsageError if `other` is none of these or cannot be compared, TreeError for a tree that
    cannot be read.
    """
    path = Path(other)
    if path.is_file():
        return _read_saved(path, origin)
    if origin is not Origin.SOURCE:
        raise UsageError(
            f"{other} has sources, and --objects reads objects: they cannot be compared",
            help="name a file that `codemod audit --objects ... --format json` wrote",
        )
    before = open_tree(path) if path.is_dir() else open_revision(tree, other)
    workspace = Workspace(before)
    references = ReferenceSearch(keep, libraries).find(workspace)
    return tuple(
        Mark(
            reference.symbol,
            reference.place.path,
            reference.function,
            " ".join(reference.place.text.split()),
        )
        for reference in (*references, *find_own(workspace, own, keep))
    )


def _read_saved(path: Path, origin: Origin) -> tuple[Mark, ...]:
    try:
        data: Any = json.loads(read_regular(path))
        references = data["references"]
        rows = [[reference[key] for key in _KEYS] for reference in references]
        made_from = data["from"]
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        rows, made_from = [[None]], ""
    if any(not isinstance(field, str) for row in rows for field in row):
        raise UsageError(
            f"{path} was not written by codemod audit",
            help="make one: codemod audit --tree TREE --format json > FILE",
        )
    if made_from != origin.value:
        raise UsageError(
            f"{path} was made from {made_from}, not from {origin.value}",
            help="compare like with like: with or without --objects, as when it was made",
        )
    return tuple(Mark(row[0], row[1], row[2], " ".join(row[3].split())) for row in rows)
