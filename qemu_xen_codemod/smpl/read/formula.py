# SPDX-License-Identifier: GPL-2.0-or-later
"""Formula: conditions joined by "not", "and" and "or". The caller knows what they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar, assert_never

Condition = TypeVar("Condition")


@dataclass(frozen=True, slots=True)
class Leaf(Generic[Condition]):
    condition: Condition


@dataclass(frozen=True, slots=True)
class Not(Generic[Condition]):
    part: Formula[Condition]


@dataclass(frozen=True, slots=True)
class AllOf(Generic[Condition]):
    parts: tuple[Formula[Condition], ...]


@dataclass(frozen=True, slots=True)
class AnyOf(Generic[Condition]):
    parts: tuple[Formula[Condition], ...]


Formula = Leaf[Condition] | Not[Condition] | AllOf[Condition] | AnyOf[Condition]


def holds(formula: Formula[Condition], is_met: Callable[[Condition], bool]) -> bool:
    """Whether a formula holds, given the truth of each condition."""
    match formula:
        case Leaf():
            return is_met(formula.condition)
        case Not():
            return not holds(formula.part, is_met)
        case AllOf():
            return all(holds(part, is_met) for part in formula.parts)
        case AnyOf():
            return any(holds(part, is_met) for part in formula.parts)
        case _:
            assert_never(formula)


def may_hold(
    formula: Formula[Condition], is_met: Callable[[Condition], bool | None], *, value: bool = True
) -> bool:
    """Whether a formula may have the value, given the truth of the conditions that are known."""
    match formula:
        case Leaf():
            return is_met(formula.condition) in (value, None)
        case Not():
            return may_hold(formula.part, is_met, value=not value)
        case AllOf() | AnyOf():
            parts = (may_hold(part, is_met, value=value) for part in formula.parts)
            return all(parts) if isinstance(formula, AllOf) is value else any(parts)
        case _:
            assert_never(formula)


def read_formula(
    part: Callable[[], Formula[Condition]], take: Callable[[bytes], bool]
) -> Formula[Condition]:
    """Parts joined by `&&` and `||`, parsed as in C. `take` consumes a sign if it is next."""

    def conjunction() -> Formula[Condition]:
        parts = [part()]
        while take(b"&&"):
            parts.append(part())
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    parts = [conjunction()]
    while take(b"||"):
        parts.append(conjunction())
    return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))


def conditions_of(formula: Formula[Condition]) -> Iterator[Condition]:
    """All conditions of a formula, negated or not."""
    match formula:
        case Leaf():
            yield formula.condition
        case Not():
            yield from conditions_of(formula.part)
        case AllOf() | AnyOf():
            for part in formula.parts:
                yield from conditions_of(part)
        case _:
            assert_never(formula)
