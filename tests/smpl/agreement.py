# SPDX-License-Identifier: GPL-2.0-or-later
"""Many small files that a semantic patch must change exactly as Coccinelle does."""

from __future__ import annotations

from collections.abc import Container, Mapping
from pathlib import Path

from qemu_xen_codemod.c.lexer import code_tokens
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.smpl import apply_semantic_patch, parse_semantic_patch
from tests.smpl.judge import spatch_all


def assert_agreement(
    text: str,
    sources: Mapping[str, bytes],
    folder: Path,
    given_up: Container[str] = (),
    refused: Container[str] = (),
) -> None:
    """The patch with this text changes some of the files, and each has the same tokens afterwards
    as Coccinelle's. `given_up`: files that Coccinelle may not be able to edit; `refused`: those in
    which matches are refused, the only ones.
    """
    path = folder / "patch.cocci"
    path.write_text(text, encoding="utf-8")
    patch = parse_semantic_patch(text, path.name)
    changed = 0
    for name, theirs in spatch_all(path, sources).items():
        data = sources[name]
        if theirs is None:
            assert name in given_up, data
            continue
        ours = apply_semantic_patch(patch, SourceFile(name, data), Style())
        assert bool(ours.refusals) == (name in refused), data
        if name in refused:
            continue
        assert _texts(ours.data) == _texts(theirs), data
        changed += ours.data != data
    assert changed


def _texts(data: bytes) -> list[bytes]:
    return [token.text for token in code_tokens(data)]
