# SPDX-License-Identifier: GPL-2.0-or-later
"""The templates, styles and script of the page and of the image.

A template escapes all that is put into it; `shown` escapes control characters in untrusted text.
"""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from qemu_xen_codemod.printable import printable
from qemu_xen_codemod.regular_file import read_regular
from qemu_xen_codemod.report.tally import count_of

_PARTS = Path(__file__).parent / "page"


def open_templates() -> Environment:
    """With the filters that all of them use."""
    environment = Environment(
        loader=FileSystemLoader(_PARTS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "count": count_of,
        "shown": lambda text: printable(text, keep="\t"),
        "shown_lines": lambda text: printable(text, keep="\n\t"),
    }
    return environment


def read_parts(*names: str) -> Markup:
    """Our own files, one after the other, unchanged."""
    text = "".join(read_regular(_PARTS / name).decode() for name in names)
    return Markup(text)  # noqa: S704 (files of ours)
