# SPDX-License-Identifier: GPL-2.0-or-later
"""`#if` blocks whose conditions are partly known."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.c.arms import Unresolved
from qemu_xen_codemod.c.known import Known, read_known
from qemu_xen_codemod.c.resolve import resolve
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.splice import splice

SAID = {b"V": ">=41000", b"OLD": "undefined", b"NEW": "defined"}
KNOWN: dict[bytes, Known] = {
    name: known for name, said in SAID.items() if (known := read_known(said))
}


def resolved(text: str) -> str:
    source = SourceFile("a.c", text.encode())
    edits = resolve(source, KNOWN).edits
    after = splice(source.data, edits).data if edits else source.data
    if edits:
        again = resolve(SourceFile("a.c", after), KNOWN)
        assert again.edits == ()
    return after.decode()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("#if V >= 42000\na\n#else\nb\n#endif\n", id="undecidable"),
        pytest.param("#ifdef V_MAX\na\n#endif\n#if VV < 3\na\n#endif\n", id="a longer name"),
        pytest.param('char *s = "\\\n#if V < 3\\\n";\n#ifdef Q\n#endif\n', id="in a string"),
        pytest.param("/*\n#if V < 3\n*/\n// #ifdef OLD\n#if A\n#endif\n", id="in a comment"),
        pytest.param("#if A /* V < 3 */\na\n#endif /* OLD */\n", id="in a condition's comment"),
        pytest.param("int a = V < 3;\n#if A\n#endif\n", id="in code"),
        pytest.param("#define W V < 3\n#if W\n#endif\n", id="in another macro"),
        pytest.param("#if 0\na\n#elif 1\nb\n#endif\n", id="constants"),
        pytest.param("#if (V & 1) == 0\na\n#endif\n", id="arithmetic"),
        pytest.param("#else\n#endif\n#if A\n", id="wrong directives that ask for nothing known"),
        pytest.param("#define OLD 1\n#undef OLD\n", id="its own definition"),
        pytest.param("#ifdef\n#endif\n#if\n#endif\n", id="no condition"),
    ],
)
def test_what_is_not_known_stays(text: str) -> None:
    """Byte for byte."""
    assert resolved(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a\n#if V < 3\nb\n#endif\nc\n", "a\nc\n", id="false"),
        pytest.param("a\n#if V > 3\nb\n#endif\nc\n", "a\nb\nc\n", id="true"),
        pytest.param("#if V < 3\na\n#else\nb\n#endif\n", "b\n", id="false with else"),
        pytest.param("#if V > 3\na\n#else\nb\n#endif\n", "a\n", id="true with else"),
        pytest.param("#ifdef OLD\na\n#else\nb\n#endif\n", "b\n", id="ifdef"),
        pytest.param("#ifndef NEW\na\n#else\nb\n#endif\n", "b\n", id="ifndef"),
        pytest.param("#ifdef V\na\n#endif\n", "a\n", id="a number is defined"),
        pytest.param(" # if V < 3 // x\na\n # endif\n", "", id="spaces"),
        pytest.param(
            "#if A && \\\n    V < 3\na\n#endif /* x\n */\n", "", id="lines of one directive"
        ),
        pytest.param("#if V < 3\r\na\r\n#else\r\nb\r\n#endif\r\n", "b\r\n", id="CRLF"),
        pytest.param("a\n#if V < 3\nb\n#endif", "a\n", id="no last line end"),
        pytest.param(
            "#if A\na\n#elif V < 3\nb\n#else\nc\n#endif\n",
            "#if A\na\n#else\nc\n#endif\n",
            id="elif that is false",
        ),
        pytest.param(
            "#if A\na\n#elif V > 3 /* c */\nb\n#elif B\nc\n#else\nd\n#endif\n",
            "#if A\na\n#else /* c */\nb\n#endif\n",
            id="elif that is true",
        ),
        pytest.param(
            "#if V < 3\na\n# elif A\nb\n#else\nc\n#endif /* x */\n",
            "# if A\nb\n#else\nc\n#endif /* x */\n",
            id="elif that becomes the first",
        ),
        pytest.param(
            "#ifdef OLD\na\n#elifdef A\nb\n#elifndef NEW\nc\n#endif\n",
            "#ifdef A\nb\n#endif\n",
            id="elifdef",
        ),
        pytest.param(
            "#if V < 3\na\n#elif A && V > 3\nb\n#elif V < 5\nc\n#endif\n",
            "#if A\nb\n#endif\n",
            id="elif that is first and partly known",
        ),
        pytest.param(
            "#if V < 3\na\n#elif V < 4\nb\n#elif V > 3\nc\n#else\nd\n#endif\n", "c\n", id="a chain"
        ),
        pytest.param(
            "#if A || V < 3 // why\na\n#endif /* A || V < 3 */\n",
            "#if A // why\na\n#endif /* A */\n",
            id="comment that repeats the condition",
        ),
        pytest.param(
            "#ifdef OLD\n#if A\na\n#else\nb\n#endif\n#else\n#if V < 3\nc\n#endif\nd\n#endif\n",
            "d\n",
            id="blocks inside",
        ),
        pytest.param(
            "#if A\n#if V > 3\na\n#endif\n#else\n#ifdef OLD\nb\n#endif\n#endif\n",
            "#if A\na\n#else\n#endif\n",
            id="blocks inside of one that stays",
        ),
        pytest.param(
            "#ifdef OLD\n#define NEW\n#endif\n#ifndef Q\n#define Q\n#endif\n",
            "#ifndef Q\n#define Q\n#endif\n",
            id="definitions",
        ),
        pytest.param(
            "#if V < 3\n#error too old\n#endif\n#if A\n#error b\n#elif OLD\n#endif\n",
            "#if A\n#error b\n#endif\n",
            id="errors that are not certain",
        ),
    ],
)
def test_blocks(text: str, expected: str) -> None:
    """False arms are removed, true ones lose their directives; then there is nothing left to do."""
    assert resolved(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a\n\n#if V < 3\nb\n#endif\n\nc\n", "a\n\nc\n", id="one of two"),
        pytest.param("a\n\n\n#if V < 3\nb\n#endif\n\nc\n", "a\n\n\nc\n", id="as many as above"),
        pytest.param("a\n#if V < 3\nb\n#endif\n\nc\n", "a\n\nc\n", id="only below"),
        pytest.param("a\n\n#if V < 3\nb\n#endif\nc\n", "a\n\nc\n", id="only above"),
        pytest.param("a\n#if V < 3\nb\n#endif\nc\n", "a\nc\n", id="none"),
        pytest.param("f() {\n#if V < 3\nb\n#endif\n\nc\n}\n", "f() {\nc\n}\n", id="behind a {"),
        pytest.param("f() {\nc\n\n#if V < 3\nb\n#endif\n}\n", "f() {\nc\n}\n", id="before a }"),
        pytest.param("#if V < 3\nb\n#endif\n\nc\n", "c\n", id="at the begin"),
        pytest.param("a\n\n#if V < 3\nb\n#endif\n", "a\n", id="at the end"),
        pytest.param(
            "a\n\n#if V > 3\n\nb\n\n#endif\n\nc\n", "a\n\nb\n\nc\n", id="around what stays"
        ),
        pytest.param(
            "a\n#if V < 3\nb\n#endif\n\n#if V < 4\nc\n#endif\nd\n", "a\n\nd\n", id="between two"
        ),
        pytest.param(
            "a\n\n#if V < 3\nb\n#endif\n\n#if V < 4\nc\n#endif\n\nd\n", "a\n\nd\n", id="around two"
        ),
        pytest.param(
            "#if V < 3\nb\n#else\n\nc\n\n#endif\n\n#if A\n\nd\n\n#endif\n",
            "c\n\n#if A\n\nd\n\n#endif\n",
            id="of other blocks they stay",
        ),
    ],
)
def test_blank_lines(text: str, expected: str) -> None:
    """No more than one side had, and none where code begins or ends."""
    assert resolved(text) == expected


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        pytest.param("#if V\n", 1, "#if without an #endif", id="open"),
        pytest.param("a\n#ifdef OLD\n#if A\n#endif\n", 2, "#ifdef without an #endif", id="outer"),
        pytest.param("#if V < 3\n#endif\n#endif\n", 3, "#endif without an #if", id="endif"),
        pytest.param("#if V < 3\n#endif\n#else\n", 3, "#else without an #if", id="else"),
        pytest.param("#if V\n#else\n#elif A\n#endif\n", 3, "#elif after #else", id="elif"),
        pytest.param("#if V\n#else\n#else\n#endif\n", 3, "#else after #else", id="two"),
        pytest.param(
            "#if V > 3\n#error old\n#endif\n", 2, "an #error that would be compiled", id="error"
        ),
        pytest.param(
            "#if V < 3\n#else\n#error old\n#endif\n",
            3,
            "an #error that would be compiled",
            id="error in an else",
        ),
        pytest.param(
            "#if A\n#elif V\n#error old\n#endif\n",
            3,
            "an #error that would be compiled",
            id="error in an elif that becomes the else",
        ),
        pytest.param(
            "#if V\n/* c */ #else\n#endif\n", 2, "a directive after a comment", id="comment"
        ),
        pytest.param(
            "#if V\n#el\\\nse\n#endif\n",
            2,
            "a directive whose name is broken over two lines",
            id="broken",
        ),
        pytest.param(
            "#if V // x /* y\n#else\n#endif\n/* */\n",
            1,
            "a directive with a comment inside a comment",
            id="comment in a comment",
        ),
        pytest.param(
            "#if V\n%:else\n#endif\n", 2, "a directive that does not begin with #", id="digraph"
        ),
    ],
)
def test_what_is_not_certain_is_refused(text: str, line: int, why: str) -> None:
    """With its place."""
    source = SourceFile("a.c", text.encode())
    with pytest.raises(Unresolved) as refused:
        resolve(source, KNOWN)
    assert (source.line_of(refused.value.offset), refused.value.why) == (line, why)
