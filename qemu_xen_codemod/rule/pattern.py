# SPDX-License-Identifier: GPL-2.0-or-later
"""Regular expressions of rule files."""

from __future__ import annotations

import re

from qemu_xen_codemod.errors import RuleError
from qemu_xen_codemod.rule.text import Text


def compile_pattern(text: Text) -> re.Pattern[str]:
    """The compiled regular expression. Raises RuleError at its error."""
    try:
        return re.compile(text.value)
    except re.error as error:
        raise RuleError(
            f"not a regular expression: {error.msg}", place=text.place(error.pos or 0)
        ) from None
    except (OverflowError, RecursionError):
        raise RuleError("a regular expression that is too large", place=text.place()) from None
