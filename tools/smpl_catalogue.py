#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Write docs/smpl-catalogue.md: what each construct of the subset of SmPL does, by example.

    tools/smpl_catalogue.py

The examples are those of tests/smpl/corpus, which the tests run and Coccinelle judges.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "smpl-catalogue.md"
_CORPUS = ROOT / "tests" / "smpl" / "corpus"
#: The first word of a case's name -> the section.
_SECTIONS = {
    "rule": "Rules",
    "meta": "Metavariables",
    "expr": "Expressions",
    "args": "Arguments",
    "constant": "Expressions",
    "type": "Types",
    "stmt": "Statements",
    "block": "Statements",
    "loop": "Statements",
    "switch": "Statements",
    "plus": "Added lines",
    "decl": "Declarations",
    "init": "Initialisers",
    "struct": "Structs",
    "enum": "Enums",
    "func": "Functions",
    "function": "Functions",
    "include": "Includes",
    "define": "Macros",
    "disj": "Disjunctions",
    "conj": "Conjunctions",
    "dots": "Dots",
    "flow": "Dots",
    "bare": "Expressions among statements",
    "when": "When",
    "nest": "Nests",
    "header": "Headers",
    "position": "Positions",
    "inherit": "Rules",
    "iso": "Isomorphisms",
    "layout": "Layout",
    "star": "Listed code",
    "no": "Left alone",
}
_OTHERS = "Others"
_HEAD = """\
# Semantic patches by example

What each construct that [smpl.md](smpl.md) lists does. Do not edit: `tools/smpl_catalogue.py` makes
this page of the examples in `tests/smpl/corpus`, which the tests run.
"""


def page() -> str:
    """The page's text."""
    cases: dict[str, list[str]] = {title: [] for title in (*_SECTIONS.values(), _OTHERS)}
    for path in sorted(_CORPUS.glob("*.cocci")):
        cases[_SECTIONS.get(path.stem.partition("_")[0], _OTHERS)].append(path.stem)
    parts = [_HEAD, "".join(_contents(cases))]
    for title, names in cases.items():
        if names:
            parts.append(f"## {title}\n")
            parts.extend("".join(_case(name)) for name in names)
    return "\n".join(parts)


def _contents(cases: dict[str, list[str]]) -> Iterator[str]:
    for title, names in cases.items():
        if names:
            yield f"- [{title}](#{title.lower().replace(' ', '-')})\n"


def _case(name: str) -> Iterator[str]:
    prefix, _, rest = name.partition("_")
    shown = rest if prefix in _SECTIONS else name
    yield f"### {shown.replace('_', ' ').capitalize()}\n\n<table>\n"
    before = _read(name, "c")
    cells = [("Before", "c", before), ("Patch", "diff", _read(name, "cocci"))]
    if prefix != "no":
        cells.append(("After", "c", _read(name, "res")))
    yield (
        "<tr>"
        + "".join(f"<th>{title}</th>" for title, _, _ in cells)
        + '</tr>\n<tr valign="top">\n'
    )
    for _, language, text in cells:
        # A blank line on either side makes it Markdown again.
        yield f"<td>\n\n```{language}\n{text.rstrip(chr(10))}\n```\n\n</td>\n"
    yield "</tr>\n</table>\n"


def _read(name: str, suffix: str) -> str:
    text = (_CORPUS / f"{name}.{suffix}").read_bytes().decode("utf-8", "replace")
    return text.replace("\r\n", "\n")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
