"""The words that a tree is searched for before rules are run on it."""

from __future__ import annotations

from collections.abc import Sequence

from qemu_xen_codemod.c.wanted import Wanted
from qemu_xen_codemod.rule.inserted import inserted_names
from qemu_xen_codemod.rule.pack import Library
from qemu_xen_codemod.rule.rule import InsertStep, PatchStep, Rule, TodoStep

#: What names of Xen's libraries have in common: libxenctrl, libxlutil.
_STEM = len("libx")


def wanted_of(libraries: Sequence[Library]) -> Wanted:
    """The functions of the libraries."""
    symbols = (symbol.encode() for library in libraries for symbol in library.symbols)
    prefixes = {library.prefix.encode() for library in libraries if library.prefix}
    return Wanted(frozenset(symbols), tuple(sorted(prefixes)))


def opened_words(libraries: Sequence[Library]) -> frozenset[bytes]:
    """What a file holds that opens one of the libraries at run time."""
    names = [library.stem.encode() for library in libraries if library.name]
    # Texts that names share: a text less is a search less.
    stems = {name[:_STEM] for name in names}
    return frozenset(b"*%s%s*" % (before, stem) for before in (b'"', b"/") for stem in stems)


def searched_words(libraries: Sequence[Library], rules: Sequence[Rule]) -> frozenset[bytes]:
    """All words that finding references and running the rules will ask for."""
    words = set(wanted_of(libraries).search_words | opened_words(libraries))
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
