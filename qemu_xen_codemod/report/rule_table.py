"""The table of rules: coloured on a terminal, plain columns when piped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

from qemu_xen_codemod.rule.rule import Rule

if TYPE_CHECKING:
    from rich.table import Table

_HEAD = ("rule", "outcome", "symbols", "subject")


def print_rule_table(rules: Sequence[Rule], out: TextIO) -> None:
    """One row a rule, in the order given."""
    rows = [
        (rule.id, rule.outcome.value, " ".join(rule.symbols) or "-", rule.subject) for rule in rules
    ]
    if out.isatty():
        # Every command loads this module; few need rich, which takes a while to load.
        from rich.console import Console

        Console(file=out, highlight=False).print(_table(rows))
        return
    widths = [max(len(row[i]) for row in [_HEAD, *rows]) for i in range(len(_HEAD))]
    for row in [_HEAD, *rows]:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip(), file=out)


def _table(rows: Sequence[tuple[str, ...]]) -> Table:
    from rich.table import Table

    table = Table(*_HEAD[:2], box=None, pad_edge=False)
    table.add_column(_HEAD[2], overflow="fold")
    table.add_column(_HEAD[3])
    table.columns[0].style = "bold"
    table.columns[0].no_wrap = True
    for name, outcome, symbols, subject in rows:
        # Not read as rich's markup: a subject may hold [brackets].
        table.add_row(*(_plain(cell) for cell in (name, outcome, symbols, subject)))
    return table


def _plain(cell: str) -> str:
    return cell.replace("[", r"\[")
