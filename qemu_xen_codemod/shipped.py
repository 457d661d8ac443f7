# SPDX-License-Identifier: GPL-2.0-or-later
"""The places of the files that come with the program: rules, packs and tables, and the
documents.
"""

from __future__ import annotations

from pathlib import Path


def shipped(name: str) -> Path:
    """The folder `rules` or `docs`: inside the package in a wheel, else next to it in a
    checkout.
    """
    package = Path(__file__).resolve().parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


#: The kinds of files with a JSON Schema, for editors.
SCHEMAS = ("rule", "pack", "library")


def schema_path(kind: str) -> Path:
    """The file of a schema."""
    return shipped("rules").resolve() / f"{kind}.schema.json"
