# SPDX-License-Identifier: GPL-2.0-or-later
"""Regular expression -> literals that every match contains: other files need no search."""

from __future__ import annotations

from qemu_xen_codemod.smpl.read.regex import WORD, Choice, OneOf, Part, Repeat, Sequence

_NONE = frozenset[bytes]()


def required_literals(part: Part) -> frozenset[bytes]:
    """Literals of which every match contains at least one; empty when none is known. Of several
    such sets, the one with the longest literals.
    """
    match part:
        case OneOf(allowed):
            return frozenset((bytes(allowed),)) if _is_letter(part) else _NONE
        case Choice(branches):
            needed = [required_literals(branch) for branch in branches]
            return _NONE.union(*needed) if all(needed) else _NONE
        case Repeat(inner, least, _):
            return required_literals(inner) if least else _NONE
        case Sequence(parts):
            return _of_sequence(parts)
    return _NONE


def _is_letter(part: Part) -> bool:
    return isinstance(part, OneOf) and len(part.allowed) == 1 and part.allowed <= WORD


def _of_sequence(parts: tuple[Part, ...]) -> frozenset[bytes]:
    """The best literals of the parts; adjacent single bytes form one word."""
    groups: list[frozenset[bytes]] = []
    run = b""
    for part in parts:
        repeated = part.part if isinstance(part, Repeat) and part.least else part
        if isinstance(repeated, OneOf) and _is_letter(repeated):
            run += bytes(repeated.allowed)
        if repeated is not part or not _is_letter(part):
            groups += frozenset((run,)), required_literals(part)
            run = b""
    groups.append(frozenset((run,)))
    return max(
        (group for group in groups if all(group)),
        key=lambda group: (min(map(len, group), default=0), -len(group), sorted(group)),
        default=_NONE,
    )
