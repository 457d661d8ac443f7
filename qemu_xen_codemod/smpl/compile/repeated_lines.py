# SPDX-License-Identifier: GPL-2.0-or-later
"""RepeatedLines: the `++` lines of a rule, which several matches may add at one place."""

from __future__ import annotations

from collections.abc import Sequence

from qemu_xen_codemod.smpl.compile.pattern import (
    MetavariableUse,
    Pattern,
    PatternNode,
    PatternToken,
    items_of,
    nodes_in,
)
from qemu_xen_codemod.smpl.read.body_items import BodyToken
from qemu_xen_codemod.smpl.read.smpl_text import SmplText


class RepeatedLines:
    """Those of one rule."""

    def __init__(self, text: SmplText) -> None:
        self._text = text
        #: Where the tokens of those stand that are put somewhere.
        self._put: set[int] = set()

    def check_all_put(self, after: Pattern | None) -> None:
        """Raises RuleError at a `++` line that is not put beside code that stays."""
        nodes = nodes_in(after) if after is not None else ()
        tokens = (
            one
            for node in nodes
            if isinstance(node, PatternToken | MetavariableUse)
            for one in items_of(node)
        )
        for one in tokens:
            if isinstance(one, BodyToken) and one.is_repeated and one.token.start not in self._put:
                raise self._text.outside(
                    one.token.start,
                    "++ lines but for whole lines beside code that stays",
                    "write `+` where one match adds the line",
                )

    def are_in(self, added: Sequence[PatternNode]) -> bool:
        """Whether added lines begin with `++`. Raises RuleError where others stand among them."""
        tokens = [one for node in added for one in items_of(node) if isinstance(one, BodyToken)]
        repeated = {one.token.start for one in tokens if one.is_repeated}
        if repeated and len(repeated) < len(tokens):
            raise self._text.outside(min(repeated), "++ lines beside + lines")
        self._put |= repeated
        return bool(repeated)
