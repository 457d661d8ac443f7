# SPDX-License-Identifier: GPL-2.0-or-later
"""The usual arithmetic conversions: the type of a sum of two numbers."""

from __future__ import annotations

from qemu_xen_codemod.c.ctype import CType

#: What the standard types of sizes are in arithmetic.
_SIZES = {b"size_t": b"unsigned long", b"ssize_t": b"long", b"ptrdiff_t": b"long"}
#: Two operands become the later of their two types.
_RANKS = (
    b"int",
    b"unsigned int",
    b"long",
    b"unsigned long",
    b"long long",
    b"unsigned long long",
    b"float",
    b"double",
    b"long double",
)
_SMALL = frozenset(b"char;signed char;unsigned char;short;unsigned short;bool;_Bool".split(b";"))


def converted(c_type: CType, other: CType) -> CType | None:
    """The type that two operands become, typedefs resolved; None if one is not a number."""
    ranks: list[int] = []
    for ctype in (c_type, other):
        meant = _SIZES.get(ctype.base, ctype.base)
        base = b"int" if meant in _SMALL or meant[:5] == b"enum " else meant
        if ctype.derived or base not in _RANKS:
            return None
        ranks.append(_RANKS.index(base))
    return CType(_RANKS[max(ranks)])


def is_converted(ctype: CType) -> bool:
    """Whether a type becomes another one as an operand: small types do."""
    return ctype.base in _SMALL
