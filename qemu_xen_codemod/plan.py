# SPDX-License-Identifier: GPL-2.0-or-later
"""Plan: tree and rules -> the commits, and the outcome of each reference."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from qemu_xen_codemod.commits import make_commits
from qemu_xen_codemod.edit.edit import Change
from qemu_xen_codemod.needs import IDLE, broken_before, idle_rules, left_with, result_of
from qemu_xen_codemod.outcome import Tracker
from qemu_xen_codemod.parallel import Apart
from qemu_xen_codemod.reference import Reference
from qemu_xen_codemod.rule.examples import Tried
from qemu_xen_codemod.rule.outcome import Outcome
from qemu_xen_codemod.rule.pack import NEUTRAL, KeepBlock, KeepOthers, Library, Pack
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.rule.searched import searched_words, wanted_of
from qemu_xen_codemod.rule.steps.todo import REMAINING, TodoStep
from qemu_xen_codemod.rule_result import RuleResult
from qemu_xen_codemod.series.commit import Commit
from qemu_xen_codemod.step.applies import (
    what_is_cut_out,
    what_is_there,
    why_not_applied,
    with_fitting_steps,
)
from qemu_xen_codemod.step.context import Context
from qemu_xen_codemod.step.draft import Draft
from qemu_xen_codemod.step.keep import kept_regions
from qemu_xen_codemod.step.not_read import NotRead, find_not_read, not_read_notes
from qemu_xen_codemod.step.own_names import OwnNames, find_own, own_names, unused_notes
from qemu_xen_codemod.step.reference_search import ReferenceSearch
from qemu_xen_codemod.step.run import run_steps
from qemu_xen_codemod.step.unused_marks import unused_marks
from qemu_xen_codemod.step.workspace import Files, FilesInMemory, Refused, Workspace

#: Called with the rule's index (0-based), the number of rules, its id, and its files done and in
#: all.
Progress = Callable[[int, int, str, int, int], None]


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of a run of the plan, apart from its rules."""

    progress: Progress | None = None
    #: The symbols whose references are followed; None for all of the pack's libraries.
    symbols: frozenset[str] | None = None
    #: Also follow what the rules handle, with `symbols` or without.
    follows_own: bool = False
    #: Only `Plan.references` are needed: work that cannot change their outcomes is skipped.
    outcomes_only: bool = False
    #: `Plan.before` and `Plan.after` are needed.
    counts_all: bool = False
    #: The rules that only serve others, and the rules that were not chosen.
    brought: frozenset[str] = frozenset()
    others: tuple[Rule, ...] = ()
    #: The user named no rules: one that cannot be applied without one of `others` is left out with
    #: it.
    unnamed: bool = False
    #: The files that may be changed, except for what a change needs elsewhere; None for all.
    files: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """All that `apply` needs for writing and reporting."""

    commits: tuple[Commit, ...] = ()
    #: By path and place; each has its outcome.
    references: tuple[Reference, ...] = ()
    #: One for each rule, in series order.
    results: tuple[RuleResult, ...] = ()
    #: Notes on the tree for the user, one sentence each.
    notes: tuple[str, ...] = ()
    #: Names that were looked for, in files that are not parsed.
    unread: tuple[NotRead, ...] = ()
    #: Uses of the pack's libraries in the tree's code before and after all rules, whatever rules
    #: were chosen; without what the pack keeps.
    before: tuple[Reference, ...] = ()
    after: tuple[Reference, ...] = ()
    #: After all rules: uses in code that replaces functions which today's libraries lack.
    stand_ins: tuple[Reference, ...] = ()

    @property
    def set_aside(self) -> tuple[Reference, ...]:
        """Uses that are left because the rules handle the name only together with other code."""
        partial = {
            (result.rule.id, name)
            for result in self.results
            for name in result.rule.names
            if result.rule.is_partial(name)
        }
        return tuple(
            reference
            for reference in self.references
            if reference.outcome is Outcome.KEPT and (reference.rule, reference.symbol) in partial
        )

    @property
    def is_clean(self) -> bool:
        """Nothing was refused or left unanswered."""
        open_outcomes = (Outcome.REFUSED, Outcome.UNANSWERED)
        return not any(
            result.is_broken or (result.refused and not result.rule.symbols)
            for result in self.results
        ) and not any(reference.outcome in open_outcomes for reference in self.references)


def make_plan(
    tree: Files, pack: Pack, rules: Sequence[Rule], settings: Settings | None = None
) -> Plan:
    """Run the rules in order, each on the result of the one before. Writes nothing.

    A rule that only serves others is left out if none of them changes anything. This is known only
    at the end: then everything is done again without it. Raises TreeError if a file cannot be read.
    """
    settings = settings or Settings()
    left_out: dict[str, str] = {}
    while True:
        run = _Run(tree, pack, rules, settings, left_out)
        for index, rule in enumerate(rules):
            run.add(index, rule)
        idle = idle_rules(run.results, settings.brought)
        if not idle:
            return run.finish()
        left_out |= idle


