# SPDX-License-Identifier: GPL-2.0-or-later
"""The patch step: rewrite by a semantic patch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qemu_xen_codemod.rule.applies import ForSomeTrees
from qemu_xen_codemod.rule.text import Text

if TYPE_CHECKING:
    from qemu_xen_codemod.smpl import SemanticPatch


@dataclass(frozen=True, slots=True)
class PatchStep(ForSomeTrees):
    """Rewrite by a semantic patch."""

    patch: SemanticPatch
    #: The patch as written; `text.place()` is its place in the rule file.
    text: Text
    #: Globs; () for every C file that may match.
    files: tuple[str, ...] = ()
    #: Whether the whole rule is skipped if this patch matches nothing.
    required: bool = False
    #: Whether the lists that it changes are filled again, as in spatch (`Style.fills_lists`).
    fills_lists: bool = False
