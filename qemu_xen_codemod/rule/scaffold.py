# SPDX-License-Identifier: GPL-2.0-or-later
"""A rule, or a pack, to start from: text that loads and whose examples pass.

Its names stand for those that the user fills in.
"""

from __future__ import annotations

import re
from pathlib import Path

from qemu_xen_codemod.shipped import schema_path

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_RULE = """\
# yaml-language-server: $schema={schema}
id: {id}

# The commit's message. Without these two lines the patch is the message.
subject: "{new}: use it in place of {old}"
why: |
  Say why: what is wrong with {old}(), and why {new}() does the same.

# A semantic patch: lines with - are removed, lines with + are added, the others must match.
# `codemod rules explain {file} FILE.c` says why it matches there or not.
patch: |
  @@
  expression list ARGS;
  @@
  - {old}(ARGS)
  + {new}(ARGS)

# The rule's tests: `codemod rules test {file}`. C of yours, the shortest that shows the point.
examples:
  - name: a call
    before: |
      int f(int x)
      {{
          return {old}(x, 1);
      }}
    after: |
      int f(int x)
      {{
          return {new}(x, 1);
      }}

unchanged:
  - name: another function, a comment and a string
    code: |
      int f(int x)
      {{
          /* {old}(x) is not called here */
          return other_{old}("{old}(x)");
      }}
"""
_PACK = """\
# yaml-language-server: $schema={schema}
name: {name}

# How the tree's authors lay out C; in columns.
style: {{width: 80, indent: 4, tab: 8, tabs: false}}

# The rules in the order of their commits; without it, by file name.
# series: [first-rule, second-rule]

# Functions that must go and that no rule handles yet: `codemod audit` lists them, too.
# libraries:
#   - {{name: libexample, symbols: [old_call]}}

# Keys that each rule must have: any of symbols, outcome, subject, why, unchanged.
# requires: [subject, why, unchanged]
"""


def is_rule_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None


def new_rule(path: Path, old: str, new: str) -> str:
    """The text of a rule that renames the function `old`; `path` is where it will be."""
    schema = _schema_from(path.parent, "rule")
    return _RULE.format(schema=schema, id=path.stem, file=path, old=old, new=new)


def new_pack(folder: Path) -> str:
    """The text of the folder's pack.yaml."""
    return _PACK.format(schema=_schema_from(folder, "pack"), name=folder.resolve().name)


def _schema_from(folder: Path, kind: str) -> str:
    """How a file in the folder names a schema: in a checkout's own folders by a relative path."""
    schema = schema_path(kind)
    top = schema.parent.parent
    whole = folder.resolve()
    if (top / ".git").exists() and whole.is_relative_to(top):
        ups = "../" * len(whole.relative_to(top).parts)
        return f"{ups}{schema.relative_to(top).as_posix()}"
    return str(schema)
