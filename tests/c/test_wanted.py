# SPDX-License-Identifier: GPL-2.0-or-later
"""Which names belong to a library, and from which words a macro may form one."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.c.wanted import Wanted

FAMILY = Wanted(frozenset((b"xc_version", b"read_exact")), (b"xc_",))
LISTED = Wanted(frozenset((b"log_msg", b"puts")))


@pytest.mark.parametrize("word", [b"xc_", b"xc_CONST", b"xc_2", b"my_xc_version", b"xc", b"read"])
def test_no_name(word: bytes) -> None:
    """Names with another beginning, in capitals, or that are only the prefix."""
    assert word not in FAMILY


def test_names() -> None:
    """Listed names, and all of the family; unlisted ones are distinguished."""
    assert FAMILY.among({b"xc_version", b"xc_fork_call", b"read_exact", b"xc_A"}) == {
        b"xc_version",
        b"xc_fork_call",
        b"read_exact",
    }
    assert FAMILY.is_unlisted(b"xc_fork_call")
    assert not FAMILY.is_unlisted(b"xc_version")


@pytest.mark.parametrize("word", [b"log", b"msg", b"xc_", b"puts", b"log_msg", b"log_m"])
def test_no_piece(word: bytes) -> None:
    """A name is only split at an underscore: `log` is a common word."""
    assert not LISTED.is_piece(word)


def test_pieces() -> None:
    """Both sides of an underscore; for a family, words that begin like it."""
    assert LISTED.pieces_among({b"log_", b"_msg", b"msg"}) == {b"log_", b"_msg"}
    assert FAMILY.pieces_among({b"xc_", b"xc_domain_", b"xc_version", b"xc"}) == {
        b"xc_",
        b"xc_domain_",
    }
    assert FAMILY.is_pair(b"xc", b"version")
    assert FAMILY.is_pair(b"xc", b"_version")
    assert not FAMILY.is_pair(b"xc", b"i32")
