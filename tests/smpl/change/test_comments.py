# SPDX-License-Identifier: GPL-2.0-or-later
"""Comments anywhere in the code do not change the result of a semantic patch."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from qemu_xen_codemod.c.lexer import Kind, tokens
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.smpl import Patched, apply_semantic_patch, parse_semantic_patch
from tests.smpl.judge import comparable
from tests.smpl.test_corpus import CASES, CORPUS

COMMENTS = (b"/* c */", b"// c\n", b' // c; d("\n    ', b" /* e\n     */ ", b"// it's\n\t")


def commented(code: bytes, seed: str) -> bytes:
    """The code with comments between random tokens, outside directives."""
    chance = random.Random(seed)  # noqa: S311 - a test's dice
    parts: list[bytes] = []
    at = 0
    for before, token in pairwise([None, *tokens(code)]):
        assert token is not None
        parts.append(code[at : token.start])
        # C's grammar parses `- 1` differently from `-1`.
        is_sign = before is not None and before.text == b"-" and token.kind is Kind.NUMBER
        if token.kind is not Kind.DIRECTIVE and not is_sign and chance.random() < 0.1:
            parts.append(chance.choice(COMMENTS))
        parts.append(token.text)
        at = token.end
    return b"".join([*parts, code[at:]])


def listed_code(patched: Patched) -> list[bytes]:
    """The words of the code that `*` lines list."""
    spans = (span for match in patched.matches for span in match.listed)
    return [word for span in spans for word in comparable(patched.data[span.start : span.end])]


@pytest.mark.parametrize("name", CASES)
def test_the_same_code_with_comments(name: str) -> None:
    """A corpus file full of comments gives the same code as without, or a match is refused."""
    path = CORPUS / f"{name}.cocci"
    patch = parse_semantic_patch(path.read_text(encoding="utf-8"), path.name)
    before = (CORPUS / f"{name}.c").read_bytes()
    listed = list[bytes]()
    if any(rule.is_list for rule in patch.rules):
        listed = listed_code(apply_semantic_patch(patch, SourceFile("a.c", before), Style()))
    wanted = comparable(before if listed else (CORPUS / f"{name}.res").read_bytes())
    for attempt in range(2):
        code = commented(before, f"{name} {attempt}")
        assert comparable(code) == comparable(before)
        result = apply_semantic_patch(patch, SourceFile("a.c", code), Style())
        assert result.refusals or comparable(result.data) == wanted, result.data.decode()
        assert result.refusals or listed_code(result) == listed
