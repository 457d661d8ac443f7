# SPDX-License-Identifier: GPL-2.0-or-later
"""The names that the text of a step declares or defines."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import assert_never

from qemu_xen_codemod.c.language import is_c
from qemu_xen_codemod.c.signature import Signature, named_in
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.rule.steps.create import CreateStep
from qemu_xen_codemod.rule.steps.insert import InsertStep
from qemu_xen_codemod.rule.steps.text import TextStep


def inserted_names(step: InsertStep | CreateStep | TextStep) -> Mapping[bytes, Signature]:
    """Each name with its meaning; none for a file that is not C."""
    match step:
        case InsertStep():
            return _names_of(step.text.value)
        case CreateStep():
            return _names_of(step.text.value) if is_c(step.path) else {}
        case TextStep():
            # A name that it only keeps is not its own.
            new = _names_of(step.new.value) if any(map(is_c, step.paths)) else {}
            old = _names_of(step.find.value) if new else {}
            return {name: new[name] for name in new.keys() - old.keys()}
        case _:
            assert_never(step)


def inserted_prototypes(step: InsertStep | CreateStep | TextStep) -> frozenset[bytes]:
    """The functions among them that the text does not define."""
    text = step.new if isinstance(step, TextStep) else step.text
    found = named_in(SourceFile("", text.value.encode()))
    return (
        frozenset(named.name for named in found if named.is_prototype) & inserted_names(step).keys()
    )


@cache
def _names_of(text: str) -> Mapping[bytes, Signature]:
    return {named.name: named.signature for named in named_in(SourceFile("", text.encode()))}
