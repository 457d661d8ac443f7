# SPDX-License-Identifier: GPL-2.0-or-later
"""Masking code that tree-sitter does not support."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qemu_xen_codemod.c.lexer import Kind, tokens
from qemu_xen_codemod.c.mask.buffer import blanked
from qemu_xen_codemod.c.mask.mask import mask
from qemu_xen_codemod.c.parse import errors_of, parse
from qemu_xen_codemod.c.source import SourceFile

SHAPES = Path(__file__).parents[1] / "c_samples" / "shapes.c"
#: Pieces that combine to broken and unbroken C with macros in it.
PIECES = st.sampled_from(
    b"""a|b |f(|)|{|}|;|\n|\n    |,|"text (x) {"|'c'|int |struct |*|=|==|#if A\n|\n#else\n|
#endif
    |FOREACH(x) {|MACRO|G_PRINTF(1, 2)|static |__attribute__((x)) |
    |case 1 ... 2:|\\|/* c */|//|\r\n|"
    |->|1|64 KB|\xff|\0|[|]|:|do |while (a)|else |return |goto *|extern "C" {|(, x)|#define a(b...)
    |typedef |union |enum |asm(|offsetof(|##""".split(b"|")
)


def masks_to(code: str, masked: str) -> None:
    """The code as a whole file, and between functions."""
    assert mask(code.encode()).decode() == masked


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("int f(int a) { return g(a); }\n", id="plain C"),
        pytest.param("int (*f)(struct s *p);\nM(a)\nint x;\n", id="function pointer"),
        pytest.param("FOO(a)\nint f(a)\nint a;\n{\n}\n", id="old-style function"),
        pytest.param(
            "M(a)\nvoid f(void) {\n#ifdef A\n  *a = 1;\n#else\n  b();\n#endif\n}\n", id="#if"
        ),
        pytest.param('M(a)\nchar *s = "M(a) == FOREACH(x) {" "b";\n', id="strings"),
        pytest.param("M(a)\nint x = (a) * (b) + sizeof(struct s);\n", id="expressions"),
        pytest.param("M(a)\nvoid f(void) { g(a * b, c[1], &d, (T *)e); }\n", id="arguments"),
        pytest.param("M(a)\nstruct s { int a : 3; int (*f)(int b, T *c); } x, *y;\n", id="struct"),
    ],
)
def test_plain_c_stays_as_it_is(code: str) -> None:
    """Only the macro line M(a) of a file that does not parse is masked."""
    masks_to(code, code.replace("FOO(a)\n", "      \n").replace("M(a)\n", "    \n", 1))


def test_a_comment_that_does_not_end_is_no_code() -> None:
    """It hides the rest of the file; in a string or another comment, `/*` begins none."""
    masks_to("int a; /* b();\nc();\n", "int a;        \n    \n")
    for code in ('char *a = "/*";\nint b;\n', "int a; // /* x\nint b;\n", "/* /* */ int a;\n"):
        masks_to(code, code)


@pytest.mark.parametrize(
    ("code", "masked"),
    [
        ("static void co_fn f(int a);\n", "static void       f(int a);\n"),
        ("SIZE_T API f(void);\nM(1)\n", "SIZE_T     f(void);\n    \n"),
        ("int f(void __iomem *p);\n", "int f(void         *p);\n"),
        ("static HEAD(, T) h;\n", "static HEAD      h;\n"),
        (
            "void f(void)\n{\n    EACH_ONE(a, b) {\n    }\n}\n",
            "void f(void)\n{\n    while   (a, b) {\n    }\n}\n",
        ),
        (
            "void f(void)\n{\n    WITH_LOCK() {\n    }\n}\n",
            "void f(void)\n{\n                {\n    }\n}\n",
        ),
        (
            "void f(void)\n{\n    each(a, b)\n        g();\n}\n",
            "void f(void)\n{\n    if\v (a, b)\n        g();\n}\n",
        ),
        (
            "void f(void)\n{\n    MARK(a)\n    g();\n}\n",
            "void f(void)\n{\n    MARK(a)\n;   g();\n}\n",
        ),
        ("void f(void) { eq(a, ==, 1); }\n", "void f(void) { eq(a, __, 1); }\n"),
        ("T *p = make(struct s *, 1);\n", "T *p = make(       s  , 1);\n"),
        ('char *s = "a" str(N) "b";\n', 'char *s = "a"        "b";\n'),
        (
            "void f(void) { switch (a) { case 1 ... 5: g(); } }\n",
            "void f(void) { switch (a) { case 1 +   5: g(); } }\n",
        ),
    ],
)
def test_a_shape_is_masked_with_as_little_as_it_needs(code: str, masked: str) -> None:
    """Names that a rule may search for stay where possible."""
    masks_to(code, masked)


def test_an_if_that_cuts_a_statement_keeps_one_arm() -> None:
    """The directive lines and the other arm are blanked, and are reported as not parsed."""
    code = (
        b"void f(void)\n{\n    if (a) {\n        g();\n"
        b"#ifdef A\n    } else if (b) {\n#else\n    } else {\n#endif\n        h();\n    }\n}\n"
    )
    source = SourceFile("a.c", code)
    assert not source.root.has_error
    assert [source.text(span) for span in source.unparsed] == [
        b"#ifdef A",
        b"#else\n    } else {\n#endif",
    ]


def test_groups_on_one_condition_go_one_way() -> None:
    """A loop that one #if opens is closed by the other #if with the same condition."""
    code = (
        b"void f(void)\n{\n#ifndef A\n    do {\n#endif\n        g();\n"
        b"#ifdef A\n    h();\n    {\n    i();\n    }}\n#else\n    } while (x);\n#endif\n}\n"
    )
    assert not SourceFile("a.c", code).root.has_error


def test_macro_names_are_reported_as_blanked_but_not_as_unparsed() -> None:
    """An edit next to an attribute macro is safe; a name in it is still found."""
    source = SourceFile("a.c", b"static void co_fn f(int a);\n")
    assert [source.text(span) for span in source.blanked] == [b"co_fn"]
    assert source.unparsed == ()


def test_the_sample_parses() -> None:
    """Every construct of the sample is masked so that none of it is in error."""
    data = SHAPES.read_bytes()
    assert parse(data).root_node.has_error
    assert errors_of(parse(mask(data))) == ()


def test_the_sample_keeps_its_calls() -> None:
    """No call of the sample is masked, in either arm that stays."""
    source = SourceFile("shapes.c", SHAPES.read_bytes())
    text = source.masked
    for call in (b"visit(t, ", b"touch(h)", b"touch_b(h)", b"print(", b"make_name(h)"):
        assert text.count(call) == source.data.count(call)
    assert any(b"touch_c" in source.text(span) for span in source.unparsed)


def newlines(data: bytes) -> list[int]:
    return [at for at, byte in enumerate(data) if byte in b"\r\n"]


def check(data: bytes) -> None:
    masked = mask(data)
    assert len(masked) == len(data)
    assert newlines(masked) == newlines(data)
    assert mask(masked) == masked
    assert len(errors_of(parse(masked))) == 0 or masked == data or _harm(masked) <= _harm(data)
    for span in blanked(data, masked):
        assert data[span.start : span.end] != masked[span.start : span.end]


def _harm(data: bytes) -> int:
    return sum(span.end - span.start + 1 for span in errors_of(parse(data)))


@pytest.mark.parametrize(
    ("code", "masked"),
    [
        ("#ifdef A B\nf(1);\n#endif A /* c */\n", "#ifdef A  \nf(1);\n#endif   /* c */\n"),
        ("#ifndef A B\n#else A\nf(1);\n#endif", "#ifndef A  \n#else  \nf(1);\n#endif"),
        ('#include "a.h" B\nf(1);\n', '#include "a.h"  \nf(1);\n'),
        ("#include <a.h>B(\nf(1);\n", "#include <a.h>  \nf(1);\n"),
        ("#include A B\nf(1);\n", "#include A  \nf(1);\n"),
        ("#?f(a,\n b)\nf(1);\n", "      \n b)\nf(1);\n"),
        ("f(1);\n #\\f(2);\n", "f(1);\n        \n"),
        ("# endif /* c */ A \\\n B\n", "# endif /* c */   \\\n  \n"),
    ],
)
def test_words_after_a_directive(code: str, masked: str) -> None:
    """Compilers ignore them; they are not the beginning of the next line's code."""
    masks_to(code, masked)


@pytest.mark.parametrize(
    "code",
    [
        "#ifdef A /* B */\nf(1);\n#else // C\nf(2);\n#endif /* A */\n",
        "#include A(b)\nint x;\n",
        "#define A(x) #x\nint x;\n",
        "/*\n#endif A\n*/\nint x;\n",
    ],
)
def test_nothing_after_a_directive(code: str) -> None:
    masks_to(code, code)


@given(st.binary(max_size=200))
def test_any_bytes_keep_their_length_and_lines(data: bytes) -> None:
    """Masking never raises, and masking twice is masking once."""
    check(data)


@given(st.lists(PIECES, max_size=40).map(b"".join))
def test_broken_c_keeps_its_length_and_lines(data: bytes) -> None:
    """As for any bytes, on text that looks like C."""
    check(data)


@given(st.lists(PIECES, max_size=30).map(b"".join))
def test_code_around_a_good_string_keeps_it(code: bytes) -> None:
    """A string literal outside of dropped arms is never partly masked."""
    data = b'M(a)\nchar *s = "FOREACH(x) { #if co_fn";\n' + code
    masked = mask(data)
    strings = [token for token in tokens(data) if token.kind is Kind.STRING]
    for token in strings[:1]:
        assert masked[token.start : token.end] in (token.text, b" " * len(token.text))


@given(st.lists(PIECES, max_size=40).map(b"".join))
@example(b"#define a(b...)\n    b a")
def test_a_file_is_masked_by_its_own_tokens(data: bytes) -> None:
    """As without them, whether the tokens existed before or not."""
    source = SourceFile("a.c", data)
    assert source.tokens == tuple(tokens(data))
    assert source.masked == SourceFile("a.c", data).masked == mask(data)
