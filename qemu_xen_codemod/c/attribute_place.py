# SPDX-License-Identifier: GPL-2.0-or-later
"""Where an attribute is in a declaration: what follows it there."""

from __future__ import annotations

from collections.abc import Sequence

_ENDS = frozenset((b"=", b";", b"{", b",", b")"))


def is_behind_name(behind: Sequence[bytes]) -> bool:
    """Whether an attribute is after what is declared, by the tokens that follow it."""
    return not behind or behind[0] in _ENDS
