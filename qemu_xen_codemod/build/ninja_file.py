# SPDX-License-Identifier: GPL-2.0-or-later
"""NinjaFile: the statements of a build.ninja, and the commands that they would run.

QEMU's build.ninja has 28 MB of them, so statements are located first and parsed on request. Paths
are as in ninja: relative to the build directory, or absolute, without `.` and `..`. Nothing is run.
Raises BuildError, placed where the fault is.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qemu_xen_codemod.build.ninja_text import Line, TextError, expand, logical_lines, split_words
from qemu_xen_codemod.errors import BuildError, Place
from qemu_xen_codemod.named_path import is_file
from qemu_xen_codemod.regular_file import read_regular

NAME = "build.ninja"
_CONFIGURE = "configure the tree first; a build by make has none"
#: No generator nests files this deep, except in a circle.
_DEEPEST = 20
#: Nor do variables refer to other variables so often.
_DEEPEST_VARIABLE = 100
_AGAIN = "configure the build directory again, which rewrites the file"
#: A longer line is not shown.
_WIDEST = 200
#: The outputs of a statement in which nothing is escaped.
_HEAD = re.compile(rb"(?<=build )[^:]*")
_NAME = re.compile(rb"[^ \t\r\n|]+")
_VARIABLE = re.compile(rb"[A-Za-z0-9_.-]+")
_MARKS = frozenset((b":", b"|", b"||", b"|@"))


@dataclass(frozen=True, slots=True)
class Statement:
    """One `build` statement."""

    outputs: tuple[str, ...]
    implicit_outputs: tuple[str, ...]
    #: "phony" runs nothing.
    rule: str
    #: The inputs that the command names.
    inputs: tuple[str, ...]
    #: Other inputs.
    implicit: tuple[str, ...]
    #: What must exist before: generated headers.
    order_only: tuple[str, ...]
    #: Its own variables.
    variables: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Response:
    """A file that ninja writes for a command and removes afterwards."""

    path: str
    content: str


@dataclass(frozen=True, slots=True)
class _Scope:
    """The variables that a file has set so far, including those of the files around it."""

    variables: Mapping[str, str]
    rules: Mapping[str, Mapping[str, bytes]]


@dataclass(slots=True)
class _Found:
    """A build statement that is not parsed yet."""

    path: Path
    line: Line
    scope: _Scope
    bindings: list[Line]


class NinjaFile:
    """All statements of a build directory."""

    def __init__(self, statements: Sequence[_Found]) -> None:
        self._by_output: dict[str, _Found] = {}
        for found in statements:
            for output in _outputs(found):
                self._by_output[output] = found

    @property
    def outputs(self) -> tuple[str, ...]:
        """All outputs, in the file's order."""
        return tuple(self._by_output)

    def statement(self, output: str) -> Statement | None:
        """The statement that makes an output; None for a source."""
        found = self._by_output.get(output)
        return _read_statement(found) if found else None

    def command(self, output: str) -> str:
        """The shell command that makes an output, "" when none is needed."""
        return self._variable(output, "command")

    def response(self, output: str) -> Response | None:
        """The response file of that command."""
        path = self._variable(output, "rspfile")
        return Response(path, self._variable(output, "rspfile_content")) if path else None

    def _variable(self, output: str, name: str) -> str:
        found = self._by_output.get(output)
        return _Edge(found, _read_statement(found)).lookup(name) if found else ""


def read_ninja_file(build: Path) -> NinjaFile:
    """The statements of a build directory's build.ninja and of the files that it includes."""
    path = build / NAME
    if not path.is_file():
        raise BuildError(f"there is no {NAME} in {build}", help=_CONFIGURE)
    reader = _Reader(build)
    reader.read(path, _Scope({}, {"phony": {}}))
    return NinjaFile(reader.statements)


class _Reader:
    """Finds the statements of a file and of those it includes."""

    def __init__(self, build: Path) -> None:
        self.statements: list[_Found] = []
        self._build = build
        self._depth = 0

    def read(self, path: Path, scope: _Scope) -> _Scope:
        """Add the file's statements; the scope at its end."""
        rule: dict[str, bytes] | None = None
        block: list[Line] = []
        for line in logical_lines(_read_bytes(path)):
            if b"\0" in line.text:
                raise _fault(path, line, "contains a NUL character")
            if line.text[:1] in (b" ", b"\t"):
                block.append(line)
                if rule is not None:
                    name, value = _binding(path, line)
                    rule[name] = value
                continue
            word, _, rest = line.text.partition(b" ")
            rule, block = None, []
            if word == b"build":
                self.statements.append(_Found(path, line, scope, block))
            elif word == b"rule":
                rule = {}
                name = rest.strip().decode("utf-8", "replace")
                scope = _Scope(scope.variables, {**scope.rules, name: rule})
            elif word == b"include":
                scope = self._include(path, line, rest, scope)
            elif word == b"subninja":
                self._include(path, line, rest, scope)
            elif word not in (b"default", b"pool"):
                name, value = _binding(path, line)
                text = _expand(path, line, value, scope.variables)
                scope = _Scope({**scope.variables, name: text}, scope.rules)
        return scope

    def _include(self, path: Path, line: Line, name: bytes, scope: _Scope) -> _Scope:
        included = self._build / _expand(path, line, name.strip(), scope.variables)
        if not is_file(included):
            raise _fault(path, line, f"includes {included}, which is not a file")
        if self._depth == _DEEPEST:
            raise _fault(path, line, "includes itself")
        self._depth += 1
        scope = self.read(included, scope)
        self._depth -= 1
        return scope


