"""Where the rules, packs and tables are that come with the program."""

from __future__ import annotations

from pathlib import Path


def shipped_rules() -> Path:
    """The folder `rules`: inside the package in a wheel, else beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "rules"
    return inside if inside.is_dir() else package.parent / "rules"
