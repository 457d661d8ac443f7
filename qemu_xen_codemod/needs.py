# SPDX-License-Identifier: GPL-2.0-or-later
"""What rules need of each other: nothing is done that would not compile, and nothing that nobody
needs.

A rule can rely on another one if that one changed the tree as a whole, or if the tree already has
what it adds.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from qemu_xen_codemod.rule.outcome import Outcome
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.rule.steps.create import CreateStep
from qemu_xen_codemod.rule.steps.insert import InsertStep
from qemu_xen_codemod.rule.steps.text import TextStep
from qemu_xen_codemod.rule_result import ListedCode, Refusal, RuleResult
from qemu_xen_codemod.step.context import Context
from qemu_xen_codemod.step.draft import Draft
from qemu_xen_codemod.step.run import run_steps
from qemu_xen_codemod.step.workspace import Listed, Matched, Refused

#: Why a rule that only serves others is not run.
IDLE = "no rule that needs it changes anything"
#: Steps that recognise their result if it is there already, and fail where they cannot make it.
_MAKING = (InsertStep, CreateStep, TextStep)
_NOTHING = "changes nothing in this tree"


def broken_before(rule: Rule, results: Sequence[RuleResult]) -> str:
    """Why a rule cannot be applied because one that it follows could not, else ""."""
    followed = {name.value for name in rule.follows}
    for result in results:
        if result.rule.id in followed and result.is_broken:
            return f"it follows {result.rule.id}, which could not be applied"
    return ""


def result_of(
    context: Context, draft: Draft, fault: str, results: Sequence[RuleResult]
) -> RuleResult:
    """The result of a rule after these results, whose steps drafted this or failed."""
    rule = context.rule
    changed = tuple(change.path for change in draft.changes())
    refused = tuple(
        Refusal(event.place, event.why) for event in draft.events if isinstance(event, Refused)
    )
    lacking = ""
    if not fault and refused and rule.outcome is Outcome.PREPARED:
        # Half of what others need is of no use to them.
        fault = f"{refused[0].place}: {refused[0].why}"
    if not fault and changed:
        lacking, fault = _missing_need(rule, results)
    lack = ""
    if fault:
        lack = f"could not be applied: {fault}"
    elif refused:
        lack = f"was refused at {refused[0].place}: {refused[0].why}"
    elif not changed and not _is_there(context, draft):
        lack = _NOTHING
    return RuleResult(
        rule,
        matched=sum(isinstance(event, Matched) for event in draft.events),
        changed=() if fault else changed,
        refused=refused,
        listed=tuple(
            ListedCode(event.place, event.code)
            for event in draft.events
            if isinstance(event, Listed)
        ),
        skipped=fault,
        is_broken=bool(fault),
        lack=lack,
        lacking=lacking,
    )


def left_with(others: Sequence[Rule], result: RuleResult) -> RuleResult:
    """The result; for a rule that cannot be applied without one of the others, a result that leaves
    it out.
    """
    followed = {name.value for name in result.rule.follows}
    for other in others if result.is_broken else ():
        if other.id in followed:
            why = f"it follows {other.id}, which was not chosen: {result.skipped}"
            return replace(result, skipped=why, is_broken=False, is_left=True)
    return result


def _missing_need(rule: Rule, results: Sequence[RuleResult]) -> tuple[str, str]:
    """The first rule that this one needs and cannot rely on, and why; "" and "" for none."""
    lacks = {result.rule.id: result.lack for result in results}
    for need in rule.needs:
        lack = lacks.get(need.value, "is not among the rules")
        if lack:
            return need.value, f"it needs {need}, which {lack}"
    return "", ""


def _is_there(context: Context, draft: Draft) -> bool:
    """Whether the tree has all that the rule adds. If the rule adds nothing, this is unknown."""
    making = tuple(step for step in context.rule.steps if isinstance(step, _MAKING))
    if not making:
        return False
    made, fault = run_steps(
        draft.workspace, replace(context, rule=replace(context.rule, steps=making))
    )
    return not fault and not made.changes()


def idle_rules(results: Sequence[RuleResult], brought: Collection[str]) -> Mapping[str, str]:
    """The rules that only serve others and that none of these uses, each with its missing need.

    A prepared rule always serves others, and so do those in `brought`.
    """
    needed_by: dict[str, list[RuleResult]] = {}
    for result in results:
        for need in result.rule.needs:
            needed_by.setdefault(need.value, []).append(result)
    used: set[str] = set()
    idle: dict[str, str] = {}
    # Needs point backwards.
    for result in reversed(results):
        rule = result.rule
        is_for_others = rule.outcome is Outcome.PREPARED or rule.id in brought
        users = [other for other in needed_by.get(rule.id, ()) if other.rule.id in used]
        if result.changed and (users or not is_for_others):
            used.add(rule.id)
        missed = any(other.lacking == rule.id for other in needed_by.get(rule.id, ()))
        if is_for_others and not users and (result.changed or (result.is_broken and not missed)):
            idle[rule.id] = result.lack or _NOTHING
    return idle
