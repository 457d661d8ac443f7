# SPDX-License-Identifier: GPL-2.0-or-later
"""The languages whose files the lexer reads as C tokens, recognised by the file's name.

Only C is parsed and edited. In the others, names occur in the same places as in C, so their uses
are reported, too; a person must look at these files.
"""

from __future__ import annotations

from enum import Enum


class Language(Enum):
    """The value is how a report names it."""

    C = "C"
    CPP = "C++"
    OBJECTIVE_C = "Objective-C"
    TEMPLATE = "a template"
    GRAMMAR = "a grammar"
    LIST = "a list of definitions"

    @property
    def is_rewritten(self) -> bool:
        return self is Language.C


#: By the end of the file's name. QEMU includes `.c.inc` files as code.
_ENDINGS = {
    Language.C: ".c .h .c.inc .h.inc .inc",
    Language.CPP: ".cc .cpp .cxx .c++ .C .hh .hpp .hxx .h++ .H .ipp .tpp .txx .tcc .inl .ii"
    " .cc.inc .cpp.inc .cxx.inc .hpp.inc .cu .cuh",
    Language.OBJECTIVE_C: ".m .mm",
    Language.TEMPLATE: ".c.in .h.in .inc.in .cc.in .cpp.in .hpp.in .hh.in .c.j2 .h.j2 .c.tmpl"
    " .h.tmpl",
    Language.GRAMMAR: ".y .yy .ypp .l .lex .lpp",
    Language.LIST: ".def .xmacro",
}
_LANGUAGES = {end: language for language, ends in _ENDINGS.items() for end in ends.split()}


def language_of(path: str) -> Language | None:
    """The language of a file by its name; None for any other file."""
    name = path.rpartition("/")[2]
    last = name.rpartition(".")
    before = last[0].rpartition(".")
    double = f".{before[2]}.{last[2]}" if before[1] else ""
    return _LANGUAGES.get(double) or (_LANGUAGES.get(f".{last[2]}") if last[1] else None)


def is_c(path: str) -> bool:
    """Whether this is a C file by its name."""
    return language_of(path) is Language.C
