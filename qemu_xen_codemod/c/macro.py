# SPDX-License-Identifier: GPL-2.0-or-later
"""The macros that a file defines, from its directives alone."""

from __future__ import annotations

from collections.abc import Iterator

from qemu_xen_codemod.c.macro_definition import Macro, read_macro
from qemu_xen_codemod.c.source import SourceFile


def macros_of(source: SourceFile) -> Iterator[Macro]:
    """The macros of a file in order; a name that is defined twice comes twice."""
    for directive in source.directives:
        macro = read_macro(directive)
        if macro is not None:
            yield macro