class _Run:
    """The rules, one after the other, on a fresh workspace."""

    def __init__(
        self,
        tree: Files,
        pack: Pack,
        rules: Sequence[Rule],
        settings: Settings,
        left_out: Mapping[str, str],
    ) -> None:
        self.results: list[RuleResult] = []
        self._pack, self._rules, self._settings = pack, rules, settings
        #: Why rules that need these cannot be applied.
        self._left_out = left_out
        #: By rule id, in order.
        self._changes: dict[str, tuple[Change, ...]] = {}
        self._workspace = Workspace(tree, pack.macros)
        # Chosen rules may remove other calls together with their code; these are reported, too.
        libraries = (
            pack.libraries if settings.others else _followed(pack.libraries, settings.symbols)
        )
        no_own = settings.symbols is None and not settings.follows_own
        self._own = OwnNames() if no_own else own_names(rules, pack.libraries)
        wanted = searched_words(libraries, rules) | self._own.search_words
        self._workspace.prepare(wanted)
        self._search = ReferenceSearch(pack.keep, pack.libraries)
        chosen = settings.files
        self._keep = pack.keep if chosen is None else (KeepOthers(chosen), *pack.keep)
        is_whole = libraries == pack.libraries and chosen is None
        self._followed = self._search if is_whole else ReferenceSearch(self._keep, libraries)
        references = self._followed.find(self._workspace)
        self._before = self._all()
        self._symbols = frozenset(reference.symbol.encode() for reference in references)
        self._references = references
        self._unused = unused_marks(self._workspace, references) if no_own else ()
        # The tree before all rules; this need not wait for them.
        self._own_uses = None if no_own else Apart(lambda: self._find_own(tree))

    def _find_own(self, tree: Files) -> tuple[Reference, ...]:
        workspace = Workspace(tree, self._pack.macros)
        return tuple(find_own(workspace, self._own, self._keep))

    @cached_property
    def _tracker(self) -> Tracker:
        own_uses = self._own_uses.result() if self._own_uses is not None else ()
        return Tracker((*self._references, *own_uses))

    def add(self, index: int, rule: Rule) -> None:
        """Run a rule and record what it did."""
        pack, workspace = self._pack, self._workspace
        context = Context(
            rule,
            pack.style,
            self._keep,
            self._symbols,
            _remaining(workspace, self._search, rule),
            self._settings.outcomes_only,
            _ticks(self._settings, self._rules, index),
            pack.handles,
            pack.compat_headers,
            pack.numbers,
        )
        context.progress(0, 0)
        result, draft = self._run(rule, context)
        self.results.append(result)
        if draft is None:
            return
        tracker = self._tracker
        if result.skipped:
            if not result.is_left:
                tracker.refuse_touched(rule, draft.events, result.skipped)
            return
        tracker.follow(rule, draft.events)
        changes = draft.commit()
        for change in changes:
            source = workspace.source(change.path)
            tracker.recover(rule, source, context.hidden(source))
        if changes:
            self._changes[rule.id] = changes

    def _run(self, rule: Rule, context: Context) -> tuple[RuleResult, Draft | None]:
        """The result of the rule, with what it did or would have done."""
        if rule.id in self._left_out:
            return RuleResult(rule, skipped=IDLE, is_left=True, lack=self._left_out[rule.id]), None
        broken = broken_before(rule, self.results)
        if broken:
            lack = f"could not be applied: {broken}"
            return RuleResult(rule, skipped=broken, is_broken=True, lack=lack), None
        why_not = why_not_applied(rule.applies, self._workspace, self._pack.names)
        if why_not:
            # A tree that has what the rule adds is as good as the rule; and a part of a tree has no
            # place for it.
            fine = (
                what_is_there(rule.applies, self._workspace),
                what_is_cut_out(rule.applies, self._workspace),
            )
            lack = "" if why_not in fine else f"is not for this tree: {why_not}"
            return RuleResult(rule, skipped=why_not, lack=lack), None
        fitting, why_not = with_fitting_steps(rule, self._workspace, self._pack.names)
        if why_not:
            lack = f"is not for this tree: {why_not}"
            return RuleResult(rule, skipped=why_not, lack=lack), None
        context = replace(context, rule=fitting)
        draft, fault = run_steps(self._workspace, context)
        result = result_of(context, draft, fault, self.results)
        settings = self._settings
        return (left_with(settings.others, result) if settings.unnamed else result), draft

    def finish(self) -> Plan:
        """Give each reference that no rule handled its reason."""
        workspace, tracker, pack = self._workspace, self._tracker, self._pack
        ran = [result.rule for result in self.results if not result.skipped]
        changed = {path for result in self.results for path in result.changed}
        skipped = [result for result in self.results if result.skipped]
        not_run = [(item.rule, item.skipped) for item in skipped if not item.is_left]
        idle = [rule_result.rule for rule_result in skipped if rule_result.skipped == IDLE]
        left = [entry for entry in skipped if entry.is_left and entry.skipped != IDLE]
        others = [
            *((rule, f"not chosen: {rule.id}") for rule in (*self._settings.others, *idle)),
            *(
                (element.rule, f"{element.rule.id} was not run, {element.skipped}")
                for element in left
            ),
        ]
        for path in sorted({reference.place.path for reference in tracker.references}):
            if not tracker.has_unanswered(path):
                continue
            source = workspace.source(path)
            if path in changed:
                tracker.keep(path, kept_regions(self._keep, source), ran)
            tracker.settle(path, source, ran, not_run, others)
        references = tuple(filter(self._is_followed, tracker.references))
        libraries = _followed(pack.libraries, self._settings.symbols)
        unread = (
            *find_not_read(workspace, wanted_of(libraries)),
            *find_not_read(workspace, self._own.wanted),
        )
        outcomes_only = self._settings.outcomes_only
        notes = (
            *self._followed.notes,
            # If only outcomes are needed, nobody changes the tree.
            *(() if outcomes_only else unused_notes(workspace, self._own, references)),
            *not_read_notes(unread),
            *self._unused,
        )
        commits = tuple(make_commits(pack, self._rules, self._changes, references))
        results = tuple(self.results)
        return Plan(
            commits,
            references,
            results,
            notes,
            unread,
            self._before,
            self._all(),
            self._stand_ins(),
        )

    def _is_followed(self, reference: Reference) -> bool:
        """Whether the reference's symbol is followed, or one of the rules removed the reference."""
        symbols = self._settings.symbols
        if symbols is None or reference.symbol in symbols:
            return True
        is_unstable = any(library.holds(reference.symbol) for library in self._pack.libraries)
        return not is_unstable or reference.rule in {rule.id for rule in self._rules}

    def _all(self) -> tuple[Reference, ...]:
        """The uses of all of the pack's libraries in the code as it is now."""
        if not self._settings.counts_all:
            return ()
        found = self._search.find(self._workspace)
        return tuple(reference for reference in found if reference.outcome is not Outcome.KEPT)

    def _stand_ins(self) -> tuple[Reference, ...]:
        """Those that are kept until the libraries have a replacement."""
        reasons = {
            keep.reason
            for keep in self._pack.keep
            if isinstance(keep, KeepBlock) and keep.compiled_today
        }
        if not self._settings.counts_all or not reasons:
            return ()
        found = self._search.find(self._workspace)
        return tuple(reference for reference in found if reference.reason in reasons)


