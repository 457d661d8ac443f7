# SPDX-License-Identifier: GPL-2.0-or-later
"""Regular expressions that every Python reads the same, and that end.

Debian 12's Python misreads a group that is repeated possessively. With one, comments were read as
code there and a series was silently wrong. With one that divides a row of comments in every
possible way, 60 comments on a line took for ever.
"""

from __future__ import annotations

import ast
import importlib
import itertools
import pkgutil
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import qemu_xen_codemod

ROOT = Path(__file__).parent.parent
#: All but this file, which has samples; programs are Python whatever their name.
SOURCES = sorted(
    path
    for folder in ("qemu_xen_codemod", "tests", "tools")
    for path in (ROOT / folder).rglob("*")
    if path.is_file()
    and path != Path(__file__)
    and (path.suffix == ".py" or path.read_bytes().startswith(b"#!/usr/bin/env python3"))
)


#: The text before the group's end: escapes, classes, and anything else byte by byte.
_POSSESSIVE_GROUP = re.compile(
    rb"(?:\\.|\[\^?+\]?+(?:\\.|[^\]\\])*\]|[^\\\[])*?\)(?:[*+?]|\{\d*(?:,\d*)?\})\+", re.DOTALL
)


def has_possessive_group(pattern: bytes) -> bool:
    """Whether there is a group with a possessive quantifier in a valid regular expression.

    After one character or a class, as in `[ab]*+`, every Python reads them correctly.
    """
    return _POSSESSIVE_GROUP.match(pattern) is not None


def written(node: ast.AST) -> bytes | None:
    """The text that an expression produces: constants, `+` of them, f-strings.

    Parts of an f-string or a sum from elsewhere count as a group, as they may be one.
    """
    match node:
        case ast.Constant(value=str(text)):
            return text.encode("utf-8", "surrogatepass")
        case ast.Constant(value=bytes(data)):
            return data
        case ast.JoinedStr(values=parts):
            return b"".join(written(part) or b"(x)" for part in parts)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            sides = written(left), written(right)
            if sides != (None, None):
                return b"".join(b"(x)" if side is None else side for side in sides)
    return None


def possessive_groups(source: bytes) -> Iterator[int]:
    """The lines of the strings in a Python file that repeat a group possessively."""
    for node in ast.walk(ast.parse(source)):
        text = written(node)
        if text is not None and has_possessive_group(text):
            assert isinstance(node, ast.expr)
            yield node.lineno


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(rb'r"[a-z]*+ a++ \w?+ .{2}+"', id="one character, a class, an escape"),
        pytest.param(rb'r"(?:ab)+ (?:ab)*? (a)(?=b)"', id="no possessive quantifier"),
        pytest.param(rb'r"\(a\)*+"', id="an escaped bracket"),
        pytest.param(rb'r"[)*+]"', id="inside a class"),
        pytest.param(rb'r"[])*+]"', id="inside a class that begins with a bracket"),
        pytest.param(rb'r"[^]\])*+]"', id="inside a class with an escape"),
        pytest.param(rb'f"{a}+ {b}"', id="a part from elsewhere"),
    ],
)
def test_expressions_that_every_python_reads(source: bytes) -> None:
    """A possessive quantifier over one character does not concern a group."""
    assert list(possessive_groups(source)) == []


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(rb'rb"/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/|\Z)"', id="the lexer's, as it was"),
        pytest.param(rb'r"(ab)?+"', id="optional"),
        pytest.param(rb'r"(?:a|b)++c"', id="once or more"),
        pytest.param(rb'r"(a){2,3}+"', id="counted"),
        pytest.param(rb'r"[)](a[]])*+"', id="after a class"),
        pytest.param(rb'r"\\(a)*+"', id="after an escaped backslash"),
        pytest.param(rb'r"(a)" r"*+"', id="in two strings"),
        pytest.param(rb'r"(a)" + r"*+"', id="in a sum"),
        pytest.param(rb'GROUP + r"*+"', id="in a sum with a name"),
        pytest.param(rb'rf"{GROUP}*+"', id="in an f-string"),
    ],
)
def test_expressions_that_old_pythons_misread(source: bytes) -> None:
    """The walk finds a group with a possessive quantifier however it is spelt."""
    assert list(possessive_groups(source)) != []


def test_sources_have_none() -> None:
    """Neither the package nor the tests or the tools have such an expression."""
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in SOURCES
        for line in possessive_groups(path.read_bytes())
    ]
    assert found == []


def test_the_walk_reads_all_sources() -> None:
    """The package, the tests and the tools are among the files that are read."""
    names = {str(path.relative_to(ROOT)) for path in SOURCES}
    assert {"qemu_xen_codemod/c/lexer.py", "tests/conftest.py", "tools/replay"} <= names


#: What expressions here repeat; many in a row, they can be divided in one way only.
REPEATED = (
    "/**/", "/* a */", "// a\n", "/*", "*/", "\\\n", "\\\r\n", "\\", '"', '"a"', "a", "a ", " ",
    "\t", "#", "# ", "(", "(a) ", "[a] ", "a.", "a->", "1", "$", "&", "*", "-", "/", "\r\n", "\n",
    "a\n", "+a\n", "a,", "re: ", "|", "disable ", "{{",
)  # fmt: skip
BEFORE = ("", "#", "# define a", "/*", '"', "a", "(")
AFTER = ("!", "x", "\n!", ")", "/")


def expressions() -> dict[str, re.Pattern[Any]]:
    """The compiled expressions of the package's modules."""
    for module in pkgutil.walk_packages(qemu_xen_codemod.__path__, "qemu_xen_codemod."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return {
        f"{module}.{name}": value
        for module in sorted(sys.modules)
        if module.split(".")[0] == "qemu_xen_codemod"
        for name, value in vars(sys.modules[module]).items()
        if isinstance(value, re.Pattern)
    }


def endless_text(expression: re.Pattern[Any]) -> str:
    """The text of fewer than 300 characters at which half a second for all of them ends; "" if it
    is enough.
    """

    def end(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError

    text = ""
    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, 0.5)
    try:
        for first, part, last in itertools.product(BEFORE, REPEATED, AFTER):
            text = first + part * 28 + last
            expression.match(text.encode() if isinstance(expression.pattern, bytes) else text)
    except TimeoutError:
        return text
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return ""


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(rb"(?s)(?:\s|/\*.*?\*/)*\(", id="comments, as they were"),
        pytest.param(r"(?:\w+\s?)*;", id="words"),
    ],
)
def test_endless_expressions_are_found(pattern: str | bytes) -> None:
    """The walk finds a text on which an expression takes for ever."""
    assert endless_text(re.compile(pattern))


def test_the_expressions_of_all_modules_are_tried() -> None:
    """Those of a module that nothing imports at its start are among them."""
    assert len(expressions()) > 200
    assert "qemu_xen_codemod.c.conditional._NAME" in expressions()


def test_no_expression_is_endless() -> None:
    """Each ends soon on any of the texts."""
    found = {
        name: text
        for name, expression in expressions().items()
        if (text := endless_text(expression))
    }
    assert found == {}
