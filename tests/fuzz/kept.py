# SPDX-License-Identifier: GPL-2.0-or-later
"""The file names of inputs: `TARGET/WHAT~BESIDE.c`, with what the input is read with."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote, unquote

from tests.fuzz.case import Case

#: Inputs that failed once; each must pass from now on.
KEPT = Path(__file__).parent / "kept"
_MARK = "~"


def kept_name(target: str, what: str, case: Case, suffix: str) -> Path:
    """The file of an input, relative to the folder of all."""
    words = re.sub(r"\W+", "-", what).strip("-").lower()
    return Path(target, f"{words}{_MARK}{quote(case.beside, safe='')}{suffix}")


def kept_case(path: Path) -> Case:
    """The input in such a file."""
    name = path.name
    beside = name.rpartition(_MARK)[2].rpartition(".")[0] if _MARK in name else ""
    return Case(path.read_bytes(), unquote(beside))
