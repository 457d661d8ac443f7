# SPDX-License-Identifier: GPL-2.0-or-later
"""Variables in rules: what is replaced, what is an error, and `--set`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qemu_xen_codemod.errors import UsageError
from qemu_xen_codemod.rule.variables import Variables, read_settings, set_variables

Message = Callable[..., str]
DEFAULTS: Variables = {"since": 42300, "strict": False, "who": "xen"}


def test_an_unknown_variable_in_prose_is_a_fault(message: Message, right: str) -> None:
    """A message with a placeholder in it would reach a mailing list."""
    text = right.replace("use new_call", "use new_call of {sinc}")
    assert message(text, since=1) == (
        "use-new.yml:4:27: error: unknown variable {sinc}\n"
        "    subject: use new_call of {sinc}\n"
        "                              ^\n"
        "help: did you mean since?"
    )


def test_a_misspelt_variable_in_c_is_a_fault(message: Message, right: str) -> None:
    """`{sinze}` in C is taken for {since} misspelt, at its place in the patch."""
    text = right.replace("+ new_call(E)", "+ new_call(E, {sinze})")
    assert message(text, since=1) == (
        "use-new.yml:11:22: error: unknown variable {sinze}\n"
        "          + new_call(E, {sinze})\n"
        "                         ^\n"
        "help: did you mean since?"
    )


def test_a_fault_after_a_variable_keeps_its_column(message: Message, right: str) -> None:
    """The place is that in the file, which has the variable's name, not its value."""
    text = right.replace("- old_call(E)", "- old_call({since}, {since}, BAD)")
    assert message(text, since=1) == (
        "use-new.yml:10:36: error: BAD is not SmPL\n"
        "          - old_call({since}, {since}, BAD)\n"
        "                                       ^\n"
        "help: write GOOD"
    )


def test_a_fault_in_folded_text_is_shown_at_its_line(message: Message, right: str) -> None:
    """Text that YAML folds to one line is still shown where it was written."""
    text = right.replace("why: |\n  The old", "why: >\n  Folded\n  text. The {old}")
    assert message(text) == (
        "use-new.yml:7:14: error: unknown variable {old}\n"
        "      text. The {old} call is gone.\n"
        "                 ^\n"
        "help: there are no variables"
    )


def test_a_setting_keeps_the_type_of_its_default() -> None:
    """A number stays a number, booleans stay booleans, text is taken as it is."""
    settings = read_settings(["since=1", "since=42400", "strict=true", "who=a=b"])
    assert set_variables(DEFAULTS, settings) == {"since": 42400, "strict": True, "who": "a=b"}


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        pytest.param("since", "error: --set since: expected KEY=VALUE", id="no value"),
        pytest.param(
            "sinc=1",
            "error: --set sinc=1: unknown variable sinc\nhelp: known variables: since, strict, who",
            id="an unknown key",
        ),
        pytest.param(
            "since=x", "error: --set since=x: since is a number, as 42300", id="no number"
        ),
        pytest.param("strict=1", "error: --set strict=1: strict is true or false", id="no truth"),
    ],
)
def test_a_wrong_setting(argument: str, expected: str) -> None:
    """`--set` with an impossible key or value is refused."""
    with pytest.raises(UsageError) as caught:
        set_variables(DEFAULTS, read_settings([argument]))
    assert caught.value.render() == expected
