# SPDX-License-Identifier: GPL-2.0-or-later
"""An Explanation as text: where a rule matches, and where and why it stops."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from qemu_xen_codemod.edit.edit import Change
from qemu_xen_codemod.errors import Place
from qemu_xen_codemod.printable import printable
from qemu_xen_codemod.report.diff import unified_diff
from qemu_xen_codemod.report.tally import count_of
from qemu_xen_codemod.report.terminal import Terminal
from qemu_xen_codemod.rule_result import RuleResult
from qemu_xen_codemod.smpl import Bound, Matched, NearMiss, RuleExplanation
from qemu_xen_codemod.step.explanation import Explanation

#: The number of places shown if the user names no line.
_MOST_MATCHED = 5
_MOST_NEAR = 3
_MARGIN = "    "
_GUTTER = " | "


def print_explanation(
    explanation: Explanation, result: RuleResult | None, terminal: Terminal
) -> None:
    """`result`: the result of the rule in the whole tree, if known."""
    asking = explanation.asking
    for why in explanation.left_out:
        terminal.item(f"{explanation.rule.id} does not apply to this tree: {why}", "note")
    if not explanation.steps:
        terminal.item(f"{explanation.rule.id} has no semantic patch: no step of it matches code")
    for step in explanation.steps:
        for why in step.left_out:
            terminal.item(f"left out: {why}", "note")
        for number, rule in enumerate(step.rules):
            if number or step is not explanation.steps[0]:
                terminal.line()
            _print_rule(rule, asking.line, terminal)
    if result is not None:
        _print_result(explanation, result, terminal)
    if explanation.no_headers and _asks_for_type(explanation):
        listed = ", ".join(explanation.no_headers[:5])
        more = len(explanation.no_headers) - 5
        others = f" and {count_of(more, 'other')}" if more > 0 else ""
        terminal.item(
            f"note: headers not found, so their types are unknown: {listed}{others}",
            "note",
        )


def _print_result(explanation: Explanation, result: RuleResult, terminal: Terminal) -> None:
    """What the single patches of a rule do not show."""
    if result.skipped and not explanation.left_out:
        terminal.line()
        terminal.item(f"apply leaves {explanation.rule.id} out: {result.skipped}", "note")
    known = {
        (matched.place.line, matched.refused)
        for step in explanation.steps
        for rule in step.rules
        for matched in rule.matched
    }
    line = explanation.asking.line
    for refusal in result.refused:
        is_asked = refusal.place.path == explanation.asking.path and line in (
            None,
            refusal.place.line,
        )
        if is_asked and (refusal.place.line, refusal.why) not in known:
            terminal.line()
            terminal.item(f"{refusal.place}: apply refuses this: {refusal.why}", "refused")


def _print_rule(rule: RuleExplanation, line: int | None, terminal: Terminal) -> None:
    name = f"rule {rule.name}" if rule.name else "the rule"
    head = f"{Path(rule.place.path).name}:{rule.place.line}: {name}"
    if rule.why_not:
        terminal.item(f"{head} is not searched for: {rule.why_not}", "head")
        return
    done = sum(not matched.refused for matched in rule.matched)
    refused = len(rule.matched) - done
    counts = [f"matches {count_of(done, 'place')}"] if done else []
    counts += [f"is refused at {count_of(refused, 'place')}"] if refused else []
    where = f" on line {line}" if line is not None else ""
    terminal.item(f"{head} {' and '.join(counts) if counts else 'matches nothing'}{where}", "head")
    for item in rule.matched[: None if line is not None else _MOST_MATCHED]:
        terminal.line()
        _print_match(item, terminal)
    _print_rest(rule.matched[_MOST_MATCHED:] if line is None else (), "matches", terminal)
    near = rule.near
    if not rule.matched and not near and not rule.unseen:
        terminal.item(f"{_MARGIN}no code here matches its beginning")
    shown = near[:1] if line is not None else near[:_MOST_NEAR]
    for miss in shown:
        terminal.line()
        _print_miss(miss, terminal)
    _print_rest(near[len(shown) :] if line is None else (), "begins to match", terminal)
    for one_unseen in rule.unseen:
        terminal.item(f"{_MARGIN}{one_unseen}", "note")


def _print_rest(rest: Sequence[Matched | NearMiss], what: str, terminal: Terminal) -> None:
    if rest:
        lines = ", ".join(str(item.place.line) for item in rest[:8])
        more = ", ..." if len(rest) > 8 else ""
        terminal.line()
        word = "line" if len(rest) == 1 else "lines"
        terminal.item(f"it {what} at {count_of(len(rest), 'other place')}, {word} {lines}{more}")


def _print_match(matched: Matched, terminal: Terminal) -> None:
    if matched.refused:
        terminal.item(f"{matched.place}: matches, and is refused: {matched.refused}", "refused")
    elif matched.passed_over:
        terminal.item(
            f"{matched.place}: matches, and is passed over: {matched.passed_over}", "note"
        )
    else:
        terminal.item(f"{matched.place}: matches")
    if matched.change is None or matched.refused:
        terminal.text(matched.place.excerpt())
    _print_bound(matched.bound, terminal)
    if matched.isomorphisms:
        terminal.item(f"{_MARGIN}by isomorphism {', '.join(matched.isomorphisms)}", indent=_MARGIN)
    if matched.change is not None:
        for line in _changed_lines(matched.change):
            terminal.text(_MARGIN + line)


def _print_miss(miss: NearMiss, terminal: Terminal) -> None:
    terminal.item(f"{miss.in_code}: {miss.why}")
    shown = [("code", miss.in_code, True)]
    if miss.in_rule is not None:
        shown.insert(0, ("rule", miss.in_rule, True))
    if miss.place.line != miss.in_code.line:
        shown.append(("from", miss.place, False))
    room = shutil.get_terminal_size((80, 24)).columns
    labels = [f"{what} {place.line}" for what, place, _ in shown]
    width = max(map(len, labels))
    for label, (_, place, is_pointed) in zip(labels, shown, strict=True):
        text, caret = _line_and_caret(place, room - width - len(_MARGIN) - len(_GUTTER))
        terminal.line(f"{_MARGIN}{label:{width}}{_GUTTER}{text}")
        if is_pointed:
            terminal.line(f"{_MARGIN}{'':{width}}{_GUTTER}{caret}")
    _print_bound(miss.bound, terminal)


def _line_and_caret(place: Place, room: int) -> tuple[str, str]:
    """A line with its tabs as blanks, and what is below it; of a longer line than there is room
    for, the part around its column.
    """
    text = printable(place.text, keep="\t").expandtabs()
    column = len(printable(place.text[: place.column - 1], keep="\t").expandtabs())
    if len(text) > room:
        is_near = column + room // 3 < room
        start = 0 if is_near else min(column - room // 3, len(text) - room)
        cut = text[start : start + room]
        cut = f"...{cut[3:]}" if start else cut
        text = f"{cut[:-3]}..." if start + room < len(text) else cut
        column -= start
    return text, f"{'':{column}}^"


def _print_bound(bound: Sequence[Bound], terminal: Terminal) -> None:
    if bound:
        terminal.item(f"{_MARGIN}where {', '.join(map(_bound_text, bound))}", indent=_MARGIN)


def _bound_text(bound: Bound) -> str:
    return f"{bound.name} is {bound.text or 'nothing'}{'' if bound.line else ' (by another rule)'}"


def _changed_lines(change: Change) -> Iterator[str]:
    """The removed and added lines, without those around them."""
    lines = unified_diff((change,)).decode("utf-8", "replace").split("\n")
    for line in lines[3:]:
        if line[:1] in ("-", "+"):
            yield line


def _asks_for_type(explanation: Explanation) -> bool:
    """Whether something did not match because a type is not known."""
    return any(
        "type" in miss.why and "not known" in miss.why
        for step in explanation.steps
        for rule in step.rules
        for miss in rule.near[:_MOST_NEAR]
    )
