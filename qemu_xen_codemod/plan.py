"""Plan: tree and rules -> the commits, and the outcome of each reference."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from qemu_xen_codemod.errors import Place
from qemu_xen_codemod.message import commit_body
from qemu_xen_codemod.outcome import Tracker
from qemu_xen_codemod.reference import Reference
from qemu_xen_codemod.rule.outcome import Outcome
from qemu_xen_codemod.rule.pack import NEUTRAL, Library, Pack
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.rule.searched import searched_words, wanted_of
from qemu_xen_codemod.rule.steps.todo import REMAINING, TodoStep
from qemu_xen_codemod.series.commit import Commit
from qemu_xen_codemod.step.applies import for_tree, with_fitting_steps
from qemu_xen_codemod.step.context import Context
from qemu_xen_codemod.step.draft import Draft
from qemu_xen_codemod.step.keep import kept_regions
from qemu_xen_codemod.step.not_read import NotRead, find_not_read, not_read_notes
from qemu_xen_codemod.step.own_names import OwnNames, find_own, own_names, unused_notes
from qemu_xen_codemod.step.reference_search import ReferenceSearch
from qemu_xen_codemod.step.run import run_steps
from qemu_xen_codemod.step.workspace import Files, FilesInMemory, Matched, Refused, Workspace

#: Told the rule (0-based), how many there are, its id, and its files done and in all.
Progress = Callable[[int, int, str, int, int], None]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run of the plan is told beside its rules."""

    progress: Progress | None = None
    #: The symbols whose references are followed; None for all of the pack's libraries.
    symbols: frozenset[str] | None = None
    #: Only `Plan.references` are wanted: what cannot change their outcomes need not be done.
    outcomes_only: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """A match that a rule left alone."""

    #: In the tree before all rules.
    place: Place
    why: str


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What one rule did."""

    rule: Rule
    matched: int = 0
    #: Paths, sorted.
    changed: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    #: Why the rule was not run or not done, "" when it was.
    skipped: str = ""
    #: It matched, but a place that it needs is missing: nothing of it was done.
    is_broken: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """All that `apply` needs to write and to tell."""

    commits: tuple[Commit, ...] = ()
    #: By path and place; each has its outcome.
    references: tuple[Reference, ...] = ()
    #: One for each rule, in series order.
    results: tuple[RuleResult, ...] = ()
    #: What a person should know of the tree, a sentence each.
    notes: tuple[str, ...] = ()
    #: Names that were looked for, in files that are not read.
    unread: tuple[NotRead, ...] = ()

    @property
    def set_aside(self) -> tuple[Reference, ...]:
        """Uses that are left because the rules speak of the name beside other code only."""
        partial = {
            (result.rule.id, name)
            for result in self.results
            for name in result.rule.names
            if result.rule.is_partial(name)
        }
        return tuple(
            one
            for one in self.references
            if one.outcome is Outcome.KEPT and (one.rule, one.symbol) in partial
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

    Raises TreeError when a file cannot be read.
    """
    settings = settings or Settings()
    workspace = Workspace(tree)
    libraries = _followed(pack.libraries, settings.symbols)
    own = OwnNames() if settings.symbols is None else own_names(rules, pack.libraries)
    workspace.prepare(searched_words(libraries, rules) | own.search_words)
    search = ReferenceSearch(pack.keep, pack.libraries)
    followed = ReferenceSearch(pack.keep, libraries) if libraries != pack.libraries else search
    references = followed.find(workspace)
    symbols = frozenset(reference.symbol.encode() for reference in references)
    tracker = Tracker((*references, *find_own(workspace, own, pack.keep)))
    commits: list[Commit] = []
    results: list[RuleResult] = []
    for index, rule in enumerate(rules):
        remaining = _remaining(workspace, search, rule)
        tick = _ticks(settings, rules, index)
        context = Context(
            rule,
            pack.style,
            pack.keep,
            symbols,
            remaining,
            settings.outcomes_only,
            tick,
            pack.handles,
            pack.compat_headers,
        )
        context.progress(0, 0)
        broken = _broken_before(rule, results)
        fitting, why_not = for_tree(rule, workspace, pack.names)
        why_not = broken or why_not
        if why_not:
            results.append(RuleResult(rule, skipped=why_not, is_broken=bool(broken)))
            continue
        context = replace(context, rule=fitting)
        draft, fault = run_steps(workspace, context)
        if fault:
            tracker.refuse_touched(rule, draft.events, fault)
            results.append(_result(rule, draft, fault))
            continue
        tracker.follow(rule, draft.events)
        results.append(_result(rule, draft, ""))
        changes = draft.commit()
        for change in changes:
            source = workspace.source(change.path)
            tracker.recover(rule, source, context.hidden(source))
        if changes:
            commits.append(Commit(rule.id, rule.subject, rule.why, changes))
    ran = [result.rule for result in results if not result.skipped]
    changed = {path for result in results for path in result.changed}
    not_run = [(result.rule, result.skipped) for result in results if result.skipped]
    for path in sorted({reference.place.path for reference in tracker.references}):
        if not tracker.has_unanswered(path):
            continue
        source = workspace.source(path)
        if path in changed:
            tracker.keep(path, kept_regions(pack.keep, source), ran)
        tracker.settle(path, source, ran, not_run)
    references = tracker.references
    unread = (
        *find_not_read(workspace, wanted_of(libraries)),
        *find_not_read(workspace, own.wanted),
    )
    notes = (
        *followed.notes,
        *unused_notes(workspace, own, references),
        *not_read_notes(unread),
    )
    by_id = {rule.id: rule for rule in rules}
    commits = [
        replace(commit, body=commit_body(by_id[commit.rule], references)) for commit in commits
    ]
    return Plan(tuple(commits), references, tuple(results), notes, unread)


