# SPDX-License-Identifier: GPL-2.0-or-later
"""`-D NAME` and `-D NAME=WORD`: the virtual rules and identifiers of a pack's semantic patches."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from qemu_xen_codemod.errors import UsageError
from qemu_xen_codemod.rule.pack import Pack
from qemu_xen_codemod.rule.steps.patch import PatchStep
from qemu_xen_codemod.rule.steps.todo import TodoStep

if TYPE_CHECKING:
    from qemu_xen_codemod.rule.steps.step import Step
    from qemu_xen_codemod.smpl import Defined, SemanticPatch

_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def modes_of(options: Iterable[str]) -> frozenset[str] | None:
    """The virtual rules that the options set, None if they define nothing. Raises UsageError."""
    defined = _read(options)
    return defined.rules if defined.rules or defined.identifiers else None


def with_defined(pack: Pack, options: Iterable[str]) -> Pack:
    """The pack with what the options define. Raises UsageError for names that no rule declares."""
    defined = _read(options)
    steps = [step for rule in pack.rules for step in rule.steps]
    patches = [patch for step in steps if (patch := _patch_of(step)) is not None]
    rules = {name for patch in patches for name in patch.virtual}
    identifiers = {name for patch in patches for name in patch.virtual_identifiers}
    for name in sorted(defined.rules - rules):
        known = ", ".join(sorted(rules)) or "none"
        help = f"virtual rules: {known}; a virtual identifier needs a value: -D {name}=f"
        raise UsageError(f"-D {name}: no rule declares `virtual {name}`", help=help)
    for name in sorted(defined.identifiers.keys() - identifiers):
        known = ", ".join(sorted(identifiers)) or "none"
        raise UsageError(
            f"-D {name}=..: no rule uses `virtual.{name}`", help=f"virtual identifiers: {known}"
        )
    return replace(
        pack,
        rules=tuple(
            replace(rule, steps=tuple(_defining(step, defined) for step in rule.steps))
            for rule in pack.rules
        ),
    )


def _read(options: Iterable[str]) -> Defined:
    from qemu_xen_codemod.smpl import Defined

    rules: set[str] = set()
    identifiers: dict[str, bytes] = {}
    for option in options:
        name, equals, word = option.partition("=")
        if not _NAME.fullmatch(name) or (equals and not _NAME.fullmatch(word)):
            raise UsageError(f"-D {option}", help="write -D NAME, or -D NAME=WORD with a C name")
        if equals:
            identifiers[name] = word.encode()
        else:
            rules.add(name)
    return Defined(frozenset(rules), identifiers)


def _patch_of(step: Step) -> SemanticPatch | None:
    if isinstance(step, PatchStep):
        return step.patch
    return step.match if isinstance(step, TodoStep) else None


def _defining(step: Step, defined: Defined) -> Step:
    if isinstance(step, PatchStep):
        return replace(step, patch=replace(step.patch, defined=defined))
    if isinstance(step, TodoStep):
        return replace(step, match=replace(step.match, defined=defined))
    return step
