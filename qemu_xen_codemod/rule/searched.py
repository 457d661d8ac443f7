"""The words that a tree is searched for before rules are run on it."""

from __future__ import annotations

from collections.abc import Sequence

from qemu_xen_codemod.rule.inserted import inserted_names
from qemu_xen_codemod.rule.pack import Library
from qemu_xen_codemod.rule.rule import InsertStep, PatchStep, Rule, TodoStep


def searched_words(libraries: Sequence[Library], rules: Sequence[Rule]) -> frozenset[bytes]:
    """All words that finding references and running the rules will ask for."""
    words = {symbol.encode() for library in libraries for symbol in library.symbols}
    for rule in rules:
        words |= {word.encode() for word in (*rule.applies.declares, *rule.applies.absent)}
        for step in rule.steps:
            if isinstance(step, PatchStep):
                words |= step.patch.search_words or frozenset()
            elif isinstance(step, TodoStep):
                words |= step.match.search_words or frozenset()
            elif isinstance(step, InsertStep):
                words |= inserted_names(step).keys()
                words |= {step.declares.encode()} if step.declares else set()
    return frozenset(words)
