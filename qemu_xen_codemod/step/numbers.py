# SPDX-License-Identifier: GPL-2.0-or-later
"""The numbers in the texts of a step, as the tree has them when the step runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import assert_never

from qemu_xen_codemod.rule.number import Number
from qemu_xen_codemod.rule.steps.insert import InsertStep
from qemu_xen_codemod.rule.steps.text import TextStep
from qemu_xen_codemod.rule.text import Text
from qemu_xen_codemod.step.draft import Draft


class NoNumber(Exception):
    """A step uses a number that the tree does not have; the reason is the message."""


def with_numbers(
    step: InsertStep | TextStep, draft: Draft, numbers: Iterable[Number]
) -> InsertStep | TextStep:
    """The step with the tree's numbers. Raises NoNumber."""
    known = tuple(numbers)
    match step:
        case InsertStep():
            return replace(step, text=_filled(step.text, draft, known))
        case TextStep():
            return replace(
                step,
                find=_filled(step.find, draft, known),
                new=_filled(step.new, draft, known),
                unless=_filled(step.unless, draft, known) if step.unless else None,
            )
        case _:
            assert_never(step)


def _filled(text: Text, draft: Draft, numbers: Iterable[Number]) -> Text:
    value = text.value
    for number in numbers:
        if number.is_in(value):
            if not draft.exists(number.file):
                raise NoNumber(
                    f"there is no file {number.file}, which has the counter {number.name}"
                )
            before = number.last(draft.workspace.before_all(number.file))
            now = number.last(draft.read(number.file))
            if before is None or now is None:
                raise NoNumber(f"{number.file} has no number of {number.name}")
            value = number.fill(value, before, now)
    return replace(text, value=value)
