# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules -> series order: first according to `follows` and `needs`, then in the order of the list.
Rules of a group, which share a commit, stay together.

Raises RuleError if a rule follows one that does not exist, or if rules follow each other in a
circle.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.rule.fault import nearest, raise_faults
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.rule.text import Text

#: The ids of the rules of one commit.
_Unit = tuple[str, ...]


def series_order(
    rules: Sequence[Rule],
    groups: Collection[Collection[str]] = (),
    elsewhere: Collection[str] = (),
) -> tuple[Rule, ...]:
    """The rules, each after all that it follows; otherwise in the given order.

    `groups` are the ids of rules that share a commit, which is where the first of them is;
    `elsewhere` are the ids of rules that exist and are not among these.
    """
    by_id = {rule.id: rule for rule in rules}
    raise_faults(
        [
            RuleError(
                f"{rule.id} {verb} {name}, which does not exist",
                place=name.place(),
                help=nearest(name.value, sorted(by_id.keys() - {rule.id}), "rules"),
            )
            for rule in rules
            for verb, names in (("follows", rule.follows), ("needs", rule.needs))
            for name in names
            if name.value not in by_id and name.value not in elsewhere
        ]
    )
    group_of = {name: tuple(r for r in by_id if r in ids) for ids in groups for name in ids}
    units = list(dict.fromkeys(group_of.get(name, (name,)) for name in by_id))
    return tuple(
        by_id[name]
        for unit in _ordered(units, by_id)
        for (name,) in _ordered([(word,) for word in unit], by_id)
    )


def _ordered(units: Sequence[_Unit], by_id: Mapping[str, Rule]) -> Sequence[_Unit]:
    """The units, each after all those that it follows."""
    unit_of = {name: unit for unit in units for name in unit}
    before = {unit: _before([by_id[name] for name in unit], unit_of) for unit in units}
    ordered: list[_Unit] = []
    waiting = list(units)
    while waiting:
        ready = next(
            (
                unit
                for unit in waiting
                if not any(unit_of[name.value] in waiting for name in before[unit])
            ),
            None,
        )
        if ready is None:
            raise _circle(waiting, before, unit_of)
        waiting.remove(ready)
        ordered.append(ready)
    return ordered


def _before(unit: Sequence[Rule], unit_of: Mapping[str, _Unit]) -> list[Text]:
    """The rules in other units that a unit follows; a single rule may wrongly follow itself."""
    inside = {rule.id for rule in unit} if len(unit) > 1 else set()
    return [
        name
        for rule in unit
        for name in rule.after
        if name.value in unit_of and name.value not in inside
    ]


def _circle(
    waiting: Sequence[_Unit],
    before: Mapping[_Unit, Sequence[Text]],
    unit_of: Mapping[str, _Unit],
) -> RuleError:
    """The error that names one circle among units that wait for each other."""
    path = [waiting[0]]
    while True:
        step = next(name for name in before[path[-1]] if unit_of[name.value] in waiting)
        unit = unit_of[step.value]
        if unit in path:
            circle = [*path[path.index(unit) :], unit]
            is_shared = any(len(pair) > 1 for pair in circle)
            return RuleError(
                f"rules follow each other in a cycle: {' -> '.join(map(_label, circle))}",
                place=step.place(),
                help="one of them must come first: remove it from a follows: or needs:"
                + (", or out of the commit that it shares" if is_shared else ""),
            )
        path.append(unit)


def _label(unit: _Unit) -> str:
    return f"({', '.join(unit)})" if len(unit) > 1 else unit[0]
