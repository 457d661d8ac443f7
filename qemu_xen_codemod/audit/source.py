# SPDX-License-Identifier: GPL-2.0-or-later
"""The references of a tree's source, each with the outcome that `apply` would give it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qemu_xen_codemod.audit.finding import Finding
from qemu_xen_codemod.audit.libraries import library_of
from qemu_xen_codemod.build.spot import State
from qemu_xen_codemod.plan import Plan, Progress, Settings, make_plan
from qemu_xen_codemod.reference import Form
from qemu_xen_codemod.rule.pack import Library, Pack
from qemu_xen_codemod.step.workspace import Files


def find_in_source(
    tree: Files,
    pack: Pack,
    libraries: Sequence[Library],
    progress: Progress | None = None,
    *,
    with_own: bool = False,
) -> tuple[tuple[Finding, ...], Plan]:
    """References by path and place, with state unknown or by-name. Raises TreeError if a file
    cannot be read.

    Also returns the plan, which has notes and the files that were not read. `with_own`: also look
    for what the pack's rules handle.
    """
    pack = replace(pack, libraries=tuple(libraries))
    settings = Settings(progress, outcomes_only=True, follows_own=with_own)
    plan = make_plan(tree, pack, pack.rules, settings)
    names: dict[str, str] = {}
    for reference in plan.references:
        if reference.symbol not in names:
            names[reference.symbol] = library_of(reference.symbol, libraries)
    findings = tuple(
        Finding(
            reference.symbol,
            names[reference.symbol],
            reference.place.path,
            reference.place.line,
            reference.place.column,
            reference.function,
            reference.in_macro,
            outcome=reference.outcome,
            rule=reference.rule,
            reason=reference.reason,
            text=reference.place.text,
            state=State.BY_NAME if reference.form is Form.BY_NAME else State.UNKNOWN,
            offset=reference.offset,
            is_pasted=reference.form is Form.PASTED,
            word=reference.word,
        )
        for reference in plan.references
    )
    return findings, plan
