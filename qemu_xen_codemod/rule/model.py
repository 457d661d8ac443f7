"""The shape of a rule file and of its parts, as they are written in YAML.

The JSON Schema for editors is made from these types (`schema`), and `shape_faults` tells where a
file differs from them. What a shape cannot say (is the pattern right, is the rule known) is
checked in `build`, which makes the `Rule` that the rest of the program works with.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PrivateAttr,
    Strict,
    Tag,
    ValidationInfo,
    model_validator,
)

from qemu_xen_codemod.errors import Place
from qemu_xen_codemod.rule.document import Fields
from qemu_xen_codemod.rule.text import Text

#: The one file of an example that is given as text.
SAMPLE_PATH = "sample.c"


def unplaced(value: object) -> object:
    return value.value if isinstance(value, Text) else value


def _as_files(value: object) -> object:
    return {SAMPLE_PATH: value} if isinstance(value, Text) else value


def _as_list(value: object) -> object:
    return [value] if isinstance(value, dict) else value


#: Text whose place nobody asks for later.
Plain = Annotated[str, BeforeValidator(unplaced)]
Word = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$"), BeforeValidator(unplaced)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$"), BeforeValidator(unplaced)]
Number = Annotated[int, Strict(), Field(ge=1, le=1000)]
Truth = Annotated[bool, Strict()]
Files = Annotated[
    dict[Plain, Text],
    Field(min_length=1),
    BeforeValidator(_as_files, json_schema_input_type=str | dict[str, str]),
]


class Shape(BaseModel):
    """A mapping with known keys only. `info.context` learns which mapping has which shape."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

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


class AppliesShape(Shape):
    """When the rule is for a tree at all."""

    declares: list[Word] = Field(
        default=[], description="Words that C code of the tree has to hold, each."
    )
    absent: list[Word] = Field(default=[], description="Words that no C code of the tree may hold.")
    version: Text | None = Field(
        default=None, description="Range of VERSION's number: '>=5.2,<12'."
    )


class PatchShape(Shape):
    """A semantic patch."""

    patch: Text = Field(description="Semantic patch in SmPL.")
    files: list[Plain] = Field(
        default=[], description="Globs; without them every C file that may match."
    )
    required: Truth = Field(
        default=False, description="The rule does nothing at all where this patch matches nothing."
    )
    relies_on: dict[Plain, Text] = Field(
        default={},
        description="`f(a, b)`: an expression, what that function of the tree has to compute; "
        "`E`: what a metavariable has to be worth. Where it is not so, matches are refused.",
    )
    apart_from: list[Word] = Field(
        default=[],
        description="Names: a match in a function that uses one of them, too, is refused.",
    )


class TodoShape(Shape):
    """What a todo step says."""

    match: Text = Field(description="Semantic patch in SmPL with context lines only.")
    function: Text | None = Field(
        default=None, description="Regular expression: the function around it."
    )
    handle: Annotated[Literal["local", "shared"], BeforeValidator(unplaced)] | None = Field(
        default=None,
        description="local: only a match that opens a handle in a local variable; shared: another.",
    )
    text: Text = Field(
        description="The comment in plain words; it is wrapped to the tree's width. `{remaining}` "
        "lists the unstable functions that are given the handle which the match opens; all that "
        "the tree's code still calls where that cannot be told."
    )


class TodoStepShape(Shape):
    """A comment above each statement that holds a match."""

    todo: TodoShape


class DirectiveShape(Shape):
    """A preprocessor line."""

    directive: Text = Field(description="As '#include <x.h>'.")


class BlockOfShape(Shape):
    """The outermost #if..#endif around a word."""

    block_of: Word


class FunctionShape(Shape):
    """A function's definition."""

    function: Word


class DeclarationShape(Shape):
    """A declaration at file level."""

    declaration: Word


class LineShape(Shape):
    """A line of code, to the letter but for white space at its ends."""

    line: Text


def key_of(value: object, keys: dict[str, str]) -> str | None:
    """The tag of the one key that tells a union's members apart, None unless there is just one."""
    found = [tag for key, tag in keys.items() if isinstance(value, dict) and key in value]
    return found[0] if len(found) == 1 else None


