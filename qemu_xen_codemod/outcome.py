# SPDX-License-Identifier: GPL-2.0-or-later
"""Tracker: follows each reference through the commits of a plan to its one outcome."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.c.usage import uses
from qemu_xen_codemod.edit.edit import Span
from qemu_xen_codemod.reference import Reference
from qemu_xen_codemod.rule.outcome import Outcome
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.step.keep import KeptRegion
from qemu_xen_codemod.step.workspace import Annotated, Event, Kept, Listed, Matched, Moved, Refused

#: Outcomes that a later rule may still improve.
_OPEN = (Outcome.UNANSWERED, Outcome.REFUSED)


_offset = itemgetter(0)


@dataclass(slots=True)
class _Tracked:
    reference: Reference
    #: Where its symbol is now, None if an edit removed it.
    offset: int | None


class Tracker:
    """The references of a tree while rules change it."""

    def __init__(self, references: Iterable[Reference]) -> None:
        self._by_path: dict[str, list[_Tracked]] = defaultdict(list)
        for reference in references:
            self._by_path[reference.place.path].append(_Tracked(reference, reference.offset))

    @property
    def references(self) -> tuple[Reference, ...]:
        """All references with their outcomes so far, in the order of path and place."""
        return tuple(
            tracked.reference for path in sorted(self._by_path) for tracked in self._by_path[path]
        )

    def has_unanswered(self, path: str) -> bool:
        """Whether the file contains a reference that no rule has handled so far."""
        return any(
            tracked.reference.outcome is Outcome.UNANSWERED
            for tracked in self._by_path.get(path, ())
        )

    def follow(self, rule: Rule, events: Sequence[Event]) -> None:
        """Record what a rule did: moves, comments, refusals."""
        standing: dict[str, list[tuple[int, _Tracked]]] = {}
        for event in events:
            if isinstance(event, Matched | Listed):
                continue
            if event.path not in standing:
                here = self._by_path.get(event.path, ())
                found = ((item.offset, item) for item in here if item.offset is not None)
                standing[event.path] = sorted(found, key=_offset)
            inside = standing[event.path]
            if isinstance(event, Moved):
                del standing[event.path]
            else:
                first = bisect_left(inside, event.span.start, key=_offset)
                inside = inside[first : bisect_left(inside, event.span.end, first, key=_offset)]
            for _, tracked in inside:
                self._take(rule, tracked, event)

    def _take(self, rule: Rule, tracked: _Tracked, event: Event) -> None:
        if tracked.offset is None:
            return
        reference = tracked.reference
        if isinstance(event, Moved):
            tracked.offset = event.moves.new(tracked.offset)
            if tracked.offset is None:
                is_handled = rule.answers(reference.symbol)
                tracked.reference = replace(
                    reference,
                    outcome=rule.outcome if is_handled else Outcome.RETIRED,
                    rule=rule.id,
                    reason="",
                    word=rule.word if is_handled else "",
                )
        elif reference.outcome in _OPEN and _concerns(rule, tracked, event.span):
            if isinstance(event, Annotated):
                tracked.reference = replace(
                    reference,
                    outcome=Outcome.ANNOTATED,
                    rule=rule.id,
                    reason=event.text,
                    word=rule.word if rule.outcome is Outcome.ANNOTATED else "",
                )
            elif isinstance(event, Kept):
                tracked.reference = replace(
                    reference, outcome=Outcome.KEPT, rule=rule.id, reason=event.why
                )
            elif isinstance(event, Refused):
                tracked.reference = replace(
                    reference, outcome=Outcome.REFUSED, rule=rule.id, reason=event.why
                )

    def recover(self, rule: Rule, source: SourceFile, hidden: Sequence[Span]) -> None:
        """Find the references that the rule's edits removed and inserted again elsewhere in the
        file.

        `source` is the file after the rule. If the file's code still uses a symbol as often as
        before, it was moved, not removed. Hidden code (inserted wrappers, kept arms) is not the
        reference's new place.
        """
        tracked_here = self._by_path.get(source.path, [])
        lost = [
            tracked
            for tracked in tracked_here
            if tracked.offset is None and tracked.reference.rule == rule.id
        ]
        if not lost:
            return
        held = {tracked.offset for tracked in tracked_here}
        symbols = frozenset(tracked.reference.symbol.encode() for tracked in lost)
        if not any(re.search(rb"\b%s\b" % symbol, source.data) for symbol in symbols):
            return
        for use in uses(source, symbols):
            if use.span.start in held or any(span.contains(use.span) for span in hidden):
                continue
            for tracked in lost:
                if tracked.offset is None and tracked.reference.symbol.encode() == use.word:
                    tracked.offset = use.span.start
                    tracked.reference = replace(
                        tracked.reference, outcome=Outcome.UNANSWERED, rule="", reason="", word=""
                    )
                    break

    def refuse_touched(self, rule: Rule, events: Sequence[Event], why: str) -> None:
        """Refuse what a rule that cannot be applied would have changed or commented."""
        for path, tracked_here in self._by_path.items():
            file_events = [event for event in events if event.path == path]
            for tracked in tracked_here:
                if tracked.reference.outcome in _OPEN and _is_touched(rule, tracked, file_events):
                    tracked.reference = replace(
                        tracked.reference, outcome=Outcome.REFUSED, rule=rule.id, reason=why
                    )

    def keep(self, path: str, regions: Sequence[KeptRegion], rules: Sequence[Rule]) -> None:
        """Keep the references of a file that a rule put into code that the pack keeps.

        `regions` are in the file after all rules, `rules` are those that ran.
        """
        for tracked in self._by_path.get(path, ()):
            at = tracked.offset
            if at is None or tracked.reference.outcome is not Outcome.UNANSWERED:
                continue
            for region in regions:
                if region.span.start <= at < region.span.end:
                    able = (r.id for r in rules if tracked.reference.symbol in r.names)
                    tracked.reference = replace(
                        tracked.reference,
                        outcome=Outcome.KEPT,
                        rule=next(able, ""),
                        reason=region.reason,
                    )
                    break

    def settle(
        self,
        path: str,
        source: SourceFile,
        rules: Sequence[Rule],
        not_run: Sequence[tuple[Rule, str]],
        others: Sequence[tuple[Rule, str]] = (),
    ) -> None:
        """Give their reason to the references of a file that no rule handled.

        `source` is the file after all rules, `rules` are those that ran, `not_run` says for other
        rules why they did not; `others` were not chosen, or left out with such, each with the
        reason.
        """
        for tracked in self._by_path.get(path, ()):
            if tracked.offset is not None and tracked.reference.outcome is Outcome.UNANSWERED:
                tracked.reference = _settled(
                    tracked.reference, tracked.offset, source, rules, not_run, others
                )


def _concerns(rule: Rule, tracked: _Tracked, span: Span) -> bool:
    """Whether the reference is one of the rule's, and in the span."""
    at = tracked.offset
    is_handled = rule.answers(tracked.reference.symbol)
    return is_handled and at is not None and span.start <= at < span.end


