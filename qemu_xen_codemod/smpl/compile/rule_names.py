"""The names of a rule's body: which are declared, where they are used, which each match holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from qemu_xen_codemod.c.lexer import Kind
from qemu_xen_codemod.smpl.read.body_items import (
    BodyToken,
    DisjunctionItem,
    DotsItem,
    Item,
    LineMark,
)
from qemu_xen_codemod.smpl.read.metavariable import MetaKind, Metavariable
from qemu_xen_codemod.smpl.read.regex import required_literals
from qemu_xen_codemod.smpl.read.smpl_text import SmplText


def with_uses(
    items: Sequence[Item], declared: Mapping[bytes, Metavariable]
) -> dict[bytes, Metavariable]:
    tokens = _all_tokens(items)
    of_types = list(_names_in_types(declared))
    uses = Counter([*of_types, *(token.token.text for token in tokens)])
    matched = Counter(
        [*of_types, *(token.token.text for token in tokens if token.mark is not LineMark.PLUS)]
    )
    return {
        name: replace(one, is_single=uses[name] == 1, uses=matched[name])
        for name, one in declared.items()
    }


def _names_in_types(declared: Mapping[bytes, Metavariable]) -> Iterator[bytes]:
    """The metavariables that a typed one binds through its type."""
    for one in declared.values():
        if one.wanted is not None:
            yield from (word for word in one.wanted.base if word in declared)


_LIKE_METAVARIABLE = re.compile(rb"[A-Z][0-9]*\Z")


def check_names(
    text: SmplText, items: Sequence[Item], declared: Mapping[bytes, Metavariable]
) -> None:
    """Undeclared metavariables (a capital and digits look like one) and ones of added code only."""
    matched: set[bytes] = set(_names_in_types(declared))
    added: dict[bytes, int] = {}
    for token in _all_tokens(items):
        word = token.token.text
        if token.token.kind is not Kind.WORD:
            continue
        if word not in declared and _LIKE_METAVARIABLE.match(word):
            raise text.error(
                token.token.start,
                f"undeclared metavariable {word.decode()}",
                f"declare it between the @@ lines, or say `symbol {word.decode()};` if it is C's",
            )
        if token.mark is LineMark.PLUS:
            added.setdefault(word, token.token.start)
        else:
            matched.add(word)
    for word, one in declared.items():
        if one.kind is MetaKind.SYMBOL or one.inherited:
            continue
        if word in added and word not in matched:
            raise text.error(
                added[word],
                f"metavariable {word.decode()} is used in `+` lines only",
                f"match {word.decode()} in a `-` or context line",
            )


def _all_tokens(items: Sequence[Item]) -> list[BodyToken]:
    found: list[BodyToken] = []
    for item in items:
        if isinstance(item, BodyToken):
            found.append(item)
        elif isinstance(item, DisjunctionItem):
            for branch in item.branches:
                found.extend(_all_tokens(branch))
        else:
            for when in item.whens:
                found.extend(_all_tokens(when.items))
    return found


def added_words(items: Sequence[Item]) -> frozenset[bytes]:
    """The words of `+` lines."""
    return frozenset(
        token.token.text
        for token in _all_tokens(items)
        if token.mark is LineMark.PLUS and token.token.kind is Kind.WORD
    )


def needed_words(items: Sequence[Item]) -> set[bytes]:
    """The words of the code that is matched, whichever branches do."""
    found: set[bytes] = set()
    for item in items:
        if isinstance(item, BodyToken):
            found |= {item.token.text} if item.mark is not LineMark.PLUS else set()
        elif isinstance(item, DisjunctionItem):
            found |= set.intersection(*(needed_words(branch) for branch in item.branches))
        else:
            for when in item.whens:
                found |= needed_words(when.items)
    return found


#: Words of patterns that isomorphisms may leave out of the code.
_OPTIONAL_WORDS = frozenset(b"NULL likely unlikely static inline extern else".split())


@dataclass(frozen=True, slots=True)
class WordGroup:
    """Of these, one at least stands in a file that matches."""

    words: frozenset[bytes]
    #: Whether they are whole words, else parts of words.
    whole: bool = True


def word_groups(
    items: Sequence[Item], declared: Mapping[bytes, Metavariable]
) -> tuple[WordGroup, ...]:
    groups: list[WordGroup] = []
    in_cast = _cast_words(items)
    matched = [
        one for one in items if not isinstance(one, BodyToken) or one.mark is not LineMark.PLUS
    ]
    for item, following in zip_longest(matched, matched[1:]):
        if isinstance(item, DisjunctionItem):
            branches = [word_groups(branch, declared) for branch in item.branches]
            if all(branches):
                firsts = [one[0] for one in branches]
                words = frozenset(word for one in firsts for word in one.words)
                groups.append(WordGroup(words, all(one.whole for one in firsts)))
        elif isinstance(item, BodyToken):
            word = item.token.text
            if word == b"return" and _is_without_value(following):
                # The end of a function stands for it, too.
                continue
            if item.token.kind is not Kind.WORD or word in _OPTIONAL_WORDS or item in in_cast:
                continue
            one = declared.get(word)
            if one is None or one.kind is MetaKind.SYMBOL:
                groups.append(WordGroup(frozenset((word,))))
            elif one.listed and one.listed[0]:
                groups.append(WordGroup(one.listed[1]))
            elif one.regex and one.regex[0] == "=~":
                literals = required_literals(one.regex[1].pattern)
                if literals:
                    groups.append(WordGroup(literals, whole=False))
    return tuple(dict.fromkeys(groups))


def _is_without_value(following: Item | None) -> bool:
    """Whether what follows `return` makes it `return;` or `return ...;`."""
    return isinstance(following, DotsItem) or (
        isinstance(following, BodyToken) and following.token.text == b";"
    )


def _cast_words(items: Sequence[Item]) -> set[BodyToken]:
    """Tokens between parentheses that may be a cast, which the code need not have."""
    found: set[BodyToken] = set()
    tokens = [item for item in items if isinstance(item, BodyToken)]
    for at, token in enumerate(tokens):
        if token.token.text != b"(" or (at and tokens[at - 1].token.kind is Kind.WORD):
            continue
        close = at + 1
        while close < len(tokens) and (
            tokens[close].token.kind is Kind.WORD or tokens[close].token.text == b"*"
        ):
            close += 1
        if close < len(tokens) and tokens[close].token.text == b")":
            found.update(tokens[at + 1 : close])
    return found
