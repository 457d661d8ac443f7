# SPDX-License-Identifier: GPL-2.0-or-later
"""A YAML file -> values with places: Fields, Items, Text, numbers, booleans, null.

Only plain data: aliases and tags are refused, so that a file means what it shows. Every error in
the file's form is a RuleError at its place; several are raised together.
"""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from qemu_xen_codemod.errors import Place, RuleError
from qemu_xen_codemod.regular_file import read_regular
from qemu_xen_codemod.rule.fault import raise_faults
from qemu_xen_codemod.rule.text import Document, Text
from qemu_xen_codemod.rule.yaml_fault import yaml_fault

_TAG = "tag:yaml.org,2002:"
_HALF = re.compile("[\ud800-\udfff]")
#: libyaml is ten times as fast; its marks are the same, its messages are not.
_FastLoader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Fields(dict[str, "Value"]):
    """A mapping. `start` and the offsets of its keys and values are in characters of the file."""

    def __init__(self, document: Document, start: int) -> None:
        super().__init__()
        self.document = document
        self.start = start
        self.keys_at: dict[str, int] = {}
        self.values_at: dict[str, int] = {}


class Items(list["Value"]):
    """A list."""

    def __init__(self, start: int) -> None:
        super().__init__()
        self.start = start
        self.values_at: list[int] = []


Value = Text | int | float | bool | None | Fields | Items


def read_document(path: Path) -> Document:
    """The file's text. Raises RuleError if it cannot be read or is not UTF-8."""
    try:
        data = read_regular(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise RuleError(f"cannot read {path}: {reason}") from None
    return document_of(data, str(path))


def document_of(data: bytes, path: str) -> Document:
    """The text of a file of this name. Raises RuleError if it is not UTF-8."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        start = data.rfind(b"\n", 0, error.start) + 1
        column = len(data[start : error.start].decode("utf-8", "replace")) + 1
        raise RuleError(
            f"byte 0x{data[error.start]:02x} is not UTF-8",
            place=Place(path, line, column),
            help="rule files are UTF-8 text",
        ) from None
    return Document(path, text)


def read_fields(document: Document) -> Fields:
    """The mapping that is the whole file. Raises RuleError."""
    faults: list[RuleError] = []
    node = _compose(document)
    try:
        value = _Reader(document, faults).value(node)
    except RecursionError:
        raise RuleError("values are nested too deeply", place=document.place(0)) from None
    raise_faults(faults)
    if not isinstance(value, Fields):
        raise RuleError(
            f"expected a mapping, found {kind_of(value)}",
            place=document.place(0),
            help="such a file begins with `key: value`",
        )
    return value


def kind_of(value: object) -> str:
    """The kind of a value, in the user's words."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, Text | str):
        return "text"
    return "a mapping" if isinstance(value, dict) else "a list"


def _compose(document: Document) -> yaml.Node:
    try:
        node = _compose_with(_FastLoader, document)
    except yaml.YAMLError:
        # libyaml refuses a block whose first line begins with a tab, as C may; PyYAML accepts it.
        try:
            node = _compose_with(yaml.SafeLoader, document)
        except yaml.YAMLError as error:
            raise _syntax_error(document, error) from None
    if node is None:
        raise RuleError("the file is empty", place=document.place(0))
    return node


def _compose_with(loader: type[yaml.SafeLoader], document: Document) -> yaml.Node | None:
    try:
        made = loader(document.text)
        try:
            node: yaml.Node | None = made.get_single_node()
        finally:
            made.dispose()
        return node
    except RecursionError:
        raise RuleError("values are nested too deeply", place=document.place(0)) from None


def _syntax_error(document: Document, error: yaml.YAMLError) -> RuleError:
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        end = len(document.text.rstrip())
        is_open = re.search("flow (sequence|mapping)", error.context or "") is not None
        if mark and error.context_mark and (mark.index >= end or is_open):
            # Something unclosed is shown where it begins, not where this is noticed.
            mark = error.context_mark
        place = document.place(mark.index if mark else 0)
        before = place.text[: place.column - 1]
        what, help = yaml_fault(error.context or "", error.problem or "", before)
        return RuleError(what, place=place, help=help)
    offset = getattr(error, "position", 0)
    return RuleError(
        "a control character is not allowed in YAML",
        place=document.place(offset),
        help='write it in a string in double quotes: "\\f"',
    )


class _Reader:
    def __init__(self, document: Document, faults: list[RuleError]) -> None:
        self.document = document
        self.faults = faults
        self.seen: set[int] = set()

    def fault(self, what: str, node: yaml.Node, help: str = "") -> None:
        place = self.document.place(node.start_mark.index)
        self.faults.append(RuleError(what, place=place, help=help))

    def value(self, node: yaml.Node) -> Value:
        start = node.start_mark.index
        if id(node) in self.seen:
            self.fault("an alias is not supported", node, "write the value out where it is used")
            return None
        self.seen.add(id(node))
        mark = self.document.text[start : start + 1]
        if mark and mark in "&!":
            what = "an anchor" if mark == "&" else "a tag"
            self.fault(f"{what} is not supported", node, "write the value without it")
            return None
        if isinstance(node, yaml.MappingNode):
            return self.fields(node, Fields(self.document, start))
        if isinstance(node, yaml.SequenceNode):
            items = Items(start)
            for item in node.value:
                items.values_at.append(item.start_mark.index)
                items.append(self.value(item))
            return items
        return self.scalar(node, start)

    def fields(self, node: yaml.MappingNode, fields: Fields) -> Fields:
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.fault("a key must be a word", key)
                continue
            name = str(key.value)
            self.check_characters(key)
            if name in fields:
                first = self.document.place(fields.keys_at[name]).line
                self.fault(f"key {name} is given twice", key, f"the first is in line {first}")
                continue
            fields.keys_at[name] = key.start_mark.index
            fields.values_at[name] = value.start_mark.index
            fields[name] = self.value(value)
        return fields

    def check_characters(self, node: yaml.Node) -> None:
        """An escape may give an unpaired surrogate, which no file can contain."""
        if _HALF.search(str(node.value)):
            self.fault("an unpaired surrogate", node, "write the character itself, as UTF-8")

    def scalar(self, node: yaml.Node, start: int) -> Value:
        if node.tag.removeprefix(_TAG) in ("int", "float", "bool", "null"):
            try:
                answer: Value = yaml.SafeLoader("").construct_object(node)
                return answer
            except ValueError:
                pass  # "0x_" looks like a number to YAML, but is not one
        self.check_characters(node)
        style = node.style if isinstance(node, yaml.ScalarNode) else None
        return Text(str(node.value), str(node.value), self.document, start, style or "")
