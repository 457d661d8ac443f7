# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tree's own build system produced before and after a series, as rows of a table."""

from __future__ import annotations

from collections.abc import Sequence

from qemu_xen_codemod.verify.verdict import Configured, Program


def configured_rows(states: Sequence[Configured]) -> list[tuple[str, str, str]]:
    """A heading, how configure and the build ended, and figures for each program."""
    rows = [("", "before", "after")]
    rows.append(("configure", *_cells([_ending(state.configures) for state in states])))
    build = f"build of {states[0].asked}" if states[0].asked else "build"
    rows.append(
        (build, *_cells([_ending(state.builds) if state.configures else "-" for state in states]))
    )
    for name in dict.fromkeys(program.name for state in states for program in state.programs):
        found = [_of(state, name) for state in states]
        for what, numbers in (
            ("libraries", [str(len(item.needed)) if item else "-" for item in found]),
            (
                "functions of unstable ones",
                [str(len(entry.unstable)) if entry else "-" for entry in found],
            ),
        ):
            rows.append((f"{name}: {what}", *_cells(numbers)))
    return rows


def changed_libraries(states: Sequence[Configured]) -> list[str]:
    """A sentence for each program that needs other libraries after the series."""
    sentences = []
    for before in states[0].programs if len(states) > 1 else ():
        after = _of(states[1], before.name)
        if after is None:
            continue
        no_longer_needed = [name for name in before.needed if name not in after.needed]
        new = [word for word in after.needed if word not in before.needed]
        if no_longer_needed:
            sentences.append(f"{before.name} no longer needs {', '.join(no_longer_needed)}.")
        if new:
            sentences.append(f"{before.name} now needs {', '.join(new)}.")
    return sentences


def _cells(texts: Sequence[str]) -> tuple[str, str]:
    first, second = (*texts, "-")[:2]
    return first, second


def _ending(is_well: bool) -> str:
    return "ok" if is_well else "FAILED"


def _of(state: Configured, name: str) -> Program | None:
    return next((program for program in state.programs if program.name == name), None)
