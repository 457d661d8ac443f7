# SPDX-License-Identifier: GPL-2.0-or-later
"""Rule: the contents of a rule file, checked."""

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

#: The name of the one file in an example that is given as text.
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
    #: The functions whose references it handles; () for a bare .cocci file and for a rule that only
    #: prepares the code for others.
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
    #: Name -> globs of the files that may use it after the rule.
    confines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()
    unchanged: tuple[UnchangedCase, ...] = ()
    #: What its pack calls the outcome, "" if the pack has no word for it.
    word: str = ""
    #: The meaning of that word.
    meaning: str = ""

    @property
    def outcome_name(self) -> str:
        """The outcome as reports call it."""
        return self.word or self.outcome.value

    @property
    def after(self) -> tuple[Text, ...]:
        """The rules whose commits come before its own."""
        return (*self.follows, *self.needs)

    def answers(self, symbol: str) -> bool:
        """Whether uses of the symbol get the rule's outcome."""
        if self.symbols:
            return symbol in self.symbols
        return self.outcome not in WITHOUT_SYMBOLS

    @property
    def removes(self) -> tuple[RemovedName, ...]:
        """What its patches remove from the code; () if it lists its symbols."""
        if self.symbols or self.outcome in WITHOUT_SYMBOLS:
            return ()
        from qemu_xen_codemod.smpl import removed_names

        patches = (step.patch for step in self.steps if isinstance(step, PatchStep))
        return tuple(removed_name for patch in patches for removed_name in removed_names(patch))

    @property
    def names(self) -> tuple[str, ...]:
        """The names whose uses it handles."""
        return self.symbols or tuple(remove.name for remove in self.removes)

    def is_partial(self, name: str) -> bool:
        """Whether it handles the name only together with other code."""
        removed_everywhere = [remove.everywhere for remove in self.removes if remove.name == name]
        return bool(removed_everywhere) and not any(removed_everywhere)
