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
    """The `++` lines of one rule."""

    def __init__(self, text: SmplText) -> None:
        self._text = text
        #: Offsets of the tokens in `++` lines that are put somewhere.
        self._put: set[int] = set()

    def check_all_put(self, after: Pattern | None) -> None:
        """Raises RuleError at a `++` line that is not put next to code that stays."""
        nodes = nodes_in(after) if after is not None else ()
        tokens = (
            item
            for node in nodes
            if isinstance(node, PatternToken | MetavariableUse)
            for item in items_of(node)
        )
        for token in tokens:
            if (
                isinstance(token, BodyToken)
                and token.is_repeated
                and token.token.start not in self._put
            ):
                raise self._text.outside(
                    token.token.start,
                    "++ lines except whole lines next to code that stays",
                    "write `+` where one match adds the line",
                )

    def are_in(self, added: Sequence[PatternNode]) -> bool:
        """Whether added lines begin with `++`. Raises RuleError where only some do."""
        tokens = [item for node in added for item in items_of(node) if isinstance(item, BodyToken)]
        repeated = {token.token.start for token in tokens if token.is_repeated}
        if repeated and len(repeated) < len(tokens):
            raise self._text.outside(min(repeated), "++ lines beside + lines")
        self._put |= repeated
        return bool(repeated)
