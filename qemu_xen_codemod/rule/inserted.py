"""The names that the text of a step declares or defines."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from qemu_xen_codemod.c.language import is_c
from qemu_xen_codemod.c.signature import Signature, named_in
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.rule.steps.create import CreateStep
from qemu_xen_codemod.rule.steps.insert import InsertStep


def inserted_names(step: InsertStep | CreateStep) -> Mapping[bytes, Signature]:
    """Each name with what it means; none of a file that is no C."""
    if isinstance(step, CreateStep) and not is_c(step.path):
        return {}
    return _names_of(step.text.value)


@cache
def _names_of(text: str) -> Mapping[bytes, Signature]:
    return {one.name: one.signature for one in named_in(SourceFile("", text.encode()))}
