# SPDX-License-Identifier: GPL-2.0-or-later
"""Comparison with Coccinelle on real trees: our rules' patches, and those in QEMU itself.

For each semantic patch, the files that may match are used, up to a size that keeps the run short.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.real.agreement import Agreement, compare, rule_patches, sources_of, tree_patches

#: The number of bytes of C for each semantic patch.
_MOST = 400_000


@pytest.mark.real
@pytest.mark.spatch
def test_agrees_with_coccinelle(outermost: Path, tmp_path: Path) -> None:
    """Each patch makes the code that Coccinelle makes, apart from white space and comments."""
    sources = sources_of(outermost)
    patches = {**rule_patches(), **tree_patches(outermost)}
    found: dict[str, Agreement] = {
        name: compare(text, sources, tmp_path, _MOST) for name, text in patches.items()
    }
    assert {
        name: compared.differing for name, compared in found.items() if compared.differing
    } == {}
    # The absence of differences is meaningful only if something is changed.
    assert sum(len(compared.changed) for compared in found.values()) >= 10
