"""Rule: what a rule file says, checked. Its steps are a closed union, `Step`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Literal

from qemu_xen_codemod.errors import Place
from qemu_xen_codemod.rule.outcome import Outcome
from qemu_xen_codemod.rule.text import Text
from qemu_xen_codemod.rule.version import VersionRange

if TYPE_CHECKING:
    from qemu_xen_codemod.rule.relies import Reliance
    from qemu_xen_codemod.smpl.removed import RemovedName
    from qemu_xen_codemod.smpl.semantic_patch import SemanticPatch


@dataclass(frozen=True, slots=True)
class Applies:
    """When a rule is for a tree at all; all of it has to hold."""

    #: Words that code of the tree has to hold, each in some C file.
    declares: tuple[str, ...] = ()
    #: Words that no code of the tree may hold.
    absent: tuple[str, ...] = ()
    version: VersionRange | None = None


@dataclass(frozen=True, slots=True)
class PatchStep:
    """Rewrite by a semantic patch."""

    patch: SemanticPatch
    #: The patch as written; `text.place()` is where it stands in the rule file.
    text: Text
    #: Globs; () for every C file that may match.
    files: tuple[str, ...] = ()
    #: The rule's other steps are wrong where this patch matches nothing.
    required: bool = False
    #: What the tree's code has to be where the patch matches.
    relies_on: tuple[Reliance, ...] = ()
    #: Matches in functions that use one of these names are refused.
    apart_from: tuple[str, ...] = ()


#: In a todo's text, `{remaining}`: the unstable functions that are given the handle which the
#: match opens, or all that the tree's code still calls where the match opens none.
REMAINING = "remaining"


@dataclass(frozen=True, slots=True)
class TodoStep:
    """Put a comment above each statement that holds a match."""

    match: SemanticPatch
    match_text: Text
    #: Searched in the name of the function around the match; None for any function.
    function: re.Pattern[str] | None
    #: The comment in plain words, not wrapped.
    text: Text
    #: Only for a match that opens a handle for its function, or only for others; "" for all.
    handle: Literal["local", "shared", ""] = ""


@dataclass(frozen=True, slots=True)
class DirectiveAnchor:
    """The preprocessor line that says this."""

    directive: str
    place: Place


@dataclass(frozen=True, slots=True)
class BlockAnchor:
    """The outermost #if..#endif that holds the word as code."""

    word: str
    place: Place


@dataclass(frozen=True, slots=True)
class FunctionAnchor:
    """The definition of the function."""

    function: str
    place: Place


@dataclass(frozen=True, slots=True)
class DeclarationAnchor:
    """The declaration of the word at file level."""

    word: str
    place: Place


@dataclass(frozen=True, slots=True)
class LineAnchor:
    """The line of code that says this, white space at its ends aside."""

    line: str
    place: Place


Anchor = DirectiveAnchor | BlockAnchor | FunctionAnchor | DeclarationAnchor | LineAnchor


@dataclass(frozen=True, slots=True)
class InsertStep:
    """Put text at a named place of one file, once."""

    #: Paths or globs; the first file that exists and declares wins.
    into: tuple[str, ...]
    #: A word that the file has to hold as code, or None.
    declares: str | None
    #: Nothing is inserted into a file that holds this word, or None.
    unless: str | None
    side: Literal["after", "before"]
    #: Tried in order.
    anchors: tuple[Anchor, ...]
    text: Text
    #: Where the step stands in the rule file.
    place: Place
    #: The condition of the `#if` block that the text goes into, or None for no block.
    guard: str | None = None
    #: Names whose declarations the text has to stand behind, in this file or one that it includes.
    behind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MentionStep:
    """Rename whole words in comments and string literals."""

    #: Old word -> new word.
    names: Mapping[str, str]
    #: Globs; () for the files that the rule's patches changed.
    files: tuple[str, ...]
    place: Place


class Sweep(Enum):
    """What a sweep step looks for."""

    LOCALS = "locals"
    FUNCTIONS = "functions"
    MACROS = "macros"
    TRACE_EVENTS = "trace-events"
    INCLUDES = "includes"


@dataclass(frozen=True, slots=True)
class SweepStep:
    """Remove what became unused through the rule's commit."""

    kinds: tuple[Sweep, ...]
    place: Place


Step = PatchStep | TodoStep | InsertStep | MentionStep | SweepStep


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
    examples: tuple[Example, ...] = ()
    unchanged: tuple[UnchangedCase, ...] = ()

    @property
    def after(self) -> tuple[Text, ...]:
        """The rules whose commits come before its own."""
        return (*self.follows, *self.needs)

    def answers(self, symbol: str) -> bool:
        """Is what becomes of the symbol's uses its outcome?"""
        if self.symbols:
            return symbol in self.symbols
        return self.outcome is not Outcome.PREPARED

    @property
    def removes(self) -> tuple[RemovedName, ...]:
        """What its patches take out of the code; () where it says itself what it answers for."""
        if self.symbols or self.outcome is Outcome.PREPARED:
            return ()
        from qemu_xen_codemod.smpl.removed import removed_names

        patches = (step.patch for step in self.steps if isinstance(step, PatchStep))
        return tuple(one for patch in patches for one in removed_names(patch))

    @property
    def names(self) -> tuple[str, ...]:
        """The names whose uses it answers for."""
        return self.symbols or tuple(one.name for one in self.removes)

    def is_partial(self, name: str) -> bool:
        """Does it speak of the name beside other code only?"""
        told = [one.everywhere for one in self.removes if one.name == name]
        return bool(told) and not any(told)
