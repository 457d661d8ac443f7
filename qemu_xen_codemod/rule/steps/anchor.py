# SPDX-License-Identifier: GPL-2.0-or-later
"""Anchors: the places of a file that an insert step may name."""

from __future__ import annotations

from dataclasses import dataclass

from qemu_xen_codemod.errors import Place


@dataclass(frozen=True, slots=True)
class DirectiveAnchor:
    """The preprocessor line with this text."""

    directive: str
    place: Place


@dataclass(frozen=True, slots=True)
class BlockAnchor:
    """The outermost #if..#endif that contains the word as code."""

    word: str
    place: Place


@dataclass(frozen=True, slots=True)
class FunctionAnchor:
    """The definition of the function."""

    function: str
    place: Place


@dataclass(frozen=True, slots=True)
class DeclarationAnchor:
    """The declaration of the word at file level."""

    word: str
    place: Place


@dataclass(frozen=True, slots=True)
class LineAnchor:
    """The line of code with this text, apart from white space at its ends."""

    line: str
    place: Place


Anchor = DirectiveAnchor | BlockAnchor | FunctionAnchor | DeclarationAnchor | LineAnchor