def run_rule(rule: Rule, files: Mapping[str, bytes], pack: Pack = NEUTRAL) -> Mapping[str, bytes]:
    """The files as the rule leaves them; the rule's `applies` and `follows` do not count."""
    workspace = Workspace(FilesInMemory(files))
    rule, why_not = with_fitting_steps(rule, workspace, pack.names)
    if why_not:
        return dict(files)
    symbols = frozenset(symbol.encode() for symbol in rule.symbols)
    context = Context(
        rule,
        pack.style,
        pack.keep,
        symbols,
        handles=pack.handles,
        compat_headers=pack.compat_headers,
    )
    draft, fault = run_steps(workspace, context)
    after = {} if fault else {change.path: change.after for change in draft.changes()}
    return {**files, **after}


def _followed(libraries: Sequence[Library], symbols: frozenset[str] | None) -> tuple[Library, ...]:
    """The libraries, each with no more than these symbols."""
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


def _broken_before(rule: Rule, results: Sequence[RuleResult]) -> str:
    """Why a rule cannot be done because one that it follows could not, else ""."""
    followed = {name.value for name in rule.follows}
    for result in results:
        if result.rule.id in followed and result.is_broken:
            return f"it follows {result.rule.id}, which could not be done"
    return ""


def _result(rule: Rule, draft: Draft, fault: str) -> RuleResult:
    return RuleResult(
        rule,
        matched=sum(isinstance(event, Matched) for event in draft.events),
        changed=() if fault else tuple(change.path for change in draft.changes()),
        refused=tuple(
            Refusal(event.place, event.why) for event in draft.events if isinstance(event, Refused)
        ),
        skipped=fault,
        is_broken=bool(fault),
    )


def _ticks(settings: Settings, rules: Sequence[Rule], index: int) -> Callable[[int, int], None]:
    def tick(done: int, total: int) -> None:
        if settings.progress is not None:
            settings.progress(index, len(rules), rules[index].id, done, total)

    return tick
