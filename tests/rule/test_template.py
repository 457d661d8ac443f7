# SPDX-License-Identifier: GPL-2.0-or-later
"""Templates of letters and messages: which names they may use, and the filters."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.rule.template import check_template, render
from qemu_xen_codemod.rule.text import Document, Text


def text_of(template: str) -> Text:
    return Text(template, template, Document("pack.yaml", template), 0)


@pytest.mark.parametrize(
    "template",
    [
        pytest.param("no names", id="none"),
        pytest.param("{{ rules | length }}", id="a known one"),
        pytest.param("{% for one in rules %}{{ one }}{% endfor %}", id="of a loop"),
        pytest.param(
            "{% if rules %}{% set a = 1 %}{% if a %}{{ a }}{% endif %}{% endif %}",
            id="set under a condition",
        ),
    ],
)
def test_names_that_have_a_value(template: str) -> None:
    """Given names, and those that the template sets itself."""
    check_template(text_of(template), ("rules",))


@pytest.mark.parametrize(
    ("template", "message"),
    [
        (
            "rules {{ rule }}",
            "pack.yaml:1:10: error: the template uses rule, which has no value\n"
            "    rules {{ rule }}\n"
            "             ^\n"
            "help: did you mean rules?",
        ),
        (
            "a\n{% endfor %}",
            "pack.yaml:2:1: error: not a jinja2 template: Encountered unknown tag 'endfor'.\n"
            "    {% endfor %}\n"
            "    ^",
        ),
    ],
)
def test_what_is_wrong_is_told_at_its_place(template: str, message: str) -> None:
    """When a pack is loaded, not when a series is written."""
    with pytest.raises(RuleError) as caught:
        check_template(text_of(template), ("rules", "symbols"))
    assert caught.value.render() == message


def test_what_is_wrong_with_the_values() -> None:
    """With the caller's description."""
    with pytest.raises(RuleError, match=r"^the letter is wrong: 'None' has no attribute 'x'$"):
        render("{{ a.x.y }}", {"a": None}, "the letter")


@pytest.mark.parametrize(
    ("words", "listed"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_words_as_a_list(words: list[str], listed: str) -> None:
    """As in a sentence."""
    assert render("{{ words | listed }}", {"words": words}, "it") == listed


def test_lines_end_without_blanks() -> None:
    """And the text without blank lines around it."""
    assert render("\n\na  \n{% if 1 %}\nb\n{% endif %}\n\n", {}, "it") == "a\nb"
