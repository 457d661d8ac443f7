# SPDX-License-Identifier: GPL-2.0-or-later
"""Semantic patches: SmPL, Coccinelle's language, matched on tree-sitter trees.

Four stages, each of which imports only those before it: `read` parses the text, `compile`
builds patterns from it, `match` finds them in a file, `change` makes the edits. `engine` runs them.
"""

from qemu_xen_codemod.smpl.compile.removed_names import NameKind, RemovedName, removed_names
from qemu_xen_codemod.smpl.compile.semantic_patch import SemanticPatch, parse_semantic_patch
from qemu_xen_codemod.smpl.engine import Patched, apply_semantic_patch, find_matches
from qemu_xen_codemod.smpl.explanation import (
    Bound,
    CodeToExplain,
    Matched,
    NearMiss,
    RuleExplanation,
    explain_patch,
)
from qemu_xen_codemod.smpl.match.results import Match, Refusal
from qemu_xen_codemod.smpl.read.virtual import Defined

__all__ = [
    "Bound",
    "CodeToExplain",
    "Defined",
    "Match",
    "Matched",
    "NameKind",
    "NearMiss",
    "Patched",
    "Refusal",
    "RemovedName",
    "RuleExplanation",
    "SemanticPatch",
    "apply_semantic_patch",
    "explain_patch",
    "find_matches",
    "parse_semantic_patch",
    "removed_names",
]
