# SPDX-License-Identifier: GPL-2.0-or-later
"""Outside: the file around code that is parsed separately, such as a macro's body."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from qemu_xen_codemod.c.locals import around
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.edit import Span


@dataclass(frozen=True, slots=True)
class Outside:
    """What is visible from code that was taken out of a file to be parsed separately."""

    source: SourceFile
    #: Its place, if the locals there are visible; those around a macro's body are not.
    place: Span | None
    #: Names with another meaning in the code: a macro's parameters.
    hidden: frozenset[bytes]

    def locals_for(self) -> Iterator[tuple[list[Node], Node]]:
        """What declares names around the place, innermost first, and the node there."""
        if self.place is not None:
            node = self.source.root.descendant_for_byte_range(self.place.start, self.place.start)
            if node is not None:
                yield from ((group, node) for group in around(self.source, node))
