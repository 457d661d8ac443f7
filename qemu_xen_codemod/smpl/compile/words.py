"""The words of a rule's body: those that each match holds, and those of added code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from qemu_xen_codemod.c.lexer import Kind
from qemu_xen_codemod.smpl.read.body_items import (
    BodyToken,
    DisjunctionItem,
    DotsItem,
    Item,
    LineMark,
    NestItem,
    tokens_in,
)
from qemu_xen_codemod.smpl.read.constraint import pattern_wanted, words_allowed
from qemu_xen_codemod.smpl.read.metavariable import MetaKind, Metavariable
from qemu_xen_codemod.smpl.read.regex_literals import required_literals


def added_words(items: Sequence[Item]) -> frozenset[bytes]:
    """The words of `+` lines."""
    return frozenset(
        token.token.text
        for token in tokens_in(items)
        if token.mark is LineMark.PLUS and token.token.kind is Kind.WORD
    )


def needed_words(items: Sequence[Item]) -> set[bytes]:
    """The words of the code that is matched, and of added code beside it, whichever branches do."""
    found: set[bytes] = set()
    for item in items:
        if isinstance(item, BodyToken):
            found.add(item.token.text)
        elif isinstance(item, DisjunctionItem):
            found |= set.intersection(*(needed_words(branch) for branch in item.branches))
        else:
            if isinstance(item, NestItem) and item.is_needed:
                found |= needed_words(item.items)
            for when in item.whens.forbidden:
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
            groups += _groups_of_each([word_groups(branch, declared) for branch in item.branches])
        elif isinstance(item, NestItem) and item.is_needed:
            groups += word_groups(item.items, declared)
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
            elif one.kind not in (MetaKind.IDENTIFIER, MetaKind.IDEXPRESSION):
                continue
            elif (listed := words_allowed(one.constraint)) is not None:
                groups.append(WordGroup(listed))
            elif (pattern := pattern_wanted(one.constraint)) is not None:
                literals = required_literals(pattern.part)
                if literals:
                    groups.append(WordGroup(literals, whole=False))
    return tuple(dict.fromkeys(groups))


def _groups_of_each(branches: Sequence[tuple[WordGroup, ...]]) -> Iterator[WordGroup]:
    """What holds whichever of the branches matches."""
    common = [group for group in branches[0] if all(group in one for one in branches)]
    yield from common
    others = [[group for group in one if group not in common] for one in branches]
    if all(others):
        firsts = [one[0] for one in others]
        words = frozenset(word for one in firsts for word in one.words)
        yield WordGroup(words, all(one.whole for one in firsts))


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