#: Anchor keys, each with its shape's name.
ANCHOR_KEYS = {
    "directive": "DirectiveShape",
    "block_of": "BlockOfShape",
    "function": "FunctionShape",
    "declaration": "DeclarationShape",
    "line": "LineShape",
}
AnchorShape = Annotated[
    Annotated[DirectiveShape, Tag("DirectiveShape")]
    | Annotated[BlockOfShape, Tag("BlockOfShape")]
    | Annotated[FunctionShape, Tag("FunctionShape")]
    | Annotated[DeclarationShape, Tag("DeclarationShape")]
    | Annotated[LineShape, Tag("LineShape")],
    Discriminator(lambda value: key_of(value, ANCHOR_KEYS)),
]
Anchors = Annotated[
    list[AnchorShape],
    Field(min_length=1),
    BeforeValidator(_as_list, json_schema_input_type=AnchorShape | list[AnchorShape]),
]


class InsertShape(Shape):
    """What an insert step puts where."""

    into: list[Plain] = Field(
        min_length=1, description="Paths or globs; the first file that exists and declares wins."
    )
    declares: Word | None = Field(
        default=None, description="A word that the file has to hold as code."
    )
    unless: Word | None = Field(
        default=None, description="Nothing to do when the file holds this word."
    )
    guard: Text | None = Field(
        default=None,
        description="Condition: the text goes into the tree's #if block of it, made if missing.",
    )
    after: Anchors | None = Field(
        default=None, description="An anchor, or several, tried in order."
    )
    before: Anchors | None = Field(
        default=None, description="An anchor, or several, tried in order."
    )
    text: Text = Field(description="What is inserted; a blank line is kept on both sides.")


class InsertStepShape(Shape):
    """Text that is put at a named place of a file, once."""

    insert: InsertShape


class MentionStepShape(Shape):
    """Words that are renamed in comments and strings."""

    mention: dict[Word, Word] = Field(min_length=1, description="Old word: new word.")
    files: list[Plain] = Field(
        default=[], description="Globs; without them the files the rule changed."
    )


class SweepStepShape(Shape):
    """What became unused through this rule and goes."""

    sweep: list[
        Annotated[
            Literal["locals", "functions", "macros", "trace-events", "includes"],
            BeforeValidator(unplaced),
        ]
    ] = Field(min_length=1)


#: Step keys, each with its shape's name.
STEP_KEYS = {
    "patch": "PatchShape",
    "todo": "TodoStepShape",
    "insert": "InsertStepShape",
    "mention": "MentionStepShape",
    "sweep": "SweepStepShape",
}
StepShape = Annotated[
    Annotated[PatchShape, Tag("PatchShape")]
    | Annotated[TodoStepShape, Tag("TodoStepShape")]
    | Annotated[InsertStepShape, Tag("InsertStepShape")]
    | Annotated[MentionStepShape, Tag("MentionStepShape")]
    | Annotated[SweepStepShape, Tag("SweepStepShape")],
    Discriminator(lambda value: key_of(value, STEP_KEYS)),
]


class ExampleShape(Shape):
    """C before and after the rule."""

    name: Text
    before: Files = Field(description="Text of one C file, or path: text for several.")
    after: Files = Field(description="The same files, to the byte as the rule leaves them.")


class UnchangedShape(Shape):
    """C that the rule must not change."""

    name: Text
    code: Files = Field(description="Text of one C file, or path: text for several.")


class RuleShape(Shape):
    """A rule: one commit of the series."""

    id: Annotated[Text, Field(json_schema_extra={"pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"})] = Field(
        description="The file's name without .yml."
    )
    symbols: list[Word] = Field(
        default=[],
        description="The unstable symbols it answers for; a prepared rule answers for none.",
    )
    outcome: Annotated[
        Literal["rewritten", "wrapped", "retired", "annotated", "prepared"],
        BeforeValidator(unplaced),
    ] = Field(
        description="What becomes of a reference that the rule matches; prepared: the rule only "
        "brings what others need, and is left out without them."
    )
    follows: list[Text] = Field(default=[], description="Rules whose commits come first.")
    needs: list[Text] = Field(
        default=[],
        description="Rules without which this one's commit does not compile: they come first, and "
        "with it whenever it is chosen.",
    )
    subject: Text = Field(description="The commit's subject, one line.")
    why: Text = Field(description="The commit's body: what, why, why it is safe.")
    applies: AppliesShape = Field(
        default=AppliesShape(), description="When the rule is for a tree at all."
    )
    steps: list[StepShape] = Field(min_length=1, description="What the rule does, in order.")
    examples: list[ExampleShape] = Field(min_length=1, description="What the rule does, shown.")
    unchanged: list[UnchangedShape] = Field(min_length=1, description="What it leaves alone.")