def try_rule(rule: Rule, files: Mapping[str, bytes], pack: Pack = NEUTRAL) -> Tried:
    """What the rule makes of the files; its `applies` and `follows` are ignored."""
    workspace = Workspace(FilesInMemory(files), pack.macros)
    rule, why_not = with_fitting_steps(rule, workspace, pack.names)
    if why_not:
        return Tried(dict(files), (why_not,))
    symbols = frozenset(symbol.encode() for symbol in rule.symbols)
    context = Context(
        rule,
        pack.style,
        pack.keep,
        symbols,
        handles=pack.handles,
        compat_headers=pack.compat_headers,
        numbers=pack.numbers,
    )
    draft, fault = run_steps(workspace, context)
    after = {} if fault else {change.path: change.after for change in draft.changes()}
    refused = (event for event in draft.events if isinstance(event, Refused))
    reasons = [fault] if fault else [f"{event.place}: {event.why}" for event in refused]
    return Tried({**files, **after}, tuple(reasons))


def _followed(libraries: Sequence[Library], symbols: frozenset[str] | None) -> tuple[Library, ...]:
    """The libraries, each restricted to these symbols."""
    if symbols is None:
        return tuple(libraries)
    kept = (
        replace(library, prefix=None, symbols=tuple(sorted(filter(library.holds, symbols))))
        for library in libraries
    )
    return tuple(library for library in kept if library.symbols)


def _remaining(workspace: Workspace, search: ReferenceSearch, rule: Rule) -> tuple[Reference, ...]:
    """The unstable functions that code still calls, for a rule that lists them."""
    slot = f"{{{REMAINING}}}"
    if not any(isinstance(step, TodoStep) and slot in step.text.value for step in rule.steps):
        return ()
    return tuple(
        reference
        for reference in search.find(workspace)
        if reference.outcome is not Outcome.KEPT and reference.symbol not in rule.symbols
    )


def _ticks(settings: Settings, rules: Sequence[Rule], index: int) -> Callable[[int, int], None]:
    def tick(done: int, total: int) -> None:
        if settings.progress is not None:
            settings.progress(index, len(rules), rules[index].id, done, total)

    return tick
