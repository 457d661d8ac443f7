# SPDX-License-Identifier: GPL-2.0-or-later
"""CoverFacts and a template -> Cover: the letter that introduces a series.

The template is a pack's or the built-in one. Its first line is the subject; the body follows after
a blank line. git adds shortlog, diffstat and base commit below.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.rule.entrypoints import Entrypoints
from qemu_xen_codemod.rule.template import render
from qemu_xen_codemod.series.commit import Commit

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
{% if tested %}

{{ tested }}
{% endif %}
"""


@dataclass(frozen=True, slots=True)
class Cover:
    """A cover letter without what git adds."""

    #: One line.
    subject: str
    #: Wrapped text, one newline at the end unless empty.
    body: str
    #: The part that a single patch contains, which has no cover letter: what was tested.
    tested: str = ""


@dataclass(frozen=True, slots=True)
class Remaining:
    """A reference that the series leaves in the tree."""

    symbol: str
    #: In the form `path:line`.
    place: str
    outcome: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Total:
    """How many unstable functions the tree's code calls."""

    #: The part of the tree that is not counted, "" if everything is.
    without: str
    before: int
    #: After the series, with today's releases.
    today: int
    #: With a release that has the functions which the series requires.
    later: int


@dataclass(frozen=True, slots=True)
class CoverFacts:
    """The names that a template can use."""

    commits: tuple[Commit, ...]
    #: Rows of cells, the first row being the head: the outcomes of the references.
    table: tuple[tuple[str, ...], ...] = ()
    remaining: tuple[Remaining, ...] = ()
    #: The ids of the rules that change something, and their outcomes.
    rules: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    #: For the whole tree, then without each part that a build can leave out.
    totals: tuple[Total, ...] = ()
    #: Functions that the rules call and older releases of the libraries lack, in the pack's order.
    entrypoints: tuple[Entrypoints, ...] = ()
    #: Whether no known release has them.
    unreleased: bool = False
    #: What was tested, according to the user.
    tested: str = ""
    #: Name of the tree's folder.
    tree: str = ""
    #: The base commit's id, "" for a plain folder.
    base: str = ""
    #: The pack's variables.
    variables: dict[str, str] = field(default_factory=dict)


def render_cover(template: str, facts: CoverFacts, path: str = "pack.yaml") -> Cover:
    """The letter; RuleError naming `path` if the template is wrong or gives no subject.

    An empty template stands for the built-in one.
    """
    values = {name: getattr(facts, name) for name in CoverFacts.__slots__}
    text = render(template or DEFAULT_TEMPLATE, values, f"{path}: the cover letter's template")
    subject, _, body = text.strip("\n").partition("\n")
    if not subject.strip():
        raise RuleError(
            f"{path}: the cover letter has no subject", help="it is the template's first line"
        )
    body = body.strip("\n")
    return Cover(subject.strip(), f"{body}\n" if body else "", facts.tested)
