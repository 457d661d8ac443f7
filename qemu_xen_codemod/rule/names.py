# SPDX-License-Identifier: GPL-2.0-or-later
"""Names of global variables that a fork may have changed: rules are read with the fork's names.

A rule uses QEMU's names, such as `xen_xc`; its type, `xc_interface *`, identifies the variable in a
fork.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from qemu_xen_codemod.c.language import is_c
from qemu_xen_codemod.rule.pack import Files
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.rule.steps.patch import PatchStep


class Searched(Files, Protocol):
    """A tree whose files can be searched."""

    def search(self, words: frozenset[bytes]) -> Mapping[str, bytes]:
        """The files that hold one of the words as a whole word, with their bytes."""
        ...


def changed_names(
    names: Mapping[str, str], tree: Searched, also: frozenset[bytes] = frozenset()
) -> dict[str, str]:
    """Those names, each with its C type, that the tree changed: old name -> new name.

    Only if the tree declares exactly one variable of the type as extern, and none with the old
    name. `also` are words that the tree will be searched for later: a tree that caches searches
    does it once.
    """
    changed: dict[str, str] = {}
    spelt = {word for ctype in names.values() for word in re.findall(r"\w+", ctype)}
    # One search for all: in QEMU each takes half a second.
    wanted = frozenset(word.encode() for word in spelt)
    files = tree.search(wanted | also) if wanted else {}
    code = [data for path, data in files.items() if is_c(path)]
    for name, ctype in names.items():
        words = re.findall(r"\w+|\*", ctype)
        declaration = re.compile(
            rb"\bextern\s+" + rb"\s*".join(_token(word) for word in words) + rb"\s*(\w+)\s*;"
        )
        found = {each.decode() for data in code for each in declaration.findall(data)}
        if len(found) == 1 and name not in found:
            changed[name] = found.pop()
    return changed


def depend_on(rules: Iterable[Rule], names: Collection[str]) -> bool:
    """Whether one of the rules could change if other names replaced these.

    If none could, the tree need not be searched for its names.
    """
    word = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")
    return bool(names) and any(
        not isinstance(step, PatchStep) or word.search(step.text.document.text)
        for rule in rules
        for step in rule.steps
    )


def _token(word: str) -> bytes:
    return rb"\*" if word == "*" else rb"\b" + word.encode() + rb"\b"


def rename_words(text: str, changed: Mapping[str, str]) -> str:
    """The text with each changed name replaced, whole words only."""
    if not changed:
        return text
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, changed)) + r")(?!\w)")
    return pattern.sub(lambda found: changed[found.group()], text)
