# SPDX-License-Identifier: GPL-2.0-or-later
"""RulesRun: the rules that the options choose, run on files; nothing is written."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from qemu_xen_codemod.commands.options import chosen_rules, with_macros
from qemu_xen_codemod.errors import RuleError, UsageError

if TYPE_CHECKING:
    from qemu_xen_codemod.plan import Plan
    from qemu_xen_codemod.rule.pack import Pack
    from qemu_xen_codemod.rule.rule import Rule
    from qemu_xen_codemod.rule.selection import Selection


class Files(Protocol):
    """What is needed of a tree."""

    def paths(self) -> tuple[str, ...]: ...
    def read(self, path: str) -> bytes: ...
    def read_all(self, paths: Iterable[str]) -> Mapping[str, bytes]: ...
    def search(self, words: frozenset[bytes]) -> Mapping[str, bytes]: ...
    def occupant(self, path: str) -> bytes | None: ...


@dataclass(frozen=True, slots=True)
class RulesRun:
    """The result."""

    plan: Plan
    pack: Pack
    notes: tuple[str, ...]


def run_rules(
    args: argparse.Namespace,
    files: Files,
    tree: str,
    *,
    chosen: frozenset[str] | None = None,
    has_letter: bool = False,
) -> RulesRun:
    """Run them; `tree` is its name for errors, `chosen` the files that may be changed.

    `has_letter`: also compute what a cover letter says. Raises CodemodError.
    """
    from qemu_xen_codemod.plan import Settings, make_plan
    from qemu_xen_codemod.report.progress import progress_bar
    from qemu_xen_codemod.rule.catalogue import choose_pack
    from qemu_xen_codemod.rule.defined import modes_of, with_defined
    from qemu_xen_codemod.rule.semantic import smpl_parser
    from qemu_xen_codemod.rule.variables import read_settings

    settings = read_settings(args.set)
    parse = smpl_parser(modes_of(args.define))
    pack = with_macros(choose_pack(files, args.rules, settings, parse), args)
    pack = with_defined(pack, args.define)
    if not pack.rules:
        raise UsageError(
            f"no built-in rules apply to {tree}",
            help="name your own rules: --rules PATH; `codemod rules new` writes one to start from",
        )
    selection = chosen_rules(args, pack)
    rules = selection.rules
    if args.rules:
        # Examples are written with the rules' own names.
        plain = {key: value for key, value in settings.items() if key not in pack.names}
        pack_of_examples = pack
        if plain != settings:
            examples = choose_pack(files, args.rules, plain, parse)
            pack_of_examples = replace(examples, macros=pack.macros)
        _check_examples(chosen_rules(args, pack_of_examples).rules, pack_of_examples)
    symbols = frozenset(symbol for rule in rules for symbol in rule.symbols)
    is_chosen = args.rules or args.only is not None or args.outcome is not None
    with progress_bar(sys.stderr) as progress:
        how = Settings(
            progress,
            symbols if is_chosen else None,
            counts_all=has_letter and bool(pack.cover),
            brought=selection.brought,
            others=selection.others,
            unnamed=args.only is None,
            files=chosen,
        )
        plan = make_plan(files, pack, rules, how)
    return RulesRun(plan, pack, _missed(selection))


def _missed(selection: Selection) -> tuple[str, ...]:
    """Notes on rules that the chosen ones follow and that were not chosen."""
    left = {rule.id for rule in selection.others}
    return tuple(
        f"{rule.id} follows {name.value}, which was not chosen: its commit may need that rule's"
        for rule in selection.rules
        for name in rule.follows
        if name.value in left
    )


def _check_examples(rules: Sequence[Rule], pack: Pack) -> None:
    """A rule whose own examples fail must not edit anything. Built-in rules are tested when they
    are made.

    Raises RuleError.
    """
    from qemu_xen_codemod.plan import try_rule
    from qemu_xen_codemod.rule.examples import check_rule
    from qemu_xen_codemod.rule.fault import raise_faults

    raise_faults(
        [
            RuleError(
                failure.message,
                place=failure.place,
                help="codemod rules test shows the same; fix the rule or its example",
            )
            for rule in rules
            for failure in check_rule(rule, lambda rule, files: try_rule(rule, files, pack))
        ]
    )
