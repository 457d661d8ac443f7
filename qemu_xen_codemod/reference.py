"""Reference: one use of a function that an unstable library exports, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from qemu_xen_codemod.c.own import own_names
from qemu_xen_codemod.c.scope import function_name
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.usage import Use, uses
from qemu_xen_codemod.errors import Place
from qemu_xen_codemod.rule.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference of the tree as it was before any rule."""

    symbol: str
    #: Path, 1-based line and column, and the line's text.
    place: Place
    #: Byte offset of the symbol's first byte.
    offset: int
    #: The function around it, or the macro whose definition it stands in; "" at file level.
    function: str
    #: Is `function` a macro?
    in_macro: bool = False
    outcome: Outcome = Outcome.UNANSWERED
    #: The rule that the outcome is from, "" for none.
    rule: str = ""
    #: Why it was kept, refused or left; "" where the outcome says it all.
    reason: str = ""


def find_references(source: SourceFile, symbols: frozenset[bytes]) -> tuple[Reference, ...]:
    """The references of a file in order, without outcome.

    A name that the file defines for itself is no library's.
    """
    found = tuple(uses(source, symbols))
    own = own_names(source, symbols) if found else frozenset()
    return tuple(_reference(source, use) for use in found if use.word not in own)


def _reference(source: SourceFile, use: Use) -> Reference:
    at = use.span.start
    function = use.macro.decode() if use.macro else function_name(source, at)
    return Reference(use.word.decode(), source.place(at), at, function, in_macro=bool(use.macro))
