"""Where the JSON Schemas are that editors read."""

from __future__ import annotations

from pathlib import Path

from qemu_xen_codemod.shipped import shipped

#: What there is a schema for: rule.schema.json and so on.
SCHEMAS = ("rule", "pack", "library")


def schema_path(name: str) -> Path:
    """The file of this name, whole."""
    return shipped("rules").resolve() / name
