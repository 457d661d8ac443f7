# SPDX-License-Identifier: GPL-2.0-or-later
"""Modes: which rules of a semantic patch can run if these virtual rules are set (`-D patch`).

Linux's semantic patches have rules for several modes in one file: those that change code, those
that mark it, and scripts that print it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import partial

from qemu_xen_codemod.smpl.read.declarations import parse_declarations
from qemu_xen_codemod.smpl.read.depends import FileIn, RuleEverMatched, RuleMatched
from qemu_xen_codemod.smpl.read.formula import may_hold
from qemu_xen_codemod.smpl.read.sections import RuleSection, split_sections
from qemu_xen_codemod.smpl.read.smpl_text import SmplText

_BOUND = re.compile(rb"<<\s*([A-Za-z_]\w*)\s*\.")
_WORD = re.compile(rb"[A-Za-z_]\w*")


def sections_to_run(
    text: SmplText, virtual: Set[str], modes: Set[str] | None
) -> tuple[list[RuleSection], frozenset[str]]:
    """The sections of the rules that can run, and the names of the other rules.

    A rule cannot run if what it depends on cannot hold, or if it uses a metavariable of a rule that
    cannot run. Without `modes`, each may run. Raises RuleError for a script that may run.
    """
    sections = split_sections(text)
    kept, left_out = _divide(text, sections, virtual, modes)
    script = next((section.header.script for section in kept if section.header.script), None)
    if script is not None:
        mode = None if modes else _mode_without_scripts(text, sections, virtual)
        help = f"scripts are not run; `codemod apply -D {mode}` leaves them out" if mode else ""
        raise text.outside(script.offset, script.text, help)
    return kept, left_out


def _divide(
    text: SmplText, sections: Sequence[RuleSection], virtual: Set[str], modes: Set[str] | None
) -> tuple[list[RuleSection], frozenset[str]]:
    """The sections that can run, and the names of the others."""
    kept: list[RuleSection] = []
    left_out: set[str] = set()
    for section in sections:
        if modes is None or _can_run(text, section, virtual, modes, left_out):
            kept.append(section)
        elif section.header.name:
            left_out.add(section.header.name)
    return kept, frozenset(left_out)


def _mode_without_scripts(
    text: SmplText, sections: Sequence[RuleSection], virtual: Set[str]
) -> str | None:
    """A virtual rule that can be set alone so that rules run and no script does."""
    for mode in sorted(virtual, key=lambda name: (name != "patch", name)):
        kept, _ = _divide(text, sections, virtual, {mode})
        if kept and not any(section.header.script for section in kept):
            return mode
    return None


def _can_run(
    text: SmplText,
    section: RuleSection,
    virtual: Set[str],
    modes: Set[str],
    left_out: Set[str],
) -> bool:
    known = partial(_is_met, virtual=virtual, modes=modes, left_out=left_out)
    depends = section.header.depends
    if depends is not None and not may_hold(depends, known):
        return False
    if section.header.script is not None:
        bound = _BOUND.findall(text.data, *section.declarations)
        return not any(name.decode() in left_out for name in bound)
    used = set(_WORD.findall(text.data, *section.body))
    return not any(
        metavariable.inherited in left_out and metavariable.name.encode() in used
        for metavariable in parse_declarations(text, *section.declarations)
    )


def _is_met(
    condition: RuleMatched | RuleEverMatched | FileIn,
    virtual: Set[str],
    modes: Set[str],
    left_out: Set[str],
) -> bool | None:
    """Whether a condition holds, as far as the modes say it."""
    if isinstance(condition, FileIn):
        return None
    if condition.name in virtual:
        return condition.name in modes
    return False if condition.name in left_out else None
