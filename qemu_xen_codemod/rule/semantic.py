# SPDX-License-Identifier: GPL-2.0-or-later
"""A rule's text -> SemanticPatch, with errors at their places in the rule file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.rule.text import Text

if TYPE_CHECKING:
    from qemu_xen_codemod.smpl import SemanticPatch

#: `smpl.parse_semantic_patch`: text, path, and the 1-based line and column where the text begins.
ParsePatch = Callable[[str, str, int, int], "SemanticPatch"]


def smpl_parser(modes: frozenset[str] | None = None) -> ParsePatch:
    """The parser of semantic patches, with the virtual rules that are set if that is known.
    Imported late: reading pack.yaml does not need it.
    """
    from qemu_xen_codemod.smpl import parse_semantic_patch

    return partial(parse_semantic_patch, modes=modes)


def parse_patch(text: Text, parse: ParsePatch) -> SemanticPatch:
    """The semantic patch that the text is. Raises RuleError."""
    line, column = text.origin()
    try:
        return parse(text.value, text.document.path, line, column)
    except RuleError as error:
        # The parser counts in the text with its variables filled in and without the indentation;
        # the user's file has neither.
        place = text.place()
        if error.place is not None:
            place = text.place_of_line(error.place.line - line + 1, error.place.column - column + 1)
        raise RuleError(error.what, place=place, help=error.help) from None
    except RecursionError:
        raise RuleError(
            "the semantic patch is too deeply nested",
            place=text.place(),
            help="split it into several rules",
        ) from None


def parse_context(text: Text, parse: ParsePatch) -> SemanticPatch:
    """Like `parse_patch`, for a pattern that changes nothing: no line may be minus or plus."""
    for number, line in enumerate(text.value.split("\n"), 1):
        if line[:1] in ("-", "+"):
            raise RuleError(
                "the match of a todo step must have only context lines",
                place=text.place_of_line(number, 1),
                help="use a patch step to change code",
            )
    return parse_patch(text, parse)
