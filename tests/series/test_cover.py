# SPDX-License-Identifier: GPL-2.0-or-later
"""A template and facts make a cover letter."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.rule.pack import COVER_NAMES
from qemu_xen_codemod.series.commit import Commit
from qemu_xen_codemod.series.cover import Cover, CoverFacts, Remaining, render_cover

FACTS = CoverFacts(commits=(Commit(("r",), "hw: use new_call", "", ()),))


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{ nothing }}", "'nothing' is undefined"),
        ("{% for %}", "Expected an expression"),
        ("s\n\n{{ commits | fill(1, 2, 3) }}", "takes from 1 to 2 positional arguments"),
        ("{{ ().__class__.__bases__ }}", "access to attribute '__class__'"),
        ("\n\n", "the cover letter has no subject"),
    ],
)
def test_wrong_template(template: str, message: str) -> None:
    """An error in a template names its file."""
    with pytest.raises(RuleError) as caught:
        render_cover(template, FACTS, "p.yaml")
    assert str(caught.value).startswith("p.yaml: the cover letter")
    assert message in str(caught.value)


def test_subject_alone() -> None:
    """Without a body it has none."""
    assert render_cover("\nhw: {{ commits[0].rules[0] }} \n\n", FACTS) == Cover("hw: r", "")


def test_characters_of_html_stay() -> None:
    """A letter is not HTML: nothing is escaped."""
    assert render_cover("s\n\na < b & {{ '<c>' }}", FACTS).body == "a < b & <c>\n"


def test_the_names_that_are_checked_are_those_of_the_facts() -> None:
    """A pack's template can use each fact, and nothing else."""
    assert set(COVER_NAMES) == set(CoverFacts.__slots__)


def test_built_in_template() -> None:
    """Outcomes in columns, remaining uses wrapped with a hanging indent."""
    facts = CoverFacts(
        commits=FACTS.commits,
        table=(("symbol", "rewritten", "kept"), ("old_call", "12", "1"), ("f", "3", "")),
        remaining=(Remaining("old_call", "hw/a.c:7", "annotated", "only the toolstack " * 4),),
    )
    assert render_cover("", facts) == Cover(
        "Apply 1 rule of codemod",
        "What became of each use:\n\n"
        "symbol    rewritten  kept\n"
        "old_call         12     1\n"
        "f                 3\n\n"
        "What remains:\n\n"
        "- old_call (hw/a.c:7), annotated: only the toolstack only the toolstack\n"
        "  only the toolstack only the toolstack\n",
    )
