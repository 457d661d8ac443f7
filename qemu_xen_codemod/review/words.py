# SPDX-License-Identifier: GPL-2.0-or-later
"""Two adjacent lines: how similar they are, and which words of each the other lacks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

#: Start and end, in columns.
Span = tuple[int, int]

_WORD = re.compile(r"\w+|\s+|[^\w\s]")
#: In longer lines words are not compared: they are not code.
_LONGEST = 2_000


def likeness(old: str, new: str) -> float:
    """0 if they have nothing in common, 1 if they have the same words."""
    words, others = _telling(old), _telling(new)
    total = sum(words.values()) + sum(others.values())
    if not total:
        return 1.0 if old.strip() == new.strip() else 0.0
    return 2 * sum((words & others).values()) / total


def _telling(line: str) -> Counter[str]:
    """The words of a line; brackets and commas, which every line has, only if there is no word."""
    found = [word for word in _WORD.findall(line[:_LONGEST]) if not word.isspace()]
    return Counter([word for word in found if re.match(r"\w", word)] or found)


def changed_words(old: str, new: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """What is marked in each of two lines; nothing if they have little in common."""
    if max(len(old), len(new)) > _LONGEST:
        return (), ()
    words, others = _WORD.findall(old), _WORD.findall(new)
    matcher = SequenceMatcher(None, words, others, autojunk=False)
    opcodes = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    before = _joined(old, words, ((start, end) for _, start, end, _, _ in opcodes))
    after = _joined(new, others, ((start, end) for _, _, _, start, end in opcodes))
    return before, after


def _joined(line: str, words: Sequence[str], ranges: Iterable[Span]) -> tuple[Span, ...]:
    """Ranges of words as columns. Ranges with only blanks between them are joined."""
    ends = [0]
    for word in words:
        ends.append(ends[-1] + len(word))
    indent = len(line) - len(line.lstrip())
    spans: list[Span] = []
    for first, last in ranges:
        start, end = ends[first], ends[last]
        # The beginning of a line is visible without a mark.
        start = max(start, indent)
        if start >= end:
            continue
        if spans and not line[spans[-1][1] : start].strip():
            start = spans.pop()[0]
        spans.append((start, end))
    return tuple(spans)
