# SPDX-License-Identifier: GPL-2.0-or-later
"""The environment of the programs that we start: the caller's, without what a tree could use."""

from __future__ import annotations

import os
from collections.abc import Mapping


def clean_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """A copy without `GIT_*`, and with the absolute folders of PATH only."""
    kept = {name: value for name, value in environment.items() if not name.startswith("GIT_")}
    kept["PATH"] = absolute_folders(environment)
    return kept


def absolute_folders(environment: Mapping[str, str]) -> str:
    """PATH without its relative entries: in an untrusted tree they would name its files."""
    path = environment.get("PATH", os.defpath)
    return os.pathsep.join(entry for entry in path.split(os.pathsep) if entry.startswith(os.sep))
