# SPDX-License-Identifier: GPL-2.0-or-later
"""A pattern that may begin with any statement is tried only where its other words are."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.c.source import SourceFile
from tests.smpl.match.comparisons import count_comparisons

_PATCH = """@@
identifier F, V;
expression E;
@@
- V = F(&E);
+ V = F(&fatal);
- if (V) {
-     report(E);
- }
"""
_MATCHING = b"    v = f(&e);\n    if (v) {\n        report(e);\n    }\n"
_OTHER = b"void o%d(void)\n{\n    v = f(&e);\n    if (v) {\n        keep(e);\n    }\n}\n"


@pytest.mark.parametrize("count", [0, 200])
def test_functions_without_the_words_cost_nothing(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = b"".join(_OTHER % at for at in range(count))
    source = SourceFile("a.c", others + b"void m(void)\n{\n" + _MATCHING + b"}\n" + others)
    steps, result = count_comparisons(_PATCH, source, monkeypatch)
    assert result.data == others + b"void m(void)\n{\n    v = f(&fatal);\n}\n" + others
    assert steps < 100


@pytest.mark.parametrize(
    "code",
    [
        b"/* report() */\nvoid m(void)\n{\n%s}\n",
        b"void report(int);\nvoid m(void)\n{\n%s}\n",
        b"void m(void)\n{\n    void inner(void)\n    {\n        report(1);\n    }\n%s}\n",
        b"void m(void)\n{\n#if A\n    report(1);\n#endif\n    if (a)\n        report(2);\n%s}\n",
        b"#if A\nvoid m(int a)\n#else\nvoid m(void)\n#endif\n{\n%s}\n",
        b"int m()\nint a;\n{\n%s}\n",
    ],
)
def test_it_is_found_wherever_the_words_are(code: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where they are outside of functions, or in a function inside."""
    _, result = count_comparisons(_PATCH, SourceFile("a.c", code % _MATCHING), monkeypatch)
    assert result.data == code % b"    v = f(&fatal);\n"
