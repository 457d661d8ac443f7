"""A step's shape -> the Step, its semantic patches parsed and its variables filled in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.rule.model import (
    AnchorShape,
    BlockOfShape,
    DeclarationShape,
    DirectiveShape,
    FunctionShape,
    InsertShape,
    InsertStepShape,
    MentionStepShape,
    PatchShape,
    StepShape,
    TodoShape,
    TodoStepShape,
)
from qemu_xen_codemod.rule.pattern import compile_pattern
from qemu_xen_codemod.rule.rule import (
    REMAINING,
    Anchor,
    BlockAnchor,
    DeclarationAnchor,
    DirectiveAnchor,
    FunctionAnchor,
    InsertStep,
    LineAnchor,
    MentionStep,
    PatchStep,
    Step,
    Sweep,
    SweepStep,
    TodoStep,
)
from qemu_xen_codemod.rule.semantic import ParsePatch, parse_context, parse_patch
from qemu_xen_codemod.rule.text import Text
from qemu_xen_codemod.rule.variables import Variables, fill_code, fill_prose

if TYPE_CHECKING:
    from qemu_xen_codemod.rule.relies import Reliance


@dataclass(frozen=True, slots=True)
class StepBuilder:
    """Makes the steps of one rule. Each method raises RuleError."""

    variables: Variables
    parse: ParsePatch

    def step(self, shape: StepShape) -> Step:
        if isinstance(shape, PatchShape):
            text = fill_code(shape.patch, self.variables)
            patch = parse_patch(text, self.parse)
            relies_on = self._relies_on(shape)
            return PatchStep(
                patch,
                text,
                tuple(shape.files),
                shape.required,
                relies_on,
                tuple(shape.apart_from),
            )
        if isinstance(shape, TodoStepShape):
            return self._todo(shape.todo)
        if isinstance(shape, InsertStepShape):
            return self._insert(shape.insert)
        if isinstance(shape, MentionStepShape):
            return MentionStep(dict(shape.mention), tuple(shape.files), shape.place())
        return SweepStep(tuple(Sweep(kind) for kind in shape.sweep), shape.place())

    def _relies_on(self, shape: PatchShape) -> tuple[Reliance, ...]:
        if not shape.relies_on:
            return ()
        # Loaded late: few rules have it.
        from qemu_xen_codemod.rule.relies import read_reliances

        given = {key: fill_code(text, self.variables) for key, text in shape.relies_on.items()}
        return read_reliances(given)

    def _todo(self, shape: TodoShape) -> TodoStep:
        match = fill_code(shape.match, self.variables)
        text = fill_prose(shape.text, {REMAINING: f"{{{REMAINING}}}", **self.variables})
        if not text.value.strip():
            raise RuleError("a todo without a text", place=shape.text.place())
        if "*/" in text.value:
            place = text.place(text.value.index("*/"))
            raise RuleError("*/ would end the comment", place=place)
        return TodoStep(
            match=parse_context(match, self.parse),
            match_text=match,
            function=compile_pattern(shape.function) if shape.function else None,
            text=text,
            handle=shape.handle or "",
        )

    def _insert(self, shape: InsertShape) -> InsertStep:
        sides: list[Literal["after", "before"]] = ["after", "before"]
        given = [side for side in sides if getattr(shape, side) is not None]
        if len(given) != 1:
            what = "both after and before" if given else "neither after nor before"
            raise RuleError(
                f"an insert with {what}",
                place=shape.place(),
                help="say where the text goes: after: or before: with an anchor",
            )
        text = fill_code(shape.text, self.variables)
        if not text.value.strip():
            raise RuleError("an insert without a text", place=shape.text.place())
        anchors = shape.after if shape.after is not None else shape.before
        return InsertStep(
            into=tuple(shape.into),
            declares=shape.declares,
            unless=shape.unless,
            side=given[0],
            anchors=tuple(self._anchor(anchor) for anchor in anchors or ()),
            text=text,
            place=shape.place(),
            guard=self._guard(shape.guard),
        )

    def _guard(self, condition: Text | None) -> str | None:
        if condition is None:
            return None
        text = fill_code(condition, self.variables)
        words = text.value.split()
        if not words or words[0].startswith("#") or words[0] == "if" or "*/" in text.value:
            raise RuleError(
                "a guard is the condition of an #if",
                place=text.place(),
                help="write what follows #if, as VERSION < 3",
            )
        return " ".join(words)

    def _anchor(self, shape: AnchorShape) -> Anchor:
        if isinstance(shape, DirectiveShape):
            directive = fill_code(shape.directive, self.variables)
            if not directive.value.lstrip().startswith("#"):
                raise RuleError("a directive begins with #", place=directive.place())
            return DirectiveAnchor(directive.value, shape.place())
        if isinstance(shape, BlockOfShape):
            return BlockAnchor(shape.block_of, shape.place())
        if isinstance(shape, FunctionShape):
            return FunctionAnchor(shape.function, shape.place())
        if isinstance(shape, DeclarationShape):
            return DeclarationAnchor(shape.declaration, shape.place())
        line = fill_code(shape.line, self.variables)
        if not line.value.strip() or "\n" in line.value.strip():
            raise RuleError("a line anchor is one line", place=line.place())
        return LineAnchor(line.value, shape.place())
