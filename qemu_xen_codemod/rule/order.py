"""Rules -> series order: what `follows` says first, then the order of the list that they come in.

Raises RuleError when a rule follows one that is not there, or when rules follow each other in a
circle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.rule.fault import nearest, raise_faults
from qemu_xen_codemod.rule.rule import Rule


def series_order(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules, each after all that it follows; else as given."""
    by_id = {rule.id: rule for rule in rules}
    raise_faults(
        [
            RuleError(
                f"{rule.id} follows {followed}, which is no rule",
                place=followed.place(),
                help=nearest(followed.value, sorted(by_id.keys() - {rule.id}), "rules"),
            )
            for rule in rules
            for followed in rule.follows
            if followed.value not in by_id
        ]
    )
    ordered: list[Rule] = []
    placed: set[str] = set()
    waiting = list(rules)
    while waiting:
        ready = next(
            (rule for rule in waiting if all(name.value in placed for name in rule.follows)), None
        )
        if ready is None:
            raise _circle(waiting, by_id)
        waiting.remove(ready)
        placed.add(ready.id)
        ordered.append(ready)
    return tuple(ordered)


def _circle(waiting: Sequence[Rule], by_id: Mapping[str, Rule]) -> RuleError:
    """The error that names one circle among rules of which each waits for another."""
    names = {rule.id for rule in waiting}
    way = [waiting[0].id]
    while True:
        step = next(name for name in by_id[way[-1]].follows if name.value in names)
        if step.value in way:
            circle = [*way[way.index(step.value) :], step.value]
            return RuleError(
                f"rules follow each other in a circle: {' -> '.join(circle)}",
                place=step.place(),
                help="one of them has to come first: take it out of a follows:",
            )
        way.append(step.value)
