# SPDX-License-Identifier: GPL-2.0-or-later
"""A tree and a series -> what is shown for each patch; all writing is in a private folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from qemu_xen_codemod.c.language import is_c
from qemu_xen_codemod.errors import UsageError
from qemu_xen_codemod.parallel import Apart
from qemu_xen_codemod.plan import Plan
from qemu_xen_codemod.rule.pack import Pack
from qemu_xen_codemod.rule.selection import Selection
from qemu_xen_codemod.series.mail import Mail
from qemu_xen_codemod.tree.checkout import Checkout
from qemu_xen_codemod.tree.remembered import Remembered
from qemu_xen_codemod.tree.tree import open_tree
from qemu_xen_codemod.verify.applied import Applied
from qemu_xen_codemod.verify.arguments import ChangedCalls, changed_calls, check_arguments
from qemu_xen_codemod.verify.built import Built, prove_build
from qemu_xen_codemod.verify.claims import Table, check_claims
from qemu_xen_codemod.verify.configured import Settings, build_twice, configured_findings
from qemu_xen_codemod.verify.prototypes import Prototypes
from qemu_xen_codemod.verify.regenerated import Regenerated, check_again, regenerate
from qemu_xen_codemod.verify.scripts import run_checkpatch
from qemu_xen_codemod.verify.source_checks import Results, check_syntax, check_whitespace
from qemu_xen_codemod.verify.tables import tables_of_source, wanted_symbols
from qemu_xen_codemod.verify.verdict import (
    Check,
    Configured,
    Finding,
    Link,
    PatchProof,
    SeriesProof,
)

#: Called with the current task, how much of it is done, and how much there is.
Progress = Callable[[str, int, int], None]

_NO_BUILD = "no build directory was given (-p BUILD)"
_NO_RULES = "no built-in rules are for this tree (--rules PATH names your own)"


@dataclass(frozen=True, slots=True)
class Request:
    """What to check."""

    tree: Checkout
    #: The same tree, searched for each word once.
    files: Remembered
    mails: tuple[Mail, ...]
    pack: Pack
    selection: Selection
    build: Path | None = None
    checkpatch: bool = False
    #: Link the programs without the unstable libraries.
    links: bool = False
    #: Compilers that the build names by path and that may be run.
    compilers: tuple[Path, ...] = ()
    #: Run the build's commands that generate files from touched ones.
    generators: bool = False
    #: A Xen source tree.
    xen: Path | None = None
    #: Run the tree's own build system.
    configure: Settings | None = None
    progress: Progress | None = None


def open_checkout(path: Path) -> Checkout:
    """The checkout whose HEAD a series is for. Raises TreeError, UsageError."""
    tree = open_tree(path)
    if not isinstance(tree, Checkout):
        raise UsageError(
            f"{path} is not a git checkout, and git am needs one",
            help="create one: git init, git add ., git commit",
        )
    # Searching the files of a work tree is ten times as fast as searching those of a commit.
    if _is_as_committed(tree):
        return tree
    committed = open_tree(path, committed=True)
    assert isinstance(committed, Checkout)
    return committed


def _is_as_committed(tree: Checkout) -> bool:
    """Whether every file of the work tree has the bytes of HEAD, including line ends."""
    found = 0
    for path, data in tree.files.read_present(sorted(tree.entries)):
        found += 1
        if tree.committed_form(path, data) is not data:
            return False
    return found == len(tree.entries)


def prove(request: Request) -> SeriesProof:
    """Check the series. Raises CodemodError, OSError (no disk space)."""
    applied = Applied(request.tree, request.mails)
    try:
        return _Prover(request, applied).run()
    finally:
        applied.close()


class _Prover:
    def __init__(self, request: Request, applied: Applied) -> None:
        self._request = request
        self._applied = applied
        self._plan = Plan()
        self._results = Results()

    def run(self) -> SeriesProof:
        request, applied = self._request, self._applied
        self._tell("regenerating the series", 0, 1)
        self._plan = regenerate(
            request.files,
            request.pack,
            request.selection,
            lambda at, all_, name, *_: self._tell(f"rule {name}", at, all_),
        )
        symbols = wanted_symbols(
            request.pack, [reference.symbol for reference in self._plan.references]
        )
        again = None if self._no_second_run else Apart(self._again)
        built: Built | None = None
        if request.build is not None and applied.touched:
            referring = frozenset(reference.place.path for reference in self._plan.references)
            built = prove_build(
                applied,
                request.build,
                request.pack,
                symbols,
                referring,
                self._tell,
                links=request.links,
                compilers=request.compilers,
                generators=request.generators,
                xen=request.xen,
            )
            tables = built.tables
        else:
            tables = tables_of_source(applied, request.pack, symbols)
        changed = tuple(
            tuple(self._changed_calls(number)) for number in range(len(applied.touched))
        )
        prototypes = Prototypes(
            applied,
            request.pack,
            built.headers if built else (),
            {name for calls in changed for file in calls for name in file.functions},
            are_all=built is not None and built.compiles_all_sources,
        )
        patches = tuple(
            self._patch(number, mail, built, tables, symbols, changed, prototypes)
            for number, mail in enumerate(request.mails)
        )
        configured = self._configured()
        findings, unproved = self._whole(built, configured, again.result() if again else ())
        base, end = tables[0], tables[-1]
        return SeriesProof(
            str(request.tree.root),
            request.tree.base,
            str(request.build or ""),
            patches,
            findings,
            unproved,
            tuple(_links(base, end)),
            configured,
            built.imports(request.pack, symbols) if built else (),
            built.compiles(request.pack) if built else (),
            built.compilers() if built else (),
            (*request.tree.notes, *(built.notes + built.linking.notes if built else ())),
            built.linking.linked if built else (),
            self._plan.references,
        )

    def _tell(self, what: str, done: int, total: int) -> None:
        if self._request.progress is not None:
            self._request.progress(what, done, total)

    def _patch(
        self,
        number: int,
        mail: Mail,
        built: Built | None,
        tables: Sequence[Table],
        symbols: frozenset[str],
        changed: Sequence[Sequence[ChangedCalls]],
        prototypes: Prototypes,
    ) -> PatchProof:
        applied = self._applied
        if number >= len(applied.touched):
            return self._not_applied(number, mail)
        regenerated = Regenerated(self._plan)
        commit = regenerated.commit_of(mail)
        rules = regenerated.rules_of(commit) if commit else ()
        touched = {item.path: item for item in applied.touched[number]}
        unproved = dict(self._unproved(mail, built, number))
        findings: list[Finding] = [*self._results.check(number + 1, mail, touched)]
        findings += check_syntax(applied, number)
        if built is not None:
            findings += built.findings(number)
        if Check.REFERENCES not in unproved or built is None:
            findings += check_claims(
                tables[number],
                tables[number + 1],
                f"{mail.subject}.\n{mail.message}",
                symbols,
                rules=rules,
                references=self._plan.references if commit else (),
            )
        if commit is not None:
            findings += regenerated.check_hunks(applied, number, commit)
        else:
            unproved[Check.HUNKS] = self._no_rule()
        for calls in changed[number]:
            findings += check_arguments(calls, partial(prototypes.parameters, number + 1))
        findings += check_whitespace(applied, number)
        if self._request.checkpatch:
            findings += run_checkpatch(self._request.tree, self._request.pack, mail, applied)
        else:
            unproved[Check.CHECKPATCH] = "it is run only with --checkpatch"
        return PatchProof(
            number + 1,
            mail.name,
            mail.subject,
            ", ".join(rule.id for rule in rules),
            tuple(findings),
            unproved,
            tuple(_links(tables[number], tables[number + 1])),
            built.compiled(number) if built else 0,
            built.affected(number) if built else 0,
        )

    def _changed_calls(self, number: int) -> Iterator[ChangedCalls]:
        for touched in self._applied.touched[number]:
            before = self._applied.read(number, touched.path)
            after = self._applied.read(number + 1, touched.path)
            if is_c(touched.path) and after is not None:
                yield changed_calls(touched.path, before or b"", after)

    def _unproved(
        self, mail: Mail, built: Built | None, number: int
    ) -> Iterator[tuple[Check, str]]:
        if why := self._results.missing(mail):
            yield Check.RESULT, why
        if built is None:
            yield Check.COMPILES, _NO_BUILD
            yield Check.LIBCLANG, _NO_BUILD
            yield Check.ARGUMENTS, f"shown for functions that the tree declares: {_NO_BUILD}"
            yield Check.REFERENCES, f"shown from source only: {_NO_BUILD}"
        else:
            yield from built.unproved(number).items()

    def _not_applied(self, number: int, mail: Mail) -> PatchProof:
        failure = self._applied.failure
        every: Mapping[Check, str]
        if failure is not None and failure.patch == number:
            finding = Finding(
                Check.APPLIES,
                "git am cannot apply it",
                words=failure.words,
                help="generate the series again on this tree, or check out the commit that it was"
                " made on (base-commit: in its cover letter); git am --reject shows the hunks",
            )
            every = dict.fromkeys(set(Check) - {finding.check}, "the patch does not apply")
            return PatchProof(
                number + 1, mail.name, mail.subject, findings=(finding,), unproved=every
            )
        before = failure.patch + 1 if failure else number
        every = dict.fromkeys(Check, f"patch {before} does not apply")
        return PatchProof(number + 1, mail.name, mail.subject, unproved=every)

    def _configured(self) -> tuple[Configured, ...]:
        request, applied = self._request, self._applied
        if request.configure is None or applied.failure is not None:
            return ()
        folder = applied.repository.folder / "configured"
        return build_twice(applied, request.pack, request.configure, folder, self._tell)

    def _no_rule(self) -> str:
        """Why a patch is compared with none."""
        if not self._request.selection.rules:
            return _NO_RULES
        return "no rule has this subject, so there is nothing to compare it with"

    @cached_property
    def _no_second_run(self) -> str:
        """Why the rules are not applied to the end of the series, "" if they are."""
        if self._applied.failure is not None:
            return "the series does not apply as a whole"
        if not self._request.selection.rules:
            return _NO_RULES
        subjects = {mail.subject for mail in self._request.mails}
        absent = [
            name
            for commit in self._plan.commits
            if commit.subject not in subjects
            for name in commit.rules
        ]
        names = ("rule " if len(absent) == 1 else "the rules ") + ", ".join(absent)
        return f"the series has no patch of {names}" if absent else ""

    def _again(self) -> tuple[Finding, ...]:
        request = self._request
        return tuple(check_again(request.files, self._applied, request.pack, request.selection))

    def _whole(
        self, built: Built | None, configured: Sequence[Configured], again: Sequence[Finding]
    ) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
        findings = [*again]
        unproved: list[str] = []
        if self._no_second_run:
            unproved.append(f"rules applied again: {self._no_second_run}")
        if built is None:
            unproved.append(
                "nothing was compiled: whether the patches build, libclang's diagnostics and the "
                f"objects' references are unknown: {_NO_BUILD}"
            )
        else:
            findings += built.linking.findings
            unproved += (*built.not_shown, *built.linking.not_shown)
        findings += configured_findings(configured)
        if self._request.configure is not None and not configured:
            unproved.append("configured and built: the series does not apply as a whole")
        elif len(configured) == 1:
            what = "built" if configured[0].configures else "configured"
            unproved.append(f"configured and built: the tree cannot be {what} before the series")
        elif len(configured) > 1 and configured[1].builds and not configured[1].programs:
            asked = configured[1].asked or "the build"
            unproved.append(f"what programs need: {asked} is not a dynamically linked program")
        return tuple(findings), tuple(unproved)


def _links(before: Table, after: Table) -> Iterator[Link]:
    for header_set in before.sites:
        yield Link(header_set, before.of(header_set), after.of(header_set))
