# SPDX-License-Identifier: GPL-2.0-or-later
"""A review on the terminal, patch by patch, with the page's colours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qemu_xen_codemod.report.rule_page import rule_page
from qemu_xen_codemod.report.tally import count_of
from qemu_xen_codemod.report.terminal import Terminal
from qemu_xen_codemod.report.verify_data import state_of
from qemu_xen_codemod.review.colours import Kind, coloured
from qemu_xen_codemod.review.hunk import FileDiff, Hunk, Line, Side
from qemu_xen_codemod.review.prose import Block, Items, Paragraph, Table
from qemu_xen_codemod.review.review import Patch, Review
from qemu_xen_codemod.review.rows import rows_of
from qemu_xen_codemod.review.words import Span
from qemu_xen_codemod.verify.verdict import Check

_STYLES = {
    Kind.PLAIN: "",
    Kind.COMMENT: "comment",
    Kind.DIRECTIVE: "directive",
    Kind.KEYWORD: "keyword",
    Kind.TYPE: "type",
    Kind.STRING: "string",
    Kind.NUMBER: "number",
    Kind.FUNCTION: "",
}
_RULE = "-" * 72


def print_review(review: Review, terminal: Terminal) -> None:
    """The cover letter, then each patch."""
    terminal.line(f"{_tags(review.cover.tags if review.cover else '')}{review.title}", "head")
    terminal.item(_facts(review))
    terminal.line()
    _prose(review.letter, terminal)
    for patch in review.patches:
        terminal.line(_RULE)
        _patch(patch, len(review.patches), terminal)


def _tags(tags: str) -> str:
    return f"{tags.strip()} " if tags.strip() else ""


def _facts(review: Review) -> str:
    added = sum(patch.added for patch in review.patches)
    removed = sum(patch.removed for patch in review.patches)
    parts = [count_of(len(review.patches), "patch"), count_of(len(review.paths), "file")]
    parts.append(f"+{added} -{removed}")
    if review.base:
        parts.append(f"on {review.base[:12]}")
    return ", ".join(parts)


def _prose(blocks: Sequence[Block], terminal: Terminal) -> None:
    for block in blocks:
        match block:
            case Paragraph():
                terminal.item(block.text, indent="")
            case Items():
                for text in block.texts:
                    terminal.item(text if text.startswith("[") else f"- {text}", indent="  ")
            case Table():
                _table(block, terminal)
            case _:
                terminal.text("\n".join(block.lines))
        terminal.line()


def _table(table: Table, terminal: Terminal) -> None:
    """Numbers are right-aligned, as in the letter."""
    columns = list(zip(table.head, *table.rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    rows = [
        [
            cell.rjust(width) if all(item.isdecimal() or not item for item in column[1:]) else cell
            for cell, width, column in zip(row, widths, columns, strict=True)
        ]
        for row in (table.head, *table.rows)
    ]
    terminal.columns(rows[0], rows[1:])


def _patch(patch: Patch, total: int, terminal: Terminal) -> None:
    terminal.line(f"{patch.number}/{total} {patch.mail.subject}", "head")
    outcomes = ", ".join(outcome.value for outcome in patch.outcomes)
    terminal.item(f"{patch.mail.header('From')}{f' ({outcomes})' if outcomes else ''}", "note")
    terminal.line()
    _prose(patch.words, terminal)
    if patch.trailers:
        terminal.text("\n".join(patch.trailers))
        terminal.line()
    _prose(patch.notes, terminal)
    _proof(patch, terminal)
    for file in patch.files:
        remarks = f" ({', '.join(file.remarks)})" if file.remarks else ""
        terminal.line(f"{file.path}{remarks} +{file.added} -{file.removed}", "head")
        for hunk in file.hunks:
            terminal.line(f"{hunk.head} {hunk.section}".rstrip(), "note")
            for pieces in _lines(file, hunk):
                terminal.pieces(pieces)
        terminal.line()
    for rule in patch.rules:
        terminal.line("The rule of this patch:", "head")
        terminal.text(rule_page(rule, terminal.width - 2, brief=True), "  ")
        terminal.line()


def _proof(patch: Patch, terminal: Terminal) -> None:
    if patch.proof is None:
        return
    for state in ("proved", "failed", "not shown"):
        checks = [check for check in Check if state_of(patch.proof, check) == state]
        if checks:
            style = "FAILED" if state == "failed" else state
            terminal.item(f"{state}: {', '.join(check.value for check in checks)}", style)
    for finding in patch.proof.findings:
        terminal.item(
            f"{finding.place}: {finding.what}" if finding.place else finding.what, "FAILED"
        )
        if finding.words:
            terminal.text(finding.words, "    ")
    terminal.line()


def _lines(file: FileDiff, hunk: Hunk) -> Iterator[list[tuple[str, str]]]:
    """The pieces of each line with their styles: the changed part of a line is marked."""
    changed: dict[tuple[Side, int, int], tuple[Span, ...]] = {}
    for run in rows_of(hunk):
        for row in run.rows:
            for cell in (row.old, row.new):
                if cell is not None:
                    changed[_key(cell.line)] = cell.changed
    code = coloured(file.path, [line.text for line in hunk.lines])
    for line, pieces in zip(hunk.lines, code, strict=True):
        if line.side is Side.BOTH:
            yield [(" ", ""), *((text, _STYLES[kind]) for text, kind in pieces)]
            continue
        name = "gone" if line.side is Side.OLD else "come"
        at = 0
        parts = [(line.side.value, f"{name} line")]
        for start, end in changed[_key(line)]:
            parts += [
                (line.text[at:start], f"{name} line"),
                (line.text[start:end], f"{name} words"),
            ]
            at = end
        yield [*parts, (line.text[at:], f"{name} line")]


def _key(line: Line) -> tuple[Side, int, int]:
    return line.side, line.old, line.new
