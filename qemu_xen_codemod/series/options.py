# SPDX-License-Identifier: GPL-2.0-or-later
"""SeriesOptions: how patch files are written, and their date."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from qemu_xen_codemod.errors import UsageError

_SPEC = r"""[^\s<>@,;:()"\\]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?"""
#: `ann@example.org` or `Ann Author <ann@example.org>`; a name with a comma must be quoted.
_ADDRESS = re.compile(rf"""{_SPEC}|<{_SPEC}>|(?:"(?:[^"\\]|\\.)+"|[^<>@,;:"]+)\s*<{_SPEC}>""")


@dataclass(frozen=True, slots=True)
class SeriesOptions:
    """The `git format-patch` options of the same names. Raises UsageError for a line break."""

    subject_prefix: str = "PATCH"
    #: N of `[PATCH vN 1/3]`, None for the first version.
    reroll_count: int | None = None
    signoff: bool = False
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    #: Path inside the tree of the script to ask for more of both; None: do not ask.
    get_maintainer: str | None = None
    #: Seconds since 1970, None for the base commit's date.
    date: int | None = None

    @property
    def version(self) -> int:
        """The version of the series; the first is 1."""
        return self.reroll_count or 1

    def __post_init__(self) -> None:
        for option, values in (
            ("--subject-prefix", (self.subject_prefix,)),
            ("--to", self.to),
            ("--cc", self.cc),
        ):
            if any(not value.strip() or not value.isprintable() for value in values):
                raise UsageError(f"{option} must be one line of text")
        for option, values in (("--to", self.to), ("--cc", self.cc)):
            for value in values:
                _check_address(option, value)
        if self.reroll_count is not None and self.reroll_count < 1:
            raise UsageError("--reroll-count must be 1 or more", help="the second version is -v 2")


def _check_address(option: str, value: str) -> None:
    """Raise UsageError if a mail cannot be sent there."""
    found = _ADDRESS.fullmatch(value.strip())
    if found is None:
        raise UsageError(
            f"{option} {value}: this is not a mail address",
            help=f"write it like this, one for each {option}: 'Ann Author <ann@example.org>'",
        )


def source_date(environment: Mapping[str, str]) -> int | None:
    """The environment's SOURCE_DATE_EPOCH; UsageError if it is not a number of seconds."""
    text = environment.get("SOURCE_DATE_EPOCH", "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= len("99999999999")):
        raise UsageError(
            f"SOURCE_DATE_EPOCH is not a number of seconds: {text}",
            help="set it like this: SOURCE_DATE_EPOCH=$(date +%s)",
        )
    return int(text)
