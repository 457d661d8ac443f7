# SPDX-License-Identifier: GPL-2.0-or-later
"""The shape of a pack's pack.yaml."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Discriminator, Field, PlainValidator, Tag
from pydantic_core import PydanticCustomError

from qemu_xen_codemod.rule.shape.entrypoints import EntrypointsOrLibraryShape
from qemu_xen_codemod.rule.shape.value import (
    Header,
    Id,
    Number,
    Plain,
    Shape,
    Truth,
    Word,
    key_of,
    unplaced,
)
from qemu_xen_codemod.rule.text import Text


class RecogniseShape(Shape):
    """Everything that a tree of this kind must have."""

    paths: list[Plain] = Field(default=[], description="Files or folders that exist.")
    words: dict[Plain, list[Plain]] = Field(
        default={}, description="Path: texts that the file must contain, all of them."
    )


#: As a pack says it; `c.macro_kind.MacroKind`.
MacroKindName = Annotated[
    Literal["attribute", "iterator", "statement", "declaration", "type", "expression"],
    BeforeValidator(unplaced),
]


class StyleShape(Shape):
    """The layout of C in the tree. All measures are in display columns."""

    width: Number = 80
    indent: Number = 4
    tab: Number = 8
    tabs: bool = Field(
        default=True,
        description=(
            "Whether an edited line may keep tabs in its indentation; in a file indented with "
            "tabs it always does."
        ),
    )
    todo_comment: Annotated[Literal["c"], BeforeValidator(unplaced)] = "c"


class LibraryShape(Shape):
    """A library whose ABI is unstable."""

    name: Plain
    package: Plain | None = Field(default=None, description="Its pkg-config name.")
    prefix: Plain | None = Field(default=None, description="Prefix of its functions' names.")
    symbols: list[Word] = Field(
        default=[],
        description="Its functions, if a prefix matches too much and no built-in table has them.",
    )


class KeepFilesShape(Shape):
    """Files whose references are kept."""

    files: list[Plain] = Field(min_length=1, description="Globs.")
    reason: Text


class KeepBlockShape(Shape):
    """Conditional blocks whose references are kept."""

    inside_if: Text = Field(description="Regular expression, searched in the condition of #if.")
    compiled_today: Truth = Field(
        default=False,
        description=(
            "The code there is compiled with today's libraries, as they lack a function: the "
            "cover letter counts it."
        ),
    )
    reason: Text


#: Keys that distinguish the two kinds of `keep`.
KEEP_KEYS = {"files": "KeepFilesShape", "inside_if": "KeepBlockShape"}
KeepShape = Annotated[
    Annotated[KeepFilesShape, Tag("KeepFilesShape")]
    | Annotated[KeepBlockShape, Tag("KeepBlockShape")],
    Discriminator(lambda value: key_of(value, KEEP_KEYS)),
]


def _variable(value: object) -> object:
    """One check for all three types, so that a wrong value is one error and not three."""
    if isinstance(value, Text):
        return value.value
    if isinstance(value, bool | int):
        return value
    raise PydanticCustomError("variable_type", "not a variable's value")


VariableValue = Annotated[
    bool | int | str, PlainValidator(_variable, json_schema_input_type=bool | int | str)
]


class HandleShape(Shape):
    """A kind of handle that functions of the libraries take."""

    type: Plain = Field(description="Its C type, as declared.")
    open: Word = Field(description="The function that opens one.")
    close: Word = Field(description="The function that closes one.")
    not_for: Text | None = Field(
        default=None,
        description="Regular expression: functions with handles of another kind.",
    )


class NumberShape(Shape):
    """Where consecutive numbers of one kind are."""

    file: Plain = Field(description="A path in the tree.")
    pattern: Text = Field(
        description="Regular expression; its first group is the number in each match."
    )


class PartShape(Shape):
    """A part of the tree that a build may leave out."""

    name: Plain = Field(description="Its name in reports: `passthrough`.")
    files: list[Plain] = Field(
        min_length=1, description="Globs of files that are only in a build with it."
    )
    instead: list[Plain] = Field(
        default=[],
        description="Paths of files that are only in a build without it; none of `files`.",
    )


class StableLibraryShape(Shape):
    """A library with a stable ABI, which code may call instead of an unstable one."""

    name: Plain
    prefix: Plain = Field(description="Prefix of its functions' names.")


class ReleaseMacroShape(Shape):
    """The macro by which a tree's code tests for the release of the libraries."""

    name: Word
    header: Header = Field(description="The generated header that defines it, in a build folder.")
    of: Plain | None = Field(default=None, description="The product, for reports: 41700 is 4.17.")


