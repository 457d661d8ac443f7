# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod rules new` and `codemod rules schema`: a start for people who write a rule."""

from __future__ import annotations

import argparse
import re
import shlex
import sys
from pathlib import Path

from qemu_xen_codemod.errors import TreeError, UsageError
from qemu_xen_codemod.regular_file import read_regular
from qemu_xen_codemod.shipped import SCHEMAS, schema_path

_NEW = "write a rule to start from"
_NEW_TEXT = """\
Write a rule to start from, with examples that hold. Fill in its patch and its examples, then try
it: codemod rules test.

examples:
  codemod rules new use-log-at                             use-log-at.yml in the current folder
  codemod rules new use-log-at --from log_msg --to log_at  with the names filled in
  codemod rules new rules/use-log-at.yml                   in a folder, which is made
  codemod rules new use-log-at --pack mypack               in a pack, which is made
"""
_SCHEMA = "print the JSON Schema of rules, for editors, or where it is"
_SCHEMA_TEXT = """\
Print the JSON Schema of rule files, or of pack.yaml, or with --path where it is. An editor with
yaml-language-server reads a first line of a rule such as

  # yaml-language-server: $schema=/path/to/rule.schema.json

examples:
  codemod rules schema --path
  codemod rules schema pack > pack.schema.json
"""
_WORD = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_OLD, _NEW_NAME = "old_call", "new_call"


def add_new_action(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = actions.add_parser("new", help=_NEW, description=_NEW_TEXT)
    parser.add_argument("rule", metavar="ID", help="the rule's id, or the path of its file: id.yml")
    parser.add_argument(
        "--from", metavar="NAME", dest="old", default=_OLD, help="the function to replace"
    )
    parser.add_argument(
        "--to", metavar="NAME", dest="new", default=_NEW_NAME, help="the function to call instead"
    )
    parser.add_argument(
        "--pack", metavar="FOLDER", type=Path, help="put it there, with a pack.yaml if it has none"
    )
    parser.set_defaults(run=_write)


def add_schema_action(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = actions.add_parser("schema", help=_SCHEMA, description=_SCHEMA_TEXT)
    parser.add_argument(
        "kind", metavar="KIND", nargs="?", choices=SCHEMAS, default="rule", help=", ".join(SCHEMAS)
    )
    parser.add_argument("--path", action="store_true", help="where it is, not what it says")
    parser.set_defaults(run=_schema)


def _schema(args: argparse.Namespace) -> int:
    path = schema_path(args.kind)
    out = sys.stdout
    out.write(f"{path}\n" if args.path else read_regular(path).decode())
    return 0


def _write(args: argparse.Namespace) -> int:
    from qemu_xen_codemod.report.terminal import Terminal
    from qemu_xen_codemod.rule.pack import PACK_FILE
    from qemu_xen_codemod.rule.scaffold import new_pack, new_rule

    path = _path(args)
    for name in (args.old, args.new):
        if not _WORD.fullmatch(name):
            raise UsageError(f"{name} is not the name of a function", help="a name of C: log_msg")
    if args.old == args.new:
        raise UsageError(f"--from and --to are both {args.old}: nothing would change")
    pack = args.pack / PACK_FILE if args.pack is not None else None
    terminal = Terminal(sys.stdout, color=False)
    files = {path: new_rule(path, args.old, args.new)}
    if pack is not None and not pack.exists():
        files = {pack: new_pack(args.pack), **files}
    if path.exists() or path.is_symlink():
        raise UsageError(f"{path} is there already", help="choose another id, or edit that file")
    for file, text in files.items():
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("x", encoding="utf-8") as out:
                out.write(text)
        except OSError as error:
            raise TreeError(f"cannot write {file}: {error.strerror}") from None
        terminal.item(f"{file} written")
    terminal.item(f"Next: codemod rules test {shlex.quote(str(path))}")
    return 0


def _path(args: argparse.Namespace) -> Path:
    """The path of the new rule."""
    from qemu_xen_codemod.rule.load import YAML_SUFFIXES
    from qemu_xen_codemod.rule.scaffold import is_rule_id

    path = Path(args.rule)
    if path.suffix not in YAML_SUFFIXES:
        path = path.with_name(f"{path.name}.yml") if path.name else path
    if not is_rule_id(path.stem):
        meant = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")
        raise UsageError(
            f"{path.stem} is not the id of a rule",
            help="an id is lower-case words joined by -" + (f": {meant}" if meant else ""),
        )
    return path if args.pack is None else args.pack / path
