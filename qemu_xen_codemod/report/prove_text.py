# SPDX-License-Identifier: GPL-2.0-or-later
"""What `codemod prove` prints of each level."""

from __future__ import annotations

from collections.abc import Sequence

from qemu_xen_codemod.prove.level import Failed, Lacking, Result, Shown, Table
from qemu_xen_codemod.report.terminal import Terminal


def print_result(result: Result, terminal: Terminal) -> None:
    """Write what came of a level."""
    if isinstance(result, Lacking):
        heading = f"{_ending(result)}, because something is missing"
        terminal.item(f"{result.level.value}: {heading}:", "FAILED")
        for need in result.needs:
            terminal.item(f"  {need.what}")
            if need.help:
                terminal.item(f"    help: {need.help}", indent="      ")
        terminal.line()
        _print_tables(result.tables, terminal)
        return
    is_shown = isinstance(result, Shown)
    terminal.item(
        f"{result.level.value}: {'shown' if is_shown else 'FAILED'} ({result.seconds:.0f} s)",
        "proved" if is_shown else "FAILED",
    )
    _print_tables(result.tables, terminal)
    if isinstance(result, Failed):
        for failure in result.failures:
            terminal.item(f"  {failure.what}", "FAILED")
            if failure.words:
                terminal.text(failure.words.removesuffix("\n"), "    ")
            if failure.help:
                terminal.item(f"    help: {failure.help}", indent="      ")
    for sentence in result.not_shown:
        terminal.item(f"  not shown: {sentence}")
    for note in result.notes:
        terminal.item(f"  note: {note}", "note")
    terminal.line()


def _print_tables(tables: Sequence[Table], terminal: Terminal) -> None:
    for table in tables:
        terminal.item(f"  {table.title}:", "head")
        numbers = [cell for row in table.rows for cell in row[1:] if cell]
        if all(cell.isdecimal() for cell in numbers):
            terminal.table([table.head, *table.rows])
        else:
            terminal.columns(table.head, table.rows)
        terminal.line()


def print_end(results: Sequence[Result], terminal: Terminal) -> None:
    """The last line: each level by name."""
    names: dict[str, list[str]] = {"shown": [], "failed": [], "shown in part": [], "not shown": []}
    for result in results:
        names[_ending(result)].append(result.level.value)
    is_shown = all(isinstance(result, Shown) for result in results)
    parts = [f"{ending}: {', '.join(levels)}" for ending, levels in names.items() if levels]
    terminal.item("; ".join(parts), "proved" if is_shown else "FAILED")


def _ending(result: Result) -> str:
    match result:
        case Shown():
            return "shown"
        case Failed():
            return "failed"
        case Lacking():
            return "shown in part" if result.tables else "not shown"
