# SPDX-License-Identifier: GPL-2.0-or-later
"""One file -> one Rule: a rule in YAML, or a bare semantic patch (.cocci)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from qemu_xen_codemod.errors import Place
from qemu_xen_codemod.rule.build import build_rule
from qemu_xen_codemod.rule.document import read_document, read_fields
from qemu_xen_codemod.rule.model import RuleShape
from qemu_xen_codemod.rule.names import rename_words
from qemu_xen_codemod.rule.outcome import Outcome
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.rule.semantic import ParsePatch, parse_patch
from qemu_xen_codemod.rule.shape import read_shape
from qemu_xen_codemod.rule.steps.patch import PatchStep
from qemu_xen_codemod.rule.text import Document, Text
from qemu_xen_codemod.rule.variables import Variables

#: Ends of names of rule files.
YAML_SUFFIXES = (".yml", ".yaml")
COCCI_SUFFIX = ".cocci"

_UNCHANGED: Mapping[str, str] = {}

#: The comments at the head of a semantic patch.
_HEAD = re.compile(r"(?:\s*(?://[^\n]*|/\*.*?\*/))*", re.DOTALL)
_COMMENT_MARKS = re.compile(
    r"^[ \t]*(?://+|/\*+|\*+/|\*)?[ \t]?|[ \t]*(?:\*+/)?[ \t]*$", re.MULTILINE
)


def load_rule(
    path: Path, variables: Variables, parse: ParsePatch, changed: Mapping[str, str] = _UNCHANGED
) -> Rule:
    """The rule of a .yml, .yaml or .cocci file. Raises RuleError, several together.

    `changed` are names that the rule is read with in place of its own.
    """
    document = read_document(path)
    if changed:
        document = Document(document.path, rename_words(document.text, changed))
    if path.suffix == COCCI_SUFFIX:
        text = Text(document.text, document.text, document, 0)
        return _rule_from_cocci(path, text, parse)
    shape = read_shape(RuleShape, read_fields(document), document)
    return build_rule(shape, path.stem, variables, parse)


def _rule_from_cocci(path: Path, text: Text, parse: ParsePatch) -> Rule:
    """A semantic patch as a rule: its first comment line is the subject, the rest the reason."""
    patch = parse_patch(text, parse)
    head = _HEAD.match(text.value)
    comment = _COMMENT_MARKS.sub("", head.group() if head else "").strip()
    subject, _, reason = comment.partition("\n")
    shown = text.value[head.end() if head else 0 :].strip("\n")
    body = "\n".join(f"    {line}".rstrip() for line in shown.split("\n"))
    parts = [reason.strip(), "This was made by the semantic patch:", body]
    return Rule(
        id=path.stem,
        symbols=(),
        outcome=Outcome.REWRITTEN,
        subject=subject.strip() or f"Apply {path.name}",
        why="\n\n".join(part for part in parts if part),
        steps=(PatchStep(patch, text, fills_lists=True),),
        place=Place(str(path), 1, 1),
    )
