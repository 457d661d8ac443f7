# SPDX-License-Identifier: GPL-2.0-or-later
"""The control flow is Coccinelle's: patches with dots on random functions."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.smpl import apply_semantic_patch, parse_semantic_patch
from tests.smpl.functions import FunctionMaker, make_nest_patch, make_patch
from tests.smpl.judge import comparable, spatch_all


@pytest.mark.spatch
@pytest.mark.parametrize("seed", range(24))
def test_dots_match_as_in_coccinelle(seed: int, tmp_path: Path) -> None:
    """What both change is the same; where Coccinelle gives up on a function, we refuse."""
    assert _differing(make_patch(Random(seed)), seed, tmp_path) == []  # noqa: S311


@pytest.mark.spatch
@pytest.mark.parametrize("seed", range(24))
def test_nests_match_as_in_coccinelle(seed: int, tmp_path: Path) -> None:
    """The same for `<... P ...>` and `<+... P ...+>`, and with `exists` in the header."""
    assert _differing(make_nest_patch(Random(seed)), seed, tmp_path) == []  # noqa: S311


def _differing(text: str, seed: int, folder: Path) -> list[str]:
    """The functions, by name and code, that the patch changes differently than spatch does."""
    sources = {
        f"{at}.c": FunctionMaker(Random(f"{seed} {at}")).make()  # noqa: S311
        for at in range(12)
    }
    path = folder / "patch.cocci"
    path.write_text(text, encoding="utf-8")
    patch = parse_semantic_patch(text, path.name)
    judged = spatch_all(path, sources)
    differing = []
    for name, data in sources.items():
        ours = apply_semantic_patch(patch, SourceFile(name, data), Style())
        theirs = judged[name]
        if theirs is None:
            if ours.data != data and not ours.refusals:
                differing.append(f"{name}: {text}{data.decode()}")
        elif not ours.refusals and comparable(ours.data) != comparable(theirs):
            differing.append(f"{name}: {text}{data.decode()}")
    return differing
