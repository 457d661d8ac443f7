"""Semantic patches: SmPL, Coccinelle's language, parsed and matched on tree-sitter trees."""

from qemu_xen_codemod.smpl.engine import Patched, apply_semantic_patch, find_matches
from qemu_xen_codemod.smpl.match import Match, Refusal
from qemu_xen_codemod.smpl.semantic_patch import SemanticPatch, parse_semantic_patch

__all__ = [
    "Match",
    "Patched",
    "Refusal",
    "SemanticPatch",
    "apply_semantic_patch",
    "find_matches",
    "parse_semantic_patch",
]