def _is_touched(rule: Rule, tracked: _Tracked, events: Iterable[Event]) -> bool:
    at = tracked.offset
    for event in events:
        if at is None:
            return False
        if isinstance(event, Moved):
            at = event.moves.new(at)
            if at is None:
                return True
        elif isinstance(event, Matched | Annotated) and _concerns(
            rule, _Tracked(tracked.reference, at), event.span
        ):
            return True
    return False


def _settled(
    reference: Reference,
    offset: int,
    source: SourceFile,
    rules: Sequence[Rule],
    not_run: Sequence[tuple[Rule, str]],
    others: Sequence[tuple[Rule, str]],
) -> Reference:
    answering = [rule for rule in rules if reference.symbol in rule.names]
    able = [rule.id for rule in answering]
    free = [(rule.id, why) for rule, why in others if reference.symbol in rule.names]
    unchosen = "; ".join(why for _, why in free)
    if able and all(rule.is_partial(reference.symbol) for rule in answering):
        reason = f"{' and '.join(able)} replaces it only together with other code"
        return replace(reference, outcome=Outcome.KEPT, rule=able[0], reason=reason)
    if able and source.is_dead(offset):
        reason = "it is in #if 0, which is never compiled"
        return replace(reference, outcome=Outcome.KEPT, rule=able[0], reason=reason)
    if reference.reason:
        # Known from the start: no rule changes names that are not spelled out, or files that are
        # not C.
        return reference
    if not able:
        why_not = [
            f"{rule.id} was not run, {why}"
            for rule, why in not_run
            if reference.symbol in rule.names
        ]
        if not why_not and unchosen:
            return replace(reference, outcome=Outcome.KEPT, rule=free[0][0], reason=unchosen)
        reason = "; ".join(why_not) or f"no rule handles {reference.symbol}"
        return replace(reference, reason=reason)
    end = offset + len(reference.symbol)
    if reference.in_macro:
        why = f"it is in the definition of the macro {reference.function}"
    elif any(span.start <= offset < span.end for span in source.unparsed):
        why = "the code around it could not be parsed"
    elif source.masked[offset:end] != source.data[offset:end]:
        why = "the code around it is split by an #if and could not be parsed"
    elif unchosen:
        return replace(reference, outcome=Outcome.KEPT, rule=free[0][0], reason=unchosen)
    else:
        return replace(reference, reason=f"{' or '.join(able)} does not handle this form of use")
    return replace(reference, outcome=Outcome.REFUSED, rule=able[0], reason=why)
