# SPDX-License-Identifier: GPL-2.0-or-later
"""Automaton: searches for a regular expression in time linear in the length of the name.

The parts become a graph of states (Thompson's construction). A search keeps the set of all states
that the bytes so far can reach, so it never backtracks. Steps taken once are cached.
"""

from __future__ import annotations

from qemu_xen_codemod.smpl.read.regex import (
    WORD,
    Anchor,
    Choice,
    OneOf,
    Part,
    RegexError,
    Repeat,
    Sequence,
    parse_regex,
)

#: States that an expression may have beyond those that its length gives: `{n}` and nested
#: repetitions are written out.
_MOST_MORE_STATES = 2000
#: States for each byte of an expression.
_STATES_OF_A_BYTE = 4
#: Steps that are cached at once.
_MOST_STEPS = 20_000

States = frozenset[int]


class Automaton:
    """A compiled regular expression. Raises RegexError when made."""

    def __init__(self, pattern: bytes) -> None:
        self.pattern = pattern
        self.part = parse_regex(pattern)
        if _size(self.part) > _MOST_MORE_STATES + _STATES_OF_A_BYTE * len(pattern):
            what = "too many repetitions"
            raise RegexError(what, help="use smaller repetition counts", is_outside=True)
        #: By state: the bytes that lead to the next state.
        self._bytes: dict[int, frozenset[int]] = {}
        #: By state: the states reached without a byte, and the anchor that has to hold there.
        self._free: list[list[tuple[int, str]]] = [[]]
        self._accepting = self._add(self.part, 0)
        self._steps: dict[tuple[States, tuple[bool, ...], int], States | None] = {}

    def finds(self, name: bytes) -> bool:
        """Whether the expression matches anywhere in the name."""
        states: States = frozenset()
        last = len(name)
        before = False
        for at, byte in enumerate(name):
            after = byte in WORD
            place = (at == 0, at == last - 1 and byte == 10, False, before != after)
            before = after
            key = states, place, byte
            if key not in self._steps:
                if len(self._steps) >= _MOST_STEPS:
                    self._steps.clear()
                self._steps[key] = self._step(states, place, byte)
            reached = self._steps[key]
            if reached is None:
                return True
            states = reached
        return self._accepting in self._closed(states, (last == 0, True, True, before))

    def _step(self, states: States, place: tuple[bool, ...], byte: int) -> States | None:
        """The states after a byte; None when the expression matches before it."""
        closed = self._closed(states, place)
        if self._accepting in closed:
            return None
        return frozenset(
            state + 1 for state in closed if byte in self._bytes.get(state, frozenset())
        )

    def _closed(self, states: States, place: tuple[bool, ...]) -> set[int]:
        """The states, the initial one, and all that they reach without a byte at such a place."""
        is_first, is_end, is_very_end, is_edge = place
        holds = {
            "": True,
            "^": is_first,
            "$": is_end,
            "z": is_very_end,
            "b": is_edge,
            "B": not is_edge,
        }
        closed = {0, *states}
        todo = list(closed)
        while todo:
            for state, where in self._free[todo.pop()]:
                if state not in closed and holds[where]:
                    closed.add(state)
                    todo.append(state)
        return closed

    def _state(self) -> int:
        self._free.append([])
        return len(self._free) - 1

    def _go(self, start: int, end: int, where: str = "") -> None:
        self._free[start].append((end, where))

    def _add(self, part: Part, start: int) -> int:
        """Add the states of a part that begins at a state; return the state at its end."""
        match part:
            case OneOf(allowed):
                self._go(start, self._state())
                self._bytes[len(self._free) - 1] = allowed
                return self._state()
            case Anchor(kind):
                end = self._state()
                self._go(start, end, kind)
                return end
            case Sequence(parts):
                for inner in parts:
                    start = self._add(inner, start)
                return start
            case Choice(branches):
                ends = [self._add(branch, self._branch(start)) for branch in branches]
                return self._join(ends)
            case Repeat(inner, least, most):
                return self._repeat(inner, least, most, start)

    def _branch(self, start: int) -> int:
        state = self._state()
        self._go(start, state)
        return state

    def _join(self, ends: list[int]) -> int:
        joined = self._state()
        for end in ends:
            self._go(end, joined)
        return joined

    def _repeat(self, part: Part, least: int, most: int | None, start: int) -> int:
        for _ in range(least):
            start = self._add(part, start)
        if most is None:
            loop = self._branch(start)
            self._go(self._add(part, loop), loop)
            return self._branch(loop)
        ends = [start]
        for _ in range(most - least):
            start = self._add(part, self._branch(start))
            ends.append(start)
        return self._join(ends)


def _size(part: Part) -> int:
    """About how many states a part needs."""
    match part:
        case Sequence(parts) | Choice(parts):
            return 2 + sum(map(_size, parts))
        case Repeat(inner, least, most):
            return 2 + (_size(inner) + 1) * max(least + 1 if most is None else most, 1)
    return 2
