# SPDX-License-Identifier: GPL-2.0-or-later
"""Ask the tree's own get_maintainer.pl who should get a series.

This runs a program of the tree: only when the user asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qemu_xen_codemod.errors import TreeError
from qemu_xen_codemod.tree.confined import Confined
from qemu_xen_codemod.tree.git import run_script
from qemu_xen_codemod.tree.tree import Tree

#: `Name <address> (role)` or `list@address (open list:SECTION)`.
_ANSWER = re.compile(r"(?P<address>[^()]*@[^()]*?)\s*\((?P<role>[^\n]*)\)")
_TO = ("maintainer", "supporter")


@dataclass(frozen=True, slots=True)
class Recipients:
    """The recipients of a series, and notes for the user about their source."""

    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def ask_maintainers(tree: Tree, script: str, patches: Sequence[Path]) -> Recipients:
    """Maintainers as To, reviewers and lists as Cc, each once. A failure is a note."""
    try:
        # Refuses a script that is, or is behind, a link out of the tree.
        Confined(tree.root).read(script)
        # Git's history is ignored: a person who touched a file once is not a maintainer of it.
        arguments = ["--nogit", "--nogit-fallback", *map(str, patches)]
        status, output, errors = run_script("perl", [f"./{script}", *arguments], tree.root)
    except (TreeError, OSError) as error:
        return Recipients(notes=(f"get_maintainer.pl could not be run: {error}",))
    if status:
        said = errors.decode("utf-8", "replace").strip().split("\n")[0]
        return Recipients(notes=(f"{script} failed and adds nobody: {said or f'status {status}'}",))
    to: list[str] = []
    cc: list[str] = []
    for line in output.decode("utf-8", "replace").splitlines():
        answer = _ANSWER.fullmatch(line.strip())
        if answer and answer["address"].isprintable():
            (to if answer["role"].startswith(_TO) else cc).append(answer["address"].strip())
    # Sorted: the script goes through Perl hashes, whose order differs from run to run.
    found = Recipients(_once(to), _once(cc))
    note = f"{script} of the tree was run: {len(found.to)} To and {len(found.cc)} Cc added"
    return Recipients(found.to, found.cc, (note,))


def _once(addresses: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(set(addresses), key=lambda address: (address.lower(), address)))
