# SPDX-License-Identifier: GPL-2.0-or-later
"""A rule as Before | Patch | After, from its own examples.

Side by side if the three fit the width, otherwise one below the other.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from itertools import zip_longest

from qemu_xen_codemod.report.step_text import step_text
from qemu_xen_codemod.rule.rule import SAMPLE_PATH, Rule
from qemu_xen_codemod.rule.steps.patch import PatchStep
from qemu_xen_codemod.rule.steps.todo import TodoStep

_HEADS = ("Before", "Patch", "After")
_GAP = " | "


def rule_page(rule: Rule, width: int | None = None, *, brief: bool = False) -> str:
    """The page; `width` in columns; if None, that of the terminal (80 without one).

    A brief page shows what the rule does: one example, no message and no unchanged cases.
    """
    width = shutil.get_terminal_size((80, 24)).columns if width is None else width
    head = [f"{rule.id} ({rule.outcome_name})", rule.subject]
    if rule.meaning:
        head.append(f"{rule.outcome_name}: {rule.meaning}")
    if rule.symbols:
        head.append(f"symbols: {', '.join(rule.symbols)}")
    if rule.follows:
        head.append(f"follows: {', '.join(name.value for name in rule.follows)}")
    if rule.needs:
        head.append(f"needs: {', '.join(name.value for name in rule.needs)}")
    if isomorphisms := _isomorphisms_of(rule):
        head.append(f"isomorphisms: {', '.join(isomorphisms)}")
    parts = [head[0]] if brief else ["\n".join(head), rule.why]
    patch = "\n\n".join(step_text(step) for step in rule.steps).split("\n")
    if not rule.examples:
        parts.append(_one_below_the_other([patch], _HEADS[1:2]))
    for example in rule.examples[:1] if brief else rule.examples:
        columns = [example_lines(example.before), patch, example_lines(example.after)]
        parts.append(f"Example: {example.name}\n\n{_columns(columns, width)}")
    if rule.unchanged and not brief:
        parts.append("Left as it is:")
        parts.extend(
            f"{case.name}\n\n{_indented(example_lines(case.code))}" for case in rule.unchanged
        )
    return "\n\n".join(parts)


def _isomorphisms_of(rule: Rule) -> list[str]:
    """The isomorphisms that its semantic patches can use."""
    patches = [step.patch for step in rule.steps if isinstance(step, PatchStep)]
    patches += [step.match for step in rule.steps if isinstance(step, TodoStep)]
    return list(dict.fromkeys(name for patch in patches for name in patch.isomorphisms))


def _columns(columns: Sequence[Sequence[str]], width: int) -> str:
    widths = [
        max(len(line) for line in (head, *lines))
        for head, lines in zip(_HEADS, columns, strict=True)
    ]
    if sum(widths) + len(_GAP) * (len(widths) - 1) > width:
        return _one_below_the_other(columns, _HEADS)
    rows = [_HEADS, tuple("-" * size for size in widths), *zip_longest(*columns, fillvalue="")]
    return "\n".join(
        _GAP.join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _one_below_the_other(columns: Sequence[Sequence[str]], heads: Sequence[str]) -> str:
    return "\n\n".join(
        f"{head}:\n\n{_indented(lines)}" for head, lines in zip(heads, columns, strict=True)
    )


def _indented(lines: Sequence[str]) -> str:
    return "\n".join(f"    {line}".rstrip() for line in lines)


def example_lines(files: Mapping[str, bytes]) -> list[str]:
    """The lines of the files, each file under its path unless it is the only sample."""
    lines: list[str] = []
    for path, data in files.items():
        if [*files] != [SAMPLE_PATH]:
            lines.extend([*([""] if lines else []), f"{path}:"])
        text = data.decode("utf-8", "backslashreplace").expandtabs()
        lines.extend(text.removesuffix("\n").replace("\r", "\\r").split("\n"))
    return lines
