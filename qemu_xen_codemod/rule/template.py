# SPDX-License-Identifier: GPL-2.0-or-later
"""Templates of letters and messages: a pack's jinja2 text, filled with the data of a series.

jinja2 is imported on demand: most runs write no letter. In addition to its own filters there are
`table` (rows of text in columns, the first row being the head), `fill` (text wrapped to 72 columns,
with a hanging indent) and `listed` (as in `a and b`).
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.rule.fault import nearest
from qemu_xen_codemod.rule.text import Text

if TYPE_CHECKING:
    from jinja2.nodes import Node
    from jinja2.sandbox import SandboxedEnvironment

_WIDTH = 72
#: Inside each other, parts of a template. jinja2 takes the cube of it to compile them.
_MOST_LEVELS = 40
_ERRORS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    NameError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)


def check_template(text: Text, names: Collection[str]) -> None:
    """Raise RuleError, at its place, if it is not a template or uses a name that is not one of
    these.
    """
    from jinja2 import TemplateSyntaxError
    from jinja2.meta import find_undeclared_variables
    from jinja2.nodes import Name

    try:
        template = _environment().parse(text.value)
        if _levels(template) > _MOST_LEVELS:
            message = f"not a jinja2 template: nested in more than {_MOST_LEVELS} levels"
            raise RuleError(message, place=text.place())
        # This checks filters, too.
        undeclared = find_undeclared_variables(template)
    except TemplateSyntaxError as error:
        place = text.place_of_line(error.lineno, 1)
        raise RuleError(f"not a jinja2 template: {error.message}", place=place) from None
    except (ValueError, RecursionError) as error:
        # A number with thousands of digits, or as many brackets.
        raise RuleError(f"not a jinja2 template: {error}", place=text.place()) from None
    # What is set under a condition may be used under it.
    made = {item.name for item in template.find_all(Name) if item.ctx == "store"}
    for name in sorted(undeclared - made - set(names)):
        found = re.search(rf"\b{name}\b", text.value)
        raise RuleError(
            f"the template uses {name}, which has no value",
            place=text.place(found.start() if found else 0),
            help=nearest(name, names, "names"),
        )


def _levels(template: Node) -> int:
    """How many parts of a template are inside each other."""
    level, found = 0, [template]
    while found:
        level, found = level + 1, [child for node in found for child in node.iter_child_nodes()]
    return level


def render(template: str, values: Mapping[str, object], what: str) -> str:
    """The text without blank lines around it and blanks at the ends of its lines.

    RuleError beginning with `what` if the template is wrong.
    """
    from jinja2 import TemplateError

    try:
        text = _environment().from_string(template).render(values)
    # A template applies filters and tests to values, and is compiled to Python: a wrong one can
    # raise any error.
    except (TemplateError, *_ERRORS) as error:
        raise RuleError(f"{what} is wrong: {error}") from None
    return "\n".join(line.rstrip() for line in text.strip("\n").split("\n"))


def _environment() -> SandboxedEnvironment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )
    environment.filters |= {"table": _align, "fill": _fill, "listed": _list}
    return environment


def _align(rows: Sequence[Sequence[str]]) -> str:
    """Columns separated by two blanks; a column with only numbers below its heading is
    right-aligned.
    """
    if not rows:
        return ""
    columns = list(zip(*rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    numbers = [all(cell.isdecimal() or not cell for cell in column[1:]) for column in columns]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(row, widths, numbers, strict=True)
        ).rstrip()
        for row in rows
    )


def _fill(text: str, indent: int = 0) -> str:
    if indent >= _WIDTH:
        raise ValueError(f"fill: {indent} columns of a line are less than {_WIDTH}")
    return textwrap.fill(
        " ".join(text.split()),
        _WIDTH,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _list(words: Sequence[str]) -> str:
    *first, last = words or ("",)
    return f"{', '.join(first)} and {last}" if first else last
