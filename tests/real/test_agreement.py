# SPDX-License-Identifier: GPL-2.0-or-later
"""Coccinelle judges on real trees: our rules' patches, and those that QEMU itself carries.

Of each semantic patch the files that may match are taken, up to a size that keeps the run short.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.real.agreement import Agreement, compare, rule_patches, sources_of, tree_patches

#: Bytes of C for each semantic patch.
_MOST = 400_000


@pytest.mark.real
@pytest.mark.spatch
def test_agrees_with_coccinelle(tree: Path, tmp_path: Path) -> None:
    """Each patch makes the code that Coccinelle makes, white space and comments aside."""
    sources = sources_of(tree)
    patches = {**rule_patches(), **tree_patches(tree)}
    found: dict[str, Agreement] = {
        name: compare(text, sources, tmp_path, _MOST) for name, text in patches.items()
    }
    assert {
        name: compared.differing for name, compared in found.items() if compared.differing
    } == {}
    # That nothing differs says something only where something is changed.
    assert sum(len(compared.changed) for compared in found.values()) >= 10
