"""`#define` lines with any body, and without one: Coccinelle stops, or leaves half of them."""

from __future__ import annotations

import pytest

from tests.smpl.refusals import refused_in


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("#define A 1", ""),
        ("#define A", ""),
        ("#define A do { f(); g(); } while (0)", ""),
        ("#define A f(1, \\\n    2)", ""),
        ("#define A(x) x", "#define A(x) x\n"),
        ("#define AB 1", "#define AB 1\n"),
    ],
)
def test_dots_stand_for_any_body(line: str, kept: str) -> None:
    """`- #define A ...` takes A away, whatever it is, but no macro with parentheses."""
    patched, refused = refused_in("@@\n@@\n- #define A ...\n", f"{line}\nint b;\n")
    assert (patched, refused) == (f"{kept}int b;\n", [])


def test_an_empty_macro_is_meant_alone() -> None:
    """`- #define A` leaves a macro alone that stands for something."""
    code = "#define A 1\nint b;\n#define A\nint c;\n"
    patched, refused = refused_in("@@\n@@\n- #define A\n", code)
    assert (patched, refused) == ("#define A 1\nint b;\nint c;\n", [])
