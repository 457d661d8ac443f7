# SPDX-License-Identifier: GPL-2.0-or-later
"""Variables of a pack: `{name}` in a rule's texts, and `--set KEY=VALUE`.

Only names that the pack declares are replaced, and only if written exactly `{name}`: the braces of
C stay. An unknown name is an error in prose; in C, where `{name}` may be code, only if it is
similar to a variable's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from qemu_xen_codemod.errors import RuleError, UsageError
from qemu_xen_codemod.rule.fault import nearest
from qemu_xen_codemod.rule.text import Replacement, Text

Variable = int | bool | str
Variables = Mapping[str, Variable]

_IN_BRACES = re.compile(r"(?<!\{)\{([A-Za-z_][A-Za-z0-9_]*)\}(?!\})")
#: How similar a name in C must be to a variable's name to count as a misspelling.
_MISSPELT = 0.8


def fill_prose(text: Text, variables: Variables) -> Text:
    """The text with its variables filled in. Raises RuleError at an unknown name."""
    return _fill(text, variables, prose=True)


def fill_code(text: Text, variables: Variables) -> Text:
    """Like `fill_prose`, for text in which braces may be C's."""
    return _fill(text, variables, prose=False)


def _fill(text: Text, variables: Variables, *, prose: bool) -> Text:
    replacements: list[Replacement] = []

    def value_of(found: re.Match[str]) -> str:
        name = found.group(1)
        if name in variables:
            value = _written(variables[name])
            replacements.append(Replacement(found.start(), len(found.group()), len(value)))
            return value
        if prose or get_close_matches(name, variables, n=1, cutoff=_MISSPELT):
            raise RuleError(
                f"unknown variable {{{name}}}",
                place=text.place(found.start() + 1),
                help=nearest(name, variables, "variables"),
            )
        return found.group()

    value = _IN_BRACES.sub(value_of, text.written)
    return text.with_value(value, tuple(replacements))


def _written(value: Variable) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def read_settings(arguments: Iterable[str]) -> dict[str, str]:
    """The `KEY=VALUE` arguments of `--set`; the last one of a key counts. Raises UsageError."""
    settings: dict[str, str] = {}
    for argument in arguments:
        key, equals, value = argument.partition("=")
        if not equals or not key:
            raise UsageError(f"--set {argument}: expected KEY=VALUE")
        settings[key] = value
    return settings


def set_variables(
    defaults: Variables, settings: Mapping[str, str], names: Iterable[str] = ()
) -> dict[str, Variable]:
    """The pack's variables with the user's settings, of the same types. Raises UsageError.

    `names` can also be set, by another function.
    """
    variables = dict(defaults)
    for key, value in settings.items():
        if key not in variables:
            raise UsageError(
                f"--set {key}={value}: unknown variable {key}",
                help=f"known variables: {', '.join(sorted({*variables, *names})) or 'none'}",
            )
        variables[key] = _value_like(defaults[key], key, value)
    return variables


def _value_like(default: Variable, key: str, value: str) -> Variable:
    if isinstance(default, bool):
        if value not in ("true", "false"):
            raise UsageError(f"--set {key}={value}: {key} is true or false")
        return value == "true"
    if isinstance(default, int):
        if not re.fullmatch(r"-?[0-9]{1,18}", value):
            raise UsageError(f"--set {key}={value}: {key} is a number, as {default}")
        return int(value)
    return value
