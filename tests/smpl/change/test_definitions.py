# SPDX-License-Identifier: GPL-2.0-or-later
"""`#define` lines with any body, or with none: Coccinelle stops, or leaves half of them."""

from __future__ import annotations

import pytest

from tests.smpl.refusals import refused_in


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("#define ANY 1", ""),
        ("#define ANY", ""),
        ("#define ANY do { f(); g(); } while (0)", ""),
        ("#define ANY f(1, \\\n    2)", ""),
        ("#define ANY(x) x", "#define ANY(x) x\n"),
        ("#define ANYB 1", "#define ANYB 1\n"),
    ],
)
def test_dots_match_any_body(line: str, kept: str) -> None:
    """`- #define ANY ...` removes any definition of ANY, except with parameters."""
    patched, refused = refused_in("@@\n@@\n- #define ANY ...\n", f"{line}\nint b;\n")
    assert (patched, refused) == (f"{kept}int b;\n", [])


def test_an_empty_body_matches_only_itself() -> None:
    """`- #define ANY` removes only a definition without a body."""
    code = "#define ANY 1\nint b;\n#define ANY\nint c;\n"
    patched, refused = refused_in("@@\n@@\n- #define ANY\n", code)
    assert (patched, refused) == ("#define ANY 1\nint b;\nint c;\n", [])
