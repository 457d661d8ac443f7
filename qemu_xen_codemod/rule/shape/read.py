# SPDX-License-Identifier: GPL-2.0-or-later
"""Fields of a YAML file -> a checked shape, or every difference as a RuleError at its place."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from pydantic import ValidationError

from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.rule.document import Fields, Items, Value, kind_of
from qemu_xen_codemod.rule.fault import nearest, raise_faults
from qemu_xen_codemod.rule.shape.anchor import ANCHOR_KEYS
from qemu_xen_codemod.rule.shape.entrypoints import ENTRYPOINTS_KEYS
from qemu_xen_codemod.rule.shape.pack import KEEP_KEYS
from qemu_xen_codemod.rule.shape.step import STEP_KEYS
from qemu_xen_codemod.rule.shape.value import Shape
from qemu_xen_codemod.rule.text import Document

_S = TypeVar("_S", bound=Shape)

#: What pydantic expects, by its error type.
_EXPECTED = {
    "is_instance_of": "text",
    "string_type": "text",
    "int_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "variable_type": "text, a number, true or false",
}
#: What a word must look like, by its pattern.
_PATTERNS = {
    "^[A-Za-z_][A-Za-z0-9_]*$": "a C identifier",
    "^[a-z0-9]+(-[a-z0-9]+)*$": "an id: lower-case words joined by -",
    "^[A-Za-z0-9_+-][A-Za-z0-9_.+-]*(/[A-Za-z0-9_+-][A-Za-z0-9_.+-]*)*$": (
        "a header's path as in #include, without a dot at the start of a part"
    ),
}
#: What the members of a union are, and the keys that distinguish them, by the union's own key.
_UNIONS: dict[str, tuple[str, dict[str, str]]] = {
    "steps": ("a step", STEP_KEYS),
    "after": ("an anchor", ANCHOR_KEYS),
    "before": ("an anchor", ANCHOR_KEYS),
    "keep": ("a kind of keep", KEEP_KEYS),
    "entrypoints": ("a kind of entrypoints", ENTRYPOINTS_KEYS),
}
#: Keys without which a rule is not shown to be right, and what to write.
_PROOFS = {
    "examples": ("no example", "give at least one: examples: a list of name, before, after"),
    "unchanged": ("no unchanged case", "give at least one: unchanged: a list of name, code"),
}


def read_shape(shape: type[_S], fields: Fields, document: Document) -> _S:
    """The fields as `shape`. Raises RuleError, several together."""
    shapes: dict[int, type[Shape]] = {}
    try:
        return shape.model_validate(fields, context=shapes)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
    faults = [
        _Difference(fields, document, shapes, detail["loc"]).fault(
            detail["type"], detail.get("ctx", {})
        )
        for detail in found
    ]
    raise_faults(faults)
    raise AssertionError("a validation error without details")


class _Difference:
    """One difference between the fields and the shape."""

    def __init__(
        self,
        fields: Fields,
        document: Document,
        shapes: dict[int, type[Shape]],
        path: tuple[int | str, ...],
    ) -> None:
        self.document = document
        self.shapes = shapes
        #: The last key on the path; for a list's item, the list's key.
        self.key = next(step for step in reversed(path) if isinstance(step, str))
        #: The innermost mapping on the path, and the value at its end.
        self.fields = fields
        self.value: Value = fields
        self.at = fields.start
        self.key_at = fields.start
        for step in path:
            self._descend(step)

    def _descend(self, step: int | str) -> None:
        """Follow one step of the path; names of union members are not part of the file."""
        value = self.value
        if isinstance(value, Fields) and step in value:
            self.at, self.key_at = value.values_at[str(step)], value.keys_at[str(step)]
            self.value = value[str(step)]
        elif isinstance(value, Items) and isinstance(step, int) and step < len(value):
            self.at = self.key_at = value.values_at[step]
            self.value = value[step]
        else:
            return
        if isinstance(value, Fields):
            self.fields = value

    def fault(self, kind: str, context: dict[str, Any]) -> RuleError:
        if kind == "missing":
            return self._missing()
        if kind == "extra_forbidden":
            known = self._known(self.fields)
            return self._error(
                f"unknown key {self.key}", self.key_at, nearest(self.key, known, "keys")
            )
        if kind.startswith("union_tag"):
            return self._untagged()
        if kind in _EXPECTED:
            what = f"expected {_EXPECTED[kind]}, found {kind_of(self.value)}"
            quote = _EXPECTED[kind] == "text" and isinstance(self.value, bool | int | float)
            return self._error(what, self.at, "put it in quotes" if quote else "")
        if kind == "literal_error":
            choices = re.findall(r"'([^']*)'", str(context["expected"]))
            help = nearest(str(self.value), choices, "values")
            return self._error(f"unknown value {self.value}", self.at, help)
        if kind == "string_pattern_mismatch":
            what = _PATTERNS.get(str(context["pattern"]), str(context["pattern"]))
            return self._error(f"expected {what}, found {self.value}", self.at)
        if kind == "too_short":
            what, help = _PROOFS.get(self.key, (f"{self.key} is empty", ""))
            return self._error(what, self.at, help)
        if kind in ("greater_than_equal", "less_than_equal"):
            limit = context.get("ge", context.get("le"))
            side = "at least" if "ge" in context else "at most"
            return self._error(f"expected {side} {limit}, found {self.value}", self.at)
        return self._error(f"wrong value: {kind}", self.at)

    def _missing(self) -> RuleError:
        holder = self.value if isinstance(self.value, Fields) else self.fields
        what, help = _PROOFS.get(self.key, (f"key {self.key} is missing", ""))
        near = nearest(self.key, set(holder) - set(self._known(holder)), "keys")
        if near.startswith("did"):
            help = f"is {near.split()[-1].rstrip('?')} meant for it?"
        elif not help:
            help = f"keys: {', '.join(self._known(holder))}"
        return self._error(what, holder.start, help)

    def _untagged(self) -> RuleError:
        """For a member of a union without exactly one of the keys that give its kind."""
        kind, keys = _UNIONS[self.key]
        if not isinstance(self.value, Fields):
            return self._error(f"expected {kind}, found {kind_of(self.value)}", self.at)
        given = [key for key in keys if key in self.value]
        if given:
            what = f"{kind} must have exactly one of these keys, this one has {' and '.join(given)}"
            return self._error(what, self.at, f"write {kind} for each")
        unknown = next(iter(self.value), "")
        return self._error(f"{kind} without a known key", self.at, nearest(unknown, keys, "keys"))

    def _known(self, fields: Fields) -> list[str]:
        shape = self.shapes.get(id(fields))
        return list(shape.model_fields) if shape else []

    def _error(self, what: str, offset: int, help: str = "") -> RuleError:
        return RuleError(what, place=self.document.place(offset), help=help)
