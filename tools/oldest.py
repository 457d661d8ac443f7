#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Print the oldest supported versions of codemod's dependencies, as constraints for pip.

They are the lower ends of the ranges in pyproject.toml.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path


def oldest(requirements: Iterable[str]) -> Iterator[str]:
    """`jinja2>=3.1,<4` -> `jinja2==3.1`."""
    for line in requirements:
        match = re.fullmatch(r"([A-Za-z0-9._-]+)>=([0-9.]+)(?:,<[0-9.]+)?", line)
        if match is None:
            raise ValueError(f"{line}: no range that begins with `>=`")
        yield f"{match[1]}=={match[2]}"


if __name__ == "__main__":
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    sys.stdout.writelines(f"{line}\n" for line in oldest(project["dependencies"]))
