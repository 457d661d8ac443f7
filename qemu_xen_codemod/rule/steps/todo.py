# SPDX-License-Identifier: GPL-2.0-or-later
"""The todo step: a comment above each statement that contains a match."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from qemu_xen_codemod.rule.applies import ForSomeTrees
from qemu_xen_codemod.rule.text import Text

if TYPE_CHECKING:
    from qemu_xen_codemod.smpl import SemanticPatch

#: In a todo's text, `{remaining}`: the unstable functions that take the handle which the match
#: opens, or all that the tree's code still calls if the match opens none.
REMAINING = "remaining"


@dataclass(frozen=True, slots=True)
class TodoStep(ForSomeTrees):
    """Put a comment above each statement that contains a match."""

    match: SemanticPatch
    match_text: Text
    #: Searched in the name of the function around the match; None for any function.
    function: re.Pattern[str] | None
    #: The comment as plain text, not wrapped.
    text: Text
    #: Only for a match that opens a handle for its function, or only for others; "" for all.
    handle: Literal["local", "shared", ""] = ""
