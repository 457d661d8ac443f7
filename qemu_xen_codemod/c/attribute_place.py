# SPDX-License-Identifier: GPL-2.0-or-later
"""The place of an attribute in a declaration, according to what follows it."""

from __future__ import annotations

from collections.abc import Sequence

_ENDS = frozenset((b"=", b";", b"{", b",", b")"))


def is_behind_name(behind: Sequence[bytes]) -> bool:
    """Whether an attribute comes after the declared name, judging by the tokens that follow it."""
    return not behind or behind[0] in _ENDS
