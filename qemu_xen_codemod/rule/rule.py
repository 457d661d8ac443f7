# SPDX-License-Identifier: GPL-2.0-or-later
"""Rule: what a rule file says, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qemu_xen_codemod.errors import Place
from qemu_xen_codemod.rule.applies import Applies
from qemu_xen_codemod.rule.outcome import WITHOUT_SYMBOLS, Outcome
from qemu_xen_codemod.rule.steps.patch import PatchStep
from qemu_xen_codemod.rule.steps.step import Step
from qemu_xen_codemod.rule.text import Text

if TYPE_CHECKING:
    from qemu_xen_codemod.smpl import RemovedName

#: The one file of an example that is given as text.
SAMPLE_PATH = "sample.c"


@dataclass(frozen=True, slots=True)
class Example:
    """Files before and after the rule; path -> text."""

    name: str
    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    place: Place


@dataclass(frozen=True, slots=True)
class UnchangedCase:
    """Files that the rule leaves alone; path -> text."""

    name: str
    code: Mapping[str, bytes]
    place: Place


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, one commit. Its texts have the pack's variables filled in."""

    id: str
    #: The functions whose references it answers for; () for a bare .cocci file and for a rule that
    #: only prepares the code for others.
    symbols: tuple[str, ...]
    outcome: Outcome
    #: The commit's subject and body.
    subject: str
    why: str
    steps: tuple[Step, ...]
    #: Where the rule is written.
    place: Place
    #: Rules whose commits come first, as written.
    follows: tuple[Text, ...] = ()
    #: Rules without which its commit does not compile, as written.
    needs: tuple[Text, ...] = ()
    applies: Applies = field(default_factory=Applies)
    #: Name -> globs of the files that may use it when the rule is done.
    confines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()
    unchanged: tuple[UnchangedCase, ...] = ()
    #: What its pack calls the outcome, "" where that has no word of its own.
    word: str = ""
    #: And what that means.
    meaning: str = ""

    @property
    def told(self) -> str:
        """The outcome as reports call it."""
        return self.word or self.outcome.value

    @property
    def after(self) -> tuple[Text, ...]:
        """The rules whose commits come before its own."""
        return (*self.follows, *self.needs)

    def answers(self, symbol: str) -> bool:
        """Is what becomes of the symbol's uses its outcome?"""
        if self.symbols:
            return symbol in self.symbols
        return self.outcome not in WITHOUT_SYMBOLS

    @property
    def removes(self) -> tuple[RemovedName, ...]:
        """What its patches take out of the code; () where it says itself what it answers for."""
        if self.symbols or self.outcome in WITHOUT_SYMBOLS:
            return ()
        from qemu_xen_codemod.smpl import removed_names

        patches = (step.patch for step in self.steps if isinstance(step, PatchStep))
        return tuple(removed_name for patch in patches for removed_name in removed_names(patch))

    @property
    def names(self) -> tuple[str, ...]:
        """The names whose uses it answers for."""
        return self.symbols or tuple(remove.name for remove in self.removes)

    def is_partial(self, name: str) -> bool:
        """Does it speak of the name beside other code only?"""
        told = [remove.everywhere for remove in self.removes if remove.name == name]
        return bool(told) and not any(told)
