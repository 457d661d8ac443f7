# SPDX-License-Identifier: GPL-2.0-or-later
"""The rules of the bench, in the language of each tool: they rename functions in calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Renamed:
    """A function, and the number of arguments of its calls."""

    name: str
    arguments: int


#: They change four files of QEMU 10.2.
FIVE = (
    Renamed("qemu_sem_timedwait", 2),
    Renamed("acpi_table_add", 2),
    Renamed("qemu_log_trylock_with_err", 1),
    Renamed("bdrv_get_xdbg_block_graph", 1),
    Renamed("migration_completion_precopy", 1),
)
#: It changes 120 files.
MANY = (Renamed("qdev_get_gpio_in", 2),)
NONE = (Renamed("no_function_of_any_tree", 1),)


def write_rules(folder: Path, name: str, functions: Sequence[Renamed]) -> tuple[Path, Path]:
    """Write the semantic patch and the rules of ast-grep."""
    patch, rules = folder / f"{name}.cocci", folder / f"{name}.yml"
    patch.write_text("\n".join(map(_semantic_patch, functions)))
    rules.write_text("---\n".join(map(_ast_grep_rule, functions)))
    return patch, rules


def _semantic_patch(function: Renamed) -> str:
    names = ", ".join("ABCDEF"[: function.arguments])
    call = f"{function.name}({names})"
    return f"@@\nexpression {names};\n@@\n- {call}\n+ new_{call}\n"


def _ast_grep_rule(function: Renamed) -> str:
    call = f"{function.name}({', '.join(f'${name}' for name in 'ABCDEF'[: function.arguments])})"
    return (
        f"id: {function.name.replace('_', '-')}\nlanguage: c\nseverity: hint\nrule:\n"
        f"  pattern: {{context: 'int x = {call};', selector: call_expression}}\n"
        f"fix: new_{call}\n"
    )
