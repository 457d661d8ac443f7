"""CoverFacts and a template -> Cover: the letter that introduces a series.

The template is jinja2 text, of a pack or the built-in one. Its first line is the subject; after a
blank line follows the body. Besides jinja2's own filters it has `table` (rows of text, the first of
them headings, as aligned columns) and `fill` (text wrapped to 72 columns, with a hanging indent).
git adds shortlog, diffstat and base commit below.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.rule.entrypoints import Entrypoints
from qemu_xen_codemod.series.commit import Commit

_WIDTH = 72

DEFAULT_TEMPLATE = """\
Apply {{ commits | length }} rule{{ "s" if commits | length != 1 }} of codemod

{% if table %}
What became of each use:

{{ table | table }}
{% endif %}
{% if remaining %}

What remains:

{% for left in remaining %}
{{ ("- " ~ left.symbol ~ " (" ~ left.place ~ "), " ~ left.outcome
   ~ (": " ~ left.reason if left.reason else "")) | fill(2) }}
{% endfor %}
{% endif %}
{% if needs %}

What the series needs:

{% for need in needs %}
{{ ("- " ~ need) | fill(2) }}
{% endfor %}
{% endif %}
"""


@dataclass(frozen=True, slots=True)
class Cover:
    """A cover letter without what git adds."""

    #: One line.
    subject: str
    #: Wrapped text, one newline at the end unless empty.
    body: str


@dataclass(frozen=True, slots=True)
class Remaining:
    """A reference that the series leaves in the tree."""

    symbol: str
    #: As `path:line`.
    place: str
    outcome: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CoverFacts:
    """The names that a template can use."""

    commits: tuple[Commit, ...]
    #: Rows of cells, the first row the headings: what became of the references.
    table: tuple[tuple[str, ...], ...] = ()
    remaining: tuple[Remaining, ...] = ()
    #: What must be in Xen first, a sentence each.
    needs: tuple[str, ...] = ()
    #: Name of the tree's folder.
    tree: str = ""
    #: The base commit's id, "" for a plain folder.
    base: str = ""
    #: The pack's, in its order.
    entrypoints: tuple[Entrypoints, ...] = ()
    #: The pack's variables.
    variables: dict[str, str] = field(default_factory=dict)


def render_cover(template: str, facts: CoverFacts, path: str = "pack.yaml") -> Cover:
    """The letter; RuleError naming `path` when the template is wrong or gives no subject.

    An empty template stands for the built-in one.
    """
    environment = SandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )
    environment.filters |= {"table": _align, "fill": _fill}
    try:
        values = {name: getattr(facts, name) for name in CoverFacts.__slots__}
        text = environment.from_string(template or DEFAULT_TEMPLATE).render(values)
    # A template runs filters and tests on values: any of Python's errors can come of a wrong one.
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        raise RuleError(f"{path}: the cover letter's template is wrong: {error}") from None
    subject, _, body = text.strip("\n").partition("\n")
    if not subject.strip():
        raise RuleError(
            f"{path}: the cover letter has no subject", help="it is the template's first line"
        )
    lines = [line.rstrip() for line in body.strip("\n").split("\n")]
    return Cover(subject.strip(), "\n".join(lines) + "\n" if body.strip() else "")


def _align(rows: Sequence[Sequence[str]]) -> str:
    """Columns two blanks apart; a column that holds only numbers below its heading stands right."""
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
    return textwrap.fill(
        " ".join(text.split()),
        _WIDTH,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
