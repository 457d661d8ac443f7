# SPDX-License-Identifier: GPL-2.0-or-later
"""Entrypoints: functions that a library has from some release on, or that are proposed for it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FUNCTION = re.compile(r"\b(\w+)\s*\(")


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where functions were proposed to the library's authors."""

    by: str
    #: As a letter says it: the list, the date, the version.
    where: str
    #: The mail's, without angle brackets; "" if it is not known.
    message_id: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Meant:
    """A field of a hypercall that a function sets differently from the one that it replaces."""

    field: str
    #: As the recorder shows it; "" if there is no such field.
    old: str
    new: str
    why: str
    #: The function with this difference, "" for all of the entrypoints.
    function: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """Two C calls that must make the same hypercall."""

    #: A call of the proposed function: `f(dmod, domid, 22)`.
    new: str
    #: A call of the one that it replaces: `g(xch, domid, 22)`.
    old: str

    @property
    def function(self) -> str:
        """The proposed one."""
        return _name(self.new)

    @property
    def replaced(self) -> str:
        """The old one."""
        return _name(self.old)


@dataclass(frozen=True, slots=True)
class Entrypoints:
    """Functions that a library's header declares, or only types and macros."""

    #: As in `#include <header>`.
    header: str
    #: The first release that has them, as the release macro counts; None: no release has them.
    since: int | None
    #: Their declarations in C, one newline at the end.
    prototypes: str
    #: The id of the rule that calls them, "" for none.
    rule: str = ""
    #: For functions that no release has; None: nobody has proposed them yet.
    proposed: Proposal | None = None
    #: Types and macros in C that the header also declares; one newline at the end, or "".
    declarations: str = ""
    #: What `codemod prove --recorder` calls.
    recorded: tuple[Recorded, ...] = ()
    #: How these differ on purpose.
    meant: tuple[Meant, ...] = ()

    @property
    def functions(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(map(_name, _declarations(self.prototypes)))

    def prototype(self, function: str) -> str:
        """The declaration of one of them, one newline at the end."""
        found = (
            declaration
            for declaration in _declarations(self.prototypes)
            if _name(declaration) == function
        )
        return next(found) + ";\n"


def _declarations(prototypes: str) -> list[str]:
    parts = (name.strip("\n") for name in prototypes.split(";"))
    return [part for part in parts if part.strip()]


def _name(declaration: str) -> str:
    found = _FUNCTION.search(declaration)
    return found[1] if found else ""
