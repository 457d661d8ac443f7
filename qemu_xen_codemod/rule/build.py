# SPDX-License-Identifier: GPL-2.0-or-later
"""RuleShape -> Rule: the checks that the shape of a file cannot say.

Every fault is noted and the rest is checked on; all are raised together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from typing import TypeVar

from qemu_xen_codemod.errors import Place, RuleError
from qemu_xen_codemod.rule.applies import Applies, read_applies
from qemu_xen_codemod.rule.fault import raise_faults
from qemu_xen_codemod.rule.model import RuleShape
from qemu_xen_codemod.rule.outcome import WITHOUT_SYMBOLS, Outcome
from qemu_xen_codemod.rule.path import check_path
from qemu_xen_codemod.rule.rule import Example, Rule, UnchangedCase
from qemu_xen_codemod.rule.semantic import ParsePatch
from qemu_xen_codemod.rule.steps.create import CreateStep
from qemu_xen_codemod.rule.steps.step import Step, StepShape, read_step
from qemu_xen_codemod.rule.text import Text
from qemu_xen_codemod.rule.variables import Variables, fill_code, fill_prose

_T = TypeVar("_T")


def build_rule(shape: RuleShape, stem: str, variables: Variables, parse: ParsePatch) -> Rule:
    """The rule of file `stem`.yml. Raises RuleError, several together."""
    builder = _Builder(variables, parse)
    rule = builder.rule(shape, stem)
    raise_faults(builder.faults)
    return rule


@dataclass(slots=True)
class _Builder:
    variables: Variables
    parse: ParsePatch
    faults: list[RuleError] = field(default_factory=list)

    def keep(self, make: Callable[[], _T], otherwise: _T) -> _T:
        """What `make` gives, or `otherwise` with the fault noted."""
        try:
            return make()
        except RuleError as fault:
            self.faults.append(fault)
            return otherwise

    def fault(self, what: str, place: Place, help: str = "") -> None:
        self.faults.append(RuleError(what, place=place, help=help))

    def rule(self, shape: RuleShape, stem: str) -> Rule:
        if shape.id.value != stem:
            self.fault(
                f"id {shape.id} differs from the file's name {stem}",
                shape.id.place(),
                f"write `id: {stem}` or name the file {shape.id}.yml",
            )
        subject = self.prose(shape.subject)
        if "\n" in subject.strip() or not subject.strip():
            self.fault("a subject is one line", shape.subject.place())
        has_none = Outcome(shape.outcome) in WITHOUT_SYMBOLS
        if not shape.symbols and not has_none:
            self.fault(
                f"a {shape.outcome} rule answers for symbols, and this one has none",
                shape.id.place(),
                "name them under symbols:, or write outcome: prepared for what other rules need",
            )
        if shape.symbols and has_none:
            article = "an" if shape.outcome[0] in "aeiou" else "a"
            self.fault(
                f"{article} {shape.outcome} rule answers for no symbol",
                shape.id.place(),
                "take symbols: out, or say what becomes of their uses: outcome: rewritten",
            )
        why = self.prose(shape.why)
        if not why.strip():
            self.fault("why is empty", shape.why.place(), "it becomes the commit's message")
        self.names([example.name for example in shape.examples])
        self.names([case.name for case in shape.unchanged])
        steps = tuple(step for made in shape.steps if (step := self.step(made)) is not None)
        made = {step.path for step in steps if isinstance(step, CreateStep)}
        return Rule(
            id=stem,
            symbols=tuple(shape.symbols),
            outcome=Outcome(shape.outcome),
            subject=subject.strip(),
            why=why.strip(),
            steps=steps,
            place=shape.id.place(),
            follows=tuple(shape.follows),
            needs=tuple(shape.needs),
            applies=self.keep(lambda: read_applies(shape.applies), Applies()),
            confines={name: tuple(globs) for name, globs in shape.confines.items()},
            examples=tuple(
                self.example(example.name, example.before, example.after, made)
                for example in shape.examples
            ),
            unchanged=tuple(
                UnchangedCase(case.name.value, self.files(case.code), case.name.place())
                for case in shape.unchanged
            ),
        )

    def step(self, shape: StepShape) -> Step | None:
        return self.keep(lambda: read_step(shape, self.variables, self.parse), None)

    def prose(self, text: Text) -> str:
        return self.keep(lambda: fill_prose(text, self.variables), text).value

    def names(self, names: list[Text]) -> None:
        seen: set[str] = set()
        for name in names:
            if name.value in seen:
                self.fault(f"two cases are named {name}", name.place(), "give each its own name")
            seen.add(name.value)

    def example(
        self, name: Text, before: Mapping[str, Text], after: Mapping[str, Text], made: Set[str]
    ) -> Example:
        if before.keys() != after.keys() - (made - before.keys()):
            odd = ", ".join(sorted(before.keys() ^ after.keys()))
            self.fault(f"before and after differ in their files: {odd}", name.place())
        example = Example(name.value, self.files(before), self.files(after), name.place())
        if example.before == example.after:
            self.fault(
                f"example {name} changes nothing",
                name.place(),
                "a case that must not change belongs under unchanged:",
            )
        return example

    def files(self, files: Mapping[str, Text]) -> dict[str, bytes]:
        return {path: self.file(path, text) for path, text in files.items()}

    def file(self, path: str, text: Text) -> bytes:
        self.keep(lambda: check_path(path, text.place()), None)
        filled = self.keep(lambda: fill_code(text, self.variables), text)
        return filled.value.encode("utf-8", "surrogatepass")
