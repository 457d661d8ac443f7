# SPDX-License-Identifier: GPL-2.0-or-later
"""Names that a file defines itself."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.c.redefined import redefined_names
from qemu_xen_codemod.c.source import SourceFile

WORDS = frozenset((b"read_exact", b"pin_table"))


def found(code: str) -> set[str]:
    return {name.decode() for name in redefined_names(SourceFile("a.c", code.encode()), WORDS)}


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("int read_exact(int fd);", id="declared"),
        pytest.param("extern int read_exact(int fd);", id="declared extern"),
        pytest.param("int f(void) { return read_exact(1); }", id="called"),
        pytest.param("static int x = read_exact;", id="an initial value"),
        pytest.param("static int f(int read_exact) { }", id="a parameter of a static function"),
        pytest.param("static struct read_exact x;", id="a tag"),
        pytest.param(
            "static void f(void)\n{\n    read_exact(1);\n}", id="inside a static function"
        ),
        pytest.param("struct a { int x; };\nint read_exact(int);", id="declared behind a struct"),
        pytest.param(
            "#if OLD\nstatic int read_exact(int fd)\n{\n}\n#endif\n", id="a stand-in in an #if"
        ),
    ],
)
def test_not_its_own(code: str) -> None:
    """A name that the file does not define may be a library's."""
    assert found(code) == set()


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("static int read_exact(int fd);", id="declared static"),
        pytest.param("static inline int read_exact(int fd)\n{\n}", id="defined static"),
        pytest.param("ssize_t read_exact(int fd) { return 0; }", id="defined"),
        pytest.param("int f(void) { }\nint read_exact(void)\n{ }", id="behind another function"),
        pytest.param(
            "#ifndef A_H\n#define A_H\nstatic int read_exact(int fd);\n#endif\n",
            id="within an include guard",
        ),
    ],
)
def test_a_function_of_its_own(code: str) -> None:
    """A static declaration or a definition makes the name the file's."""
    assert found(code) == {"read_exact"}


def test_a_table_of_its_own() -> None:
    """So does a static object."""
    assert found("static const struct pin pin_table[] = { {1} };\n") == {"pin_table"}