class ProbesShape(Shape):
    """The macros by which a tree's code tests for proposed functions, one for each.

    The tree's build system looks for the functions, as meson's has_function() does.
    """

    header: Header = Field(description="The generated header that defines them, in a build folder.")
    macro: Text = Field(description="'CONFIG_{NAME}': {NAME} is the function's, in capitals.")


class CommitShape(Shape):
    """A commit that several rules share; its texts are jinja2 templates."""

    subject: Text = Field(description="The commit's subject, one line.")
    why: Text = Field(
        description=(
            "The commit's body. `rules` is the ids of the rules that change something, `symbols` "
            "their functions."
        )
    )
    rules: list[Text] = Field(min_length=1, description="Rule ids, in order.")


SeriesItem = Annotated[
    Annotated[Text, Tag("Text")] | Annotated[CommitShape, Tag("CommitShape")],
    Discriminator(lambda value: "CommitShape" if isinstance(value, dict | Shape) else "Text"),
]


#: What a pack may require of its rules.
RuleKey = Annotated[
    Literal["symbols", "outcome", "subject", "why", "unchanged"], BeforeValidator(unplaced)
]


class OutcomeShape(Shape):
    """An outcome of the pack's own."""

    like: Annotated[
        Literal["rewritten", "wrapped", "retired", "annotated"], BeforeValidator(unplaced)
    ] = Field(
        default="rewritten",
        description="The built-in outcome whose colour and place in tables it has.",
    )
    meaning: Plain = Field(description="What it means, for readers.")


class PackShape(Shape):
    """A pack: the rules for one kind of tree."""

    name: Id = Field(description="The folder's name.")
    recognise: RecogniseShape = Field(
        default=RecogniseShape(), description="Which trees the pack is for."
    )
    variables: dict[Word, VariableValue] = Field(
        default={}, description="`{name}` in rules; --set changes it."
    )
    names: dict[Word, Plain] = Field(
        default={},
        description="Global variable: its C type. Rules follow when a tree has renamed it.",
    )
    macros: dict[Word, MacroKindName] = Field(
        default={},
        description="Macro: its kind, if the definition does not show it.",
    )
    style: StyleShape = Field(default=StyleShape(), description="The tree's layout.")
    outcomes: dict[Word, OutcomeShape] = Field(
        default={},
        description="Outcomes for the pack's rules, in addition to the built-in ones.",
    )
    requires: list[RuleKey] = Field(
        default=[], description="Optional keys that each rule of the pack must have."
    )
    libraries: list[LibraryShape] = Field(default=[], description="Libraries to remove.")
    stable_libraries: list[StableLibraryShape] = Field(
        default=[], description="Libraries that a program may use instead."
    )
    parts: list[PartShape] = Field(default=[], description="Optional parts of a build.")
    symbols: list[Word] = Field(default=[], description="Their functions, in the order of reports.")
    handles: list[HandleShape] = Field(
        default=[], description="Handles: the first argument of the libraries' functions."
    )
    compat_headers: list[Plain] = Field(
        default=[],
        description="Paths or globs of headers with compat wrappers: they get no comments.",
    )
    release_macro: ReleaseMacroShape | None = Field(
        default=None, description="The macro with the libraries' release."
    )
    probes: ProbesShape | None = Field(
        default=None, description="The macros that say whether a library has a proposed function."
    )
    entrypoints: list[EntrypointsOrLibraryShape] = Field(
        default=[], description="Declarations in newer releases of the libraries' headers."
    )
    numbers: dict[Word, NumberShape] = Field(
        default={},
        description="Counters in files of the tree: `{next_NAME}`, `{first_NAME}` and "
        "`{tree_NAME}` in insert and text steps.",
    )
    keep: list[KeepShape] = Field(default=[], description="References to keep, with the reason.")
    series: list[SeriesItem] = Field(
        default=[],
        description=(
            "Order of the commits where follows and needs do not decide: a rule id, or a commit "
            "of several rules."
        ),
    )
    cover: Text | None = Field(default=None, description="The cover letter's jinja2 template.")
    rfc_prefix: Plain | None = Field(
        default=None,
        description="Subject prefix of a series that calls functions that no release has yet.",
    )
    signoff: Truth = Field(default=False, description="Commits carry Signed-off-by.")
    checkpatch: Plain | None = Field(default=None, description="Path of checkpatch.pl.")
    get_maintainer: Plain | None = Field(default=None, description="Path of get_maintainer.pl.")
