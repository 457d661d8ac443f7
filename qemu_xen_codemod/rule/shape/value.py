# SPDX-License-Identifier: GPL-2.0-or-later
"""What the values in rule files and packs look like, and `Shape`, a mapping of known keys."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    Strict,
    ValidationInfo,
    model_validator,
)

from qemu_xen_codemod.errors import Place
from qemu_xen_codemod.rule.document import Fields
from qemu_xen_codemod.rule.rule import SAMPLE_PATH
from qemu_xen_codemod.rule.text import Text


def unplaced(value: object) -> object:
    return value.value if isinstance(value, Text) else value


def _as_files(value: object) -> object:
    return {SAMPLE_PATH: value} if isinstance(value, Text) else value


#: Text whose place is not needed later.
Plain = Annotated[str, BeforeValidator(unplaced)]
Word = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$"), BeforeValidator(unplaced)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$"), BeforeValidator(unplaced)]
#: A header as in #include. It is written below a private folder: no part begins with a dot.
Header = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9_+-][A-Za-z0-9_.+-]*(/[A-Za-z0-9_+-][A-Za-z0-9_.+-]*)*$"),
    BeforeValidator(unplaced),
]
Number = Annotated[int, Strict(), Field(ge=1, le=1000)]
Truth = Annotated[bool, Strict()]
Files = Annotated[
    dict[Plain, Text],
    Field(min_length=1),
    BeforeValidator(_as_files, json_schema_input_type=str | dict[str, str]),
]


class Shape(BaseModel):
    """A mapping with known keys only. `info.context` learns which mapping has which shape."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True
    )

    _place: Place = PrivateAttr(default=Place("", 1, 1))

    def place(self) -> Place:
        """Where the mapping begins."""
        return self._place

    @model_validator(mode="wrap")
    @classmethod
    def _note_shape(cls, value: Any, make: Any, info: ValidationInfo) -> Any:
        if isinstance(info.context, dict):
            info.context[id(value)] = cls
        made = make(value)
        if isinstance(value, Fields):
            made._place = value.document.place(value.start)  # noqa: SLF001 (its own class)
        return made


def key_of(value: object, keys: dict[str, str]) -> str | None:
    """The tag of the one key that distinguishes a union's members, None unless there is exactly
    one.
    """
    found = [tag for key, tag in keys.items() if isinstance(value, dict) and key in value]
    return found[0] if len(found) == 1 else None
