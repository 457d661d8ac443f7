# SPDX-License-Identifier: GPL-2.0-or-later
"""Reference: one use of a function that an unstable library exports, and its outcome."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from qemu_xen_codemod.c.around import Functions
from qemu_xen_codemod.c.language import language_of
from qemu_xen_codemod.c.redefined import redefined_names
from qemu_xen_codemod.c.scope import function_name
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.usage import Use, uses
from qemu_xen_codemod.errors import Place
from qemu_xen_codemod.rule.outcome import Outcome


class Form(Enum):
    """How code names the function."""

    WRITTEN = "written"
    #: A macro forms the name.
    PASTED = "pasted"
    #: A string that is passed to dlsym() or a similar function.
    BY_NAME = "by-name"


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference in the tree as it was before any rule."""

    symbol: str
    #: Path, 1-based line and column, and the line's text.
    place: Place
    #: Byte offset of the symbol's first byte; of the macro that forms it.
    offset: int
    #: The function around it, or the macro whose definition contains it; "" at file level.
    function: str
    #: Whether `function` is a macro.
    in_macro: bool = False
    outcome: Outcome = Outcome.UNANSWERED
    #: The rule that gave the outcome, "" for none.
    rule: str = ""
    #: Why it was kept, refused or left; "" if the outcome says it all.
    reason: str = ""
    form: Form = Form.WRITTEN
    #: What the rule's pack calls the outcome, "" if the pack has no word for it.
    word: str = ""

    @property
    def outcome_name(self) -> str:
        """The outcome as reports call it."""
        return self.word or self.outcome.value


def find_references(source: SourceFile, symbols: frozenset[bytes]) -> tuple[Reference, ...]:
    """The references in a file that spell a symbol out, in order, without outcome.

    A name that the file defines itself is not a library's.
    """
    return tuple(make_reference(source, use) for use in foreign_uses(source, symbols))


def foreign_uses(source: SourceFile, symbols: frozenset[bytes]) -> tuple[Use, ...]:
    """The uses of the symbols that the file does not define itself."""
    found = tuple(uses(source, symbols))
    redefined = redefined_names(source, symbols) if found else frozenset()
    return tuple(use for use in found if use.word not in redefined)


def make_reference(source: SourceFile, use: Use, form: Form = Form.WRITTEN) -> Reference:
    at = use.span.start
    return Reference(
        use.word.decode(),
        source.place(at),
        at,
        use.macro.decode() if use.macro else _function(source, at),
        in_macro=bool(use.macro),
        reason=why_left(source.path),
        form=form,
    )


def why_left(path: str) -> str:
    """Why nothing in a file is rewritten, "" for a C file."""
    language = language_of(path)
    return "" if language is None or language.is_rewritten else f"{language.value} is not rewritten"


def _function(source: SourceFile, offset: int) -> str:
    if not why_left(source.path):
        return function_name(source, offset)
    return Functions(source.code).around(offset)