def _outputs(found: _Found) -> list[str]:
    """Only the outputs: most statements are never parsed further."""
    head = _HEAD.search(found.line.text)
    if head is None or b"$" in head[0]:
        statement = _read_statement(found)
        return [*statement.outputs, *statement.implicit_outputs]
    return [_canonical(word.decode("utf-8", "surrogateescape")) for word in _NAME.findall(head[0])]


def _read_statement(found: _Found) -> Statement:
    variables = {}
    for line in found.bindings:
        name, value = _binding(found.path, line)
        variables[name] = _expand(found.path, line, value, found.scope.variables)
    words = split_words(found.line.text.removeprefix(b"build"))
    if b":" not in words[:-1]:
        raise _fault(found.path, found.line, "has no rule")
    colon = words.index(b":")
    rule = words[colon + 1].decode("utf-8", "replace")
    if rule not in found.scope.rules:
        raise _fault(found.path, found.line, f"names the rule {rule}, which is not defined")
    # What is before the first mark, and after each; `|@` names checks that create nothing.
    parts: dict[bytes, list[str]] = {mark: [] for mark in (b"out", b"|out", b":", b"|", b"||")}
    mark = b"out"
    for index, word in enumerate(words):
        if index == colon + 1:
            continue
        if word in _MARKS:
            mark = b"|out" if index < colon else word
            continue
        path = _expand(found.path, found.line, word, {**found.scope.variables, **variables})
        if path:
            parts.setdefault(mark, []).append(_canonical(path))
    return Statement(
        tuple(parts[b"out"]),
        tuple(parts[b"|out"]),
        rule,
        tuple(parts[b":"]),
        tuple(parts[b"|"]),
        tuple(parts[b"||"]),
        variables,
    )


class _Edge:
    """Variables as a rule's command sees them."""

    def __init__(self, found: _Found, statement: Statement) -> None:
        self._found = found
        self._statement = statement
        self._rule = found.scope.rules[statement.rule]
        self._open: list[str] = []

    def lookup(self, name: str) -> str:
        statement = self._statement
        if name == "in":
            return shlex.join(statement.inputs)
        if name == "in_newline":
            return "\n".join(map(shlex.quote, statement.inputs))
        if name == "out":
            return shlex.join(statement.outputs)
        if name in statement.variables:
            return statement.variables[name]
        if name not in self._rule:
            return self._found.scope.variables.get(name, "")
        if name in self._open:
            raise _fault(self._found.path, self._found.line, f"defines ${name} by itself")
        if len(self._open) == _DEEPEST_VARIABLE:
            raise _fault(
                self._found.path, self._found.line, f"expands too many variables in ${name}"
            )
        self._open.append(name)
        try:
            text = expand(self._rule[name], self.lookup)
        except TextError as error:
            raise _fault(self._found.path, self._found.line, f"has a rule that {error}") from None
        self._open.pop()
        return text


def _binding(path: Path, line: Line) -> tuple[str, bytes]:
    name, equals, value = line.text.partition(b"=")
    if not equals or not _VARIABLE.fullmatch(name.strip()):
        raise _fault(path, line, "is neither a statement nor a variable")
    return name.strip().decode(), value.lstrip(b" \t")


def _expand(path: Path, line: Line, text: bytes, variables: Mapping[str, str]) -> str:
    try:
        return expand(text, lambda name: variables.get(name, ""))
    except TextError as error:
        raise _fault(path, line, str(error)) from None


def _canonical(path: str) -> str:
    return os.path.normpath(path) if "//" in path or "./" in path or path[-1] in "./" else path


def _fault(path: Path, line: Line, what: str) -> BuildError:
    """Places the fault at the first physical line of the logical line."""
    number = _read_bytes(path).count(b"\n", 0, line.offset) + 1
    shown = line.text.partition(b"\n")[0].decode("utf-8", "replace")
    text = shown if len(shown) <= _WIDEST else ""
    column = len(shown) - len(shown.lstrip()) + 1
    return BuildError(what, place=Place(str(path), number, column, text), help=_AGAIN)


def _read_bytes(path: Path) -> bytes:
    try:
        return read_regular(path)
    except OSError as error:
        raise BuildError(f"{path} cannot be read: {error.strerror}") from None
