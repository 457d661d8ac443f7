# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod rules`: list, show, test, explain and create rules; some actions have their own modules.

Rules and the modules that load them are imported when an action runs; the engine for `test` alone.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from qemu_xen_codemod.commands.explain import add_action
from qemu_xen_codemod.commands.flow import add_flow_action
from qemu_xen_codemod.commands.options import unknown_rule
from qemu_xen_codemod.commands.rules_new import add_new_action, add_schema_action
from qemu_xen_codemod.errors import UsageError

if TYPE_CHECKING:
    from qemu_xen_codemod.report.terminal import Terminal
    from qemu_xen_codemod.rule.pack import Pack


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "rules", help="list, show, test, explain or begin rules", description=_DESCRIPTION
    )
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser(
        "list", help=_LIST, description=_sentence(_LIST, "codemod rules list --rules my.cocci")
    )
    listing.set_defaults(run=_list)
    showing = actions.add_parser(
        "show", help=_SHOW, description=_sentence(_SHOW, "codemod rules show xen-domain-shutdown")
    )
    showing.add_argument("id", metavar="ID")
    showing.set_defaults(run=_show)
    testing = actions.add_parser(
        "test", help=_TEST, description=_sentence(_TEST, "codemod rules test my-rule.yml")
    )
    testing.add_argument("paths", metavar="PATH", nargs="*", type=Path, default=[], help=_RULES)
    testing.set_defaults(run=_test)
    add_action(actions)
    add_flow_action(actions)
    add_new_action(actions)
    add_schema_action(actions)
    for action in (listing, showing, testing):
        action.add_argument(
            "--rules", metavar="PATH", action="append", type=Path, default=[], help=_RULES
        )
    for action in (listing, showing, testing):
        action.add_argument("--pack", metavar="NAME", help=_PACK)


def _sentence(text: str, example: str) -> str:
    """A description of an action."""
    return f"{text[0].upper()}{text[1:]}.\n\nexample:\n  {example}"


_DESCRIPTION = """\
List, show, test and explain rules, the built-in ones and your own, and write one to start from.

examples:
  codemod rules list
  codemod rules list --rules ~/mypack
  codemod rules show xen-domain-shutdown
  codemod rules new use-log-at --from log_msg --to log_at
  codemod rules explain xen-domain-shutdown hw/xen/xen-hvm-common.c
"""
_LIST = "id, outcome, symbols and subject of each rule"
_SHOW = "a rule as Before | Patch | After"
_TEST = "run rules on their own examples"
_RULES = (
    "a rule, a .cocci file or a folder of them, in place of the built-in packs; - is standard input"
)
_PACK = "the built-in pack; with PATH, the pack whose variables and style the rules use"


def _list(args: argparse.Namespace) -> int:
    from qemu_xen_codemod.report.rule_table import print_rule_table

    rules = [rule for pack in _packs(args) for rule in pack.rules]
    print_rule_table(rules, _terminal())
    return 0


def _show(args: argparse.Namespace) -> int:
    from qemu_xen_codemod.report.rule_page import rule_page

    rules = {rule.id: rule for pack in _packs(args) for rule in pack.rules}
    if args.id not in rules:
        raise unknown_rule(args.id, rules, "your own: --rules PATH")
    _terminal().text(rule_page(rules[args.id]))
    return 0


def _test(args: argparse.Namespace) -> int:
    from qemu_xen_codemod.plan import try_rule
    from qemu_xen_codemod.report.rule_tests import print_rule_tests

    return print_rule_tests(_packs(args), try_rule, _terminal())


def _terminal() -> Terminal:
    from qemu_xen_codemod.report.terminal import Terminal, has_color

    return Terminal(sys.stdout, color=has_color("auto", sys.stdout))


def _packs(args: argparse.Namespace) -> list[Pack]:
    """The packs that the arguments name, each with its rules."""
    from qemu_xen_codemod.rule.catalogue import builtin_packs, load_pack, load_rules, pack_folder
    from qemu_xen_codemod.rule.fault import nearest
    from qemu_xen_codemod.rule.pack import NEUTRAL
    from qemu_xen_codemod.rule.pack_load import read_pack_file

    paths = [*args.rules, *getattr(args, "paths", ())]
    homes: dict[Path | None, list[Path]] = {}
    for path in paths:
        homes.setdefault(pack_folder(path), []).append(path)
    folders = {folder.name: folder for folder in (*builtin_packs(), *filter(None, homes))}
    if args.pack is not None and args.pack not in folders:
        raise UsageError(f"unknown pack {args.pack}", help=nearest(args.pack, folders, "packs"))
    chosen = [folders[args.pack]] if args.pack else list(folders.values())
    if not paths:
        return [load_pack(folder) for folder in chosen]
    base = read_pack_file(chosen[0]).pack if args.pack else NEUTRAL
    return [load_rules(own, base) for own in homes.values()]
