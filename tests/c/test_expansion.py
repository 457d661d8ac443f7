# SPDX-License-Identifier: GPL-2.0-or-later
"""Macros expanded as the preprocessor does."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.c.expansion import expand, pieces
from qemu_xen_codemod.c.macro import macros_of
from qemu_xen_codemod.c.source import SourceFile


def expanded(code: str) -> tuple[str, list[str]]:
    """The code's tokens separated by blanks, and those that `#` and `##` formed."""
    source = SourceFile("a.c", code.encode())
    macros = {macro.name: macro for macro in macros_of(source)}
    made = expand(pieces(source.code), macros.get)
    return (
        " ".join(piece.text.decode() for piece in made),
        [piece.text.decode() for piece in made if piece.is_made],
    )


@pytest.mark.parametrize(
    ("code", "result", "made"),
    [
        ("#define A(x) x\nf(A)", "f ( A )", []),
        ("#define A 1\nB", "B", []),
        ("#define A A + 1\nA", "A + 1", []),
        ("#define A(x) A(x)\nA(1)", "A ( 1 )", []),
        ("#define A(x) x\nA(1", "A ( 1", []),
        ("#define A(x) x + x\nA((1, 2))", "( 1 , 2 ) + ( 1 , 2 )", []),
        ("#define A(fn) xc_##fn(1)\nA(pause);", "xc_pause ( 1 ) ;", ["xc_pause"]),
        ("#define A(fn) fn ## _pause\nA(xc)", "xc_pause", ["xc_pause"]),
        ("#define A(a, b) a##_##b\nA(xc, pause)", "xc_pause", ["xc_pause"]),
        ("#define G(a, b) a##b\n#define A(f) G(xc_, f)\nA(g)", "xc_g", ["xc_g"]),
        (
            "#define XG(a, b) a##b\n#define G(a, b) XG(a, b)\n#define P xc_\nG(P, f)",
            "xc_f",
            ["xc_f"],
        ),
        ("#define P xc_\n#define A(f) P##f\nA(g)", "Pg", ["Pg"]),
        ("#define A(f) #f\nA(g  (1))", '"g ( 1 )"', ['"g ( 1 )"']),
        ('#define A(f) "xc_" #f\nA(g)', '"xc_" "g"', ['"g"']),
        ("#define A(f, ...) f(x, ##__VA_ARGS__)\nA(g)", "g ( x )", []),
        ("#define A(f, ...) f(x, ##__VA_ARGS__)\nA(g, 1, 2)", "g ( x , 1 , 2 )", []),
        ("#define A(f, a...) xc_##f(a)\nA(g, 1, 2)", "xc_g ( 1 , 2 )", ["xc_g"]),
        ("#define L(X) X(a) X(b)\n#define F(n) xc_##n,\nL(F)", "xc_a , xc_b ,", ["xc_a", "xc_b"]),
        (
            "#define F(n) xc_##n();\n#define A F(a) F(b)\nA",
            "xc_a ( ) ; xc_b ( ) ;",
            ["xc_a", "xc_b"],
        ),
        ("#define A(f) f##1x+\nA(2)", "21x +", ["21x"]),
        ("#define A(f) + ## f\nA(x)", "+ x", []),
        ("#define A() xc_ ## f\nA()", "xc_f", ["xc_f"]),
        ("#define A(x) [x]\nA()", "[ ]", []),
    ],
)
def test_expansion(code: str, result: str, made: list[str]) -> None:
    """As by a compiler's preprocessor, and which tokens it formed."""
    assert expanded(code) == (result, made)


def test_what_never_ends_is_cut_off() -> None:
    """Each level doubles the last: no memory would be large enough."""
    levels = "".join(f"#define A{n}(x) A{n - 1}(x x) A{n - 1}(x)\n" for n in range(1, 40))
    source = SourceFile("a.c", f"#define A0(x) x\n{levels}A39(1)".encode())
    macros = {macro.name: macro for macro in macros_of(source)}
    assert len(expand(pieces(source.code), macros.get)) < 5_000_000
