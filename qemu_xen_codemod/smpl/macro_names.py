# SPDX-License-Identifier: GPL-2.0-or-later
"""The macro names that a semantic patch declares, as they affect the parsing of a file."""

from __future__ import annotations

from dataclasses import replace

from qemu_xen_codemod.c.known_macros import KnownMacros
from qemu_xen_codemod.c.macro_kind import MacroKind
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.smpl.compile.semantic_patch import SemanticPatch
from qemu_xen_codemod.smpl.read.metavariable import MetaKind

_KINDS = {
    MetaKind.ITERATOR_NAME: MacroKind.ITERATOR,
    MetaKind.ATTRIBUTE_NAME: MacroKind.ATTRIBUTE,
}


def with_named_macros(patch: SemanticPatch, source: SourceFile) -> SourceFile:
    """The file, parsed with the macros that the patch declares."""
    declared = {
        metavariable.name.encode(): _KINDS[metavariable.kind]
        for rule in patch.rules
        for metavariable in rule.metavariables.values()
        if metavariable.kind in _KINDS
    }
    if not any(name in source.data for name in declared):
        return source
    known = source.macros or KnownMacros({}, data=source.data)
    return replace(source, macros=known.saying(declared))
