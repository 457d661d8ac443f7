"""Typed metavariables: does an expression have the type that a declaration asks for?"""

from __future__ import annotations

from tree_sitter import Node

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.smpl.metavariable import WantedType


class FileTypes:
    """The types of one file's expressions, as far as its text tells them."""

    def __init__(self, source: SourceFile) -> None:
        self.source = source

    def has_type(self, node: Node, wanted: WantedType) -> bool:
        return False
