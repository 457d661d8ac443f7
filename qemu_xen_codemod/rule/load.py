# SPDX-License-Identifier: GPL-2.0-or-later
"""One file -> one Rule: a rule in YAML, or a bare semantic patch (.cocci)."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TextIO

from qemu_xen_codemod.errors import Place
from qemu_xen_codemod.rule.document import document_of, read_document, read_fields
from qemu_xen_codemod.rule.names import rename_words
from qemu_xen_codemod.rule.outcome import Outcome
from qemu_xen_codemod.rule.patch_message import message_of_patches
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.rule.semantic import ParsePatch, parse_patch
from qemu_xen_codemod.rule.steps.patch import PatchStep
from qemu_xen_codemod.rule.terms import Terms
from qemu_xen_codemod.rule.text import Document, Text
from qemu_xen_codemod.rule.variables import Variables

#: File name endings of rule files.
YAML_SUFFIXES = (".yml", ".yaml")
COCCI_SUFFIX = ".cocci"

#: The path for standard input, a rule in YAML or a semantic patch.
STANDARD_INPUT = Path("-")
_IN_YAML = re.compile(r"^(id|steps|patch|examples)\s*:", re.MULTILINE)

_NO_TERMS = Terms()
_UNCHANGED: Mapping[str, str] = {}


def load_rule(
    path: Path,
    variables: Variables,
    parse: ParsePatch,
    changed: Mapping[str, str] = _UNCHANGED,
    terms: Terms = _NO_TERMS,
) -> Rule:
    """The rule in a .yml, .yaml or .cocci file. Raises RuleError, several together.

    `changed` are names that replace the rule's own, `terms` those of its pack.
    """
    is_piped = path == STANDARD_INPUT
    document = _piped(sys.stdin) if is_piped else read_document(path)
    if changed:
        document = Document(document.path, rename_words(document.text, changed))
    if is_piped and not _IN_YAML.search(document.text):
        path = Path(f"piped{COCCI_SUFFIX}")
    if path.suffix == COCCI_SUFFIX:
        text = Text(document.text, document.text, document, 0)
        return _rule_from_cocci(path, text, parse)
    # pydantic takes longer to load than most semantic patches to run.
    from qemu_xen_codemod.rule.build import build_rule
    from qemu_xen_codemod.rule.shape.read import read_shape
    from qemu_xen_codemod.rule.shape.rule import RuleShape

    shape = read_shape(RuleShape, read_fields(document), document)
    if is_piped:
        path = Path(f"{shape.id}.yml")
    return build_rule(shape, path, variables, parse, terms)


@lru_cache(maxsize=1)
def _piped(stream: TextIO) -> Document:
    """The contents of the stream, which can be read only once. Raises RuleError."""
    return document_of(stream.buffer.read(), "<stdin>")


def _rule_from_cocci(path: Path, text: Text, parse: ParsePatch) -> Rule:
    """A semantic patch as a rule; its first comment is the message."""
    patch = parse_patch(text, parse)
    subject, why = message_of_patches([text.value], path.name)
    return Rule(
        id=path.stem,
        symbols=(),
        outcome=Outcome.REWRITTEN,
        subject=subject,
        why=why,
        steps=(PatchStep(patch, text, fills_lists=True),),
        place=Place(text.document.path, 1, 1),
    )
