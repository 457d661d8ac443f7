# SPDX-License-Identifier: GPL-2.0-or-later
"""RuleShape -> Rule: the checks that the shape of a file cannot express.

Errors are collected while checking continues, and raised together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from qemu_xen_codemod.errors import Place, RuleError
from qemu_xen_codemod.rule.applies import Applies
from qemu_xen_codemod.rule.fault import nearest, raise_faults
from qemu_xen_codemod.rule.outcome import CHOICES, WITHOUT_SYMBOLS, Outcome
from qemu_xen_codemod.rule.patch_message import message_of_patches
from qemu_xen_codemod.rule.path import check_path
from qemu_xen_codemod.rule.rule import Example, Rule, UnchangedCase
from qemu_xen_codemod.rule.semantic import ParsePatch
from qemu_xen_codemod.rule.shape.applies import read_applies
from qemu_xen_codemod.rule.shape.patch import PatchShape
from qemu_xen_codemod.rule.shape.rule import ExampleShape, RuleShape, UnchangedShape
from qemu_xen_codemod.rule.shape.step import StepShape, read_step
from qemu_xen_codemod.rule.steps.create import CreateStep
from qemu_xen_codemod.rule.steps.patch import PatchStep
from qemu_xen_codemod.rule.steps.resolve import ResolveStep
from qemu_xen_codemod.rule.steps.step import Step
from qemu_xen_codemod.rule.steps.todo import TodoStep
from qemu_xen_codemod.rule.terms import Terms
from qemu_xen_codemod.rule.text import Text
from qemu_xen_codemod.rule.variables import Variables, fill_code, fill_prose

_T = TypeVar("_T")
_Case = TypeVar("_Case", ExampleShape, UnchangedShape)


def build_rule(
    shape: RuleShape, path: Path, variables: Variables, parse: ParsePatch, terms: Terms
) -> Rule:
    """The rule of a file, in a pack with these terms. Raises RuleError, several together."""
    builder = _Builder(variables, parse, terms)
    rule = builder.rule(shape, path)
    builder.require(shape, rule, terms.requires)
    raise_faults(builder.faults)
    return rule


@dataclass(slots=True)
class _Builder:
    variables: Variables
    parse: ParsePatch
    terms: Terms
    faults: list[RuleError] = field(default_factory=list)

    def keep(self, make: Callable[[], _T], otherwise: _T) -> _T:
        """The result of `make`, or `otherwise` after recording the error."""
        try:
            return make()
        except RuleError as fault:
            self.faults.append(fault)
            return otherwise

    def fault(self, what: str, place: Place, help: str = "") -> None:
        self.faults.append(RuleError(what, place=place, help=help))

    def rule(self, shape: RuleShape, path: Path) -> Rule:
        if shape.id.value != path.stem:
            self.fault(
                f"id {shape.id} differs from the file's name {path.stem}",
                shape.id.place(),
                f"write `id: {path.stem}` or name the file {shape.id}.yml",
            )
        steps = self.steps(shape)
        subject, why = self.message(shape, steps, path.name)
        outcome = self.outcome(shape, steps)
        word = shape.outcome.value if shape.outcome is not None else ""
        made = {step.path for step in steps if isinstance(step, CreateStep)}
        return Rule(
            id=path.stem,
            symbols=tuple(shape.symbols),
            outcome=outcome,
            subject=subject,
            why=why,
            steps=steps,
            place=shape.id.place(),
            follows=tuple(shape.follows),
            needs=tuple(shape.needs),
            applies=self.keep(lambda: read_applies(shape.applies), Applies()),
            confines={name: tuple(globs) for name, globs in shape.confines.items()},
            examples=tuple(
                self.example(name, place, example.before, example.after, made)
                for name, place, example in self.named(shape.examples, "example")
            ),
            unchanged=tuple(
                UnchangedCase(name, self.files(case.code), place)
                for name, place, case in self.named(shape.unchanged, "unchanged case")
            ),
            word=word if word in self.terms.outcomes else "",
            meaning=self.terms.outcomes[word].meaning if word in self.terms.outcomes else "",
        )

    def require(self, shape: RuleShape, rule: Rule, keys: Sequence[str]) -> None:
        """Record what the pack requires of its rules and this one lacks."""
        for key in keys:
            if key == "symbols" and not rule.symbols and rule.outcome not in WITHOUT_SYMBOLS:
                self.fault(
                    f"a {rule.outcome.value} rule needs symbols, and this one has none",
                    shape.id.place(),
                    "name them under symbols:, or write outcome: prepared for what other rules "
                    "need; the pack requires it",
                )
            elif key != "symbols" and key not in shape.model_fields_set:
                help = "the pack requires it of each of its rules"
                self.fault(f"key {key} is missing", shape.id.place(), help)

    def steps(self, shape: RuleShape) -> tuple[Step, ...]:
        """The rule's `steps`, or its single `patch`."""
        if shape.patch is not None and shape.steps:
            self.fault(
                "a rule has patch or steps, this one has both",
                shape.patch.place(),
                "write the patch as one of the steps: `- patch: |`",
            )
        if shape.patch is None and not shape.steps and "steps" not in shape.model_fields_set:
            self.fault(
                "the rule does nothing: it has no patch",
                shape.id.place(),
                "add patch: | with a semantic patch below it, or steps: with a list of steps",
            )
        shapes = [PatchShape(patch=shape.patch)] if shape.patch is not None else shape.steps
        return tuple(step for made in shapes if (step := self.step(made)) is not None)

    def message(self, shape: RuleShape, steps: Sequence[Step], name: str) -> tuple[str, str]:
        """The commit's subject and body; if one is missing, what the patches say."""
        patches = [step.text.value for step in steps if isinstance(step, PatchStep)]
        subject, why = message_of_patches(patches, name)
        if shape.subject is not None:
            subject = self.prose(shape.subject).strip()
            if "\n" in subject or not subject:
                self.fault("a subject is one line", shape.subject.place())
        if shape.why is not None:
            why = self.prose(shape.why).strip()
            if not why:
                self.fault("why is empty", shape.why.place(), "it becomes the commit's message")
        return subject, why

    def outcome(self, shape: RuleShape, steps: Sequence[Step]) -> Outcome:
        """The rule's outcome, or the default for its steps."""
        if shape.outcome is None:
            comments = any(isinstance(step, TodoStep) for step in steps)
            changes = any(isinstance(step, PatchStep | ResolveStep) for step in steps)
            return Outcome.ANNOTATED if comments and not changes else Outcome.REWRITTEN
        word = shape.outcome.value
        known = {item.value: item for item in (*CHOICES, *WITHOUT_SYMBOLS)}
        known |= {name: entry.outcome for name, entry in self.terms.outcomes.items()}
        if word not in known:
            help = nearest(word, known, "values")
            self.fault(f"unknown value {word}", shape.outcome.place(), help)
        outcome = known.get(word, Outcome.REWRITTEN)
        if shape.symbols and outcome in WITHOUT_SYMBOLS:
            article = "an" if word[0] in "aeiou" else "a"
            self.fault(
                f"{article} {word} rule has no symbols",
                shape.id.place(),
                "remove symbols:, or say what happens to their uses: outcome: rewritten",
            )
        return outcome

    def named(self, cases: Sequence[_Case], kind: str) -> list[tuple[str, Place, _Case]]:
        """The cases with their names, or numbers, and the places of these."""
        found: list[tuple[str, Place, _Case]] = []
        for number, case in enumerate(cases, 1):
            name = case.name.value if case.name else f"{kind} {number}"
            place = case.name.place() if case.name else case.place()
            if name in {known for known, *_ in found}:
                self.fault(f"two cases are named {name}", place, "give each its own name")
            found.append((name, place, case))
        return found

    def step(self, shape: StepShape) -> Step | None:
        return self.keep(lambda: read_step(shape, self.variables, self.parse), None)

    def prose(self, text: Text) -> str:
        return self.keep(lambda: fill_prose(text, self.variables), text).value

    def example(
        self,
        name: str,
        place: Place,
        before: Mapping[str, Text],
        after: Mapping[str, Text],
        made: Set[str],
    ) -> Example:
        if before.keys() != after.keys() - (made - before.keys()):
            odd = ", ".join(sorted(before.keys() ^ after.keys()))
            self.fault(f"before and after differ in their files: {odd}", place)
        example = Example(name, self.files(before), self.files(after), place)
        if example.before == example.after:
            self.fault(
                f"{name if name.startswith('example ') else f'example {name}'} changes nothing",
                place,
                "move a case that must not change to unchanged:",
            )
        return example

    def files(self, files: Mapping[str, Text]) -> dict[str, bytes]:
        return {path: self.file(path, text) for path, text in files.items()}

    def file(self, path: str, text: Text) -> bytes:
        self.keep(lambda: check_path(path, text.place()), None)
        filled = self.keep(lambda: fill_code(text, self.variables), text)
        return filled.value.encode("utf-8", "surrogatepass")
