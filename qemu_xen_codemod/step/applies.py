# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether a rule is for a tree."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from qemu_xen_codemod.c.language import is_c
from qemu_xen_codemod.rule.applies import Applies
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.step.anchor import holds_word
from qemu_xen_codemod.step.workspace import Workspace

#: Where QEMU stores its version.
_VERSION_FILE = "VERSION"


def why_not_applied(applies: Applies, workspace: Workspace, names: Collection[str] = ()) -> str:
    """Which condition of `applies` the tree does not meet as it is now, "" if it meets all.

    `names` are those that the user can set.
    """
    if cut_out := what_is_cut_out(applies, workspace):
        return cut_out
    if applies.version is not None:
        if not workspace.exists(_VERSION_FILE):
            return f"it is for version {applies.version.text}, and the tree has no VERSION file"
        version = workspace.read(_VERSION_FILE).decode("utf-8", "replace").strip()
        if not applies.version.holds(version):
            return f"it is for version {applies.version.text}, the tree is {version}"
    because = f": {applies.because}" if applies.because else ""
    for path, words in applies.contains.items():
        code = workspace.source(path) if workspace.exists(path) else None
        lacking = [word for word in words if code is None or not holds_word(code, word.encode())]
        if lacking:
            return f"{path} has no {' and no '.join(lacking)}{because}"
    missing = [word for word in applies.declares if not _file_with(word, workspace)]
    if missing:
        settings = " ".join(f"--set {word}=EXPRESSION" for word in missing if word in names)
        help = f"; {settings} gives an expression for it" if settings else ""
        return f"the tree's code has no {' and no '.join(missing)}{because}{help}"
    return what_is_there(applies, workspace)


def what_is_cut_out(applies: Applies, workspace: Workspace) -> str:
    """What a part of a tree lacks, "" for nothing."""
    missing = [path for path in applies.files if not workspace.exists(path)]
    return f"the tree has no {' and no '.join(missing)}" if missing else ""


def what_is_there(applies: Applies, workspace: Workspace) -> str:
    """What the tree has although the rule requires its absence, "" for nothing."""
    for word in applies.absent:
        path = _file_with(word, workspace)
        if path:
            return f"the tree already has {word}, in {path}"
    for path, words in applies.lacks.items():
        if workspace.exists(path):
            code = workspace.source(path)
            for word in words:
                if holds_word(code, word.encode()):
                    return f"{path} already has {word}"
    return ""


def with_fitting_steps(
    rule: Rule, workspace: Workspace, names: Collection[str] = ()
) -> tuple[Rule, str]:
    """The rule without the steps that are not for the tree; and why none of them is, else ""."""
    why = [why_not_applied(step.applies, workspace, names) for step in rule.steps]
    steps = tuple(step for step, name in zip(rule.steps, why, strict=True) if not name)
    if steps:
        return replace(rule, steps=steps), ""
    return rule, f"none of its steps applies to the tree: {'; '.join(dict.fromkeys(why))}"


def _file_with(word: str, workspace: Workspace) -> str:
    name = word.encode()
    for path in workspace.holding(frozenset((name,))):
        if is_c(path) and holds_word(workspace.source(path), name):
            return path
    return ""
