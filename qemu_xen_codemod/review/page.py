# SPDX-License-Identifier: GPL-2.0-or-later
"""Review -> one HTML page that needs nothing else: no network, no other file.

Everything from the series is escaped by the template or by `markup`. The page's own policy allows
only its one script and one style.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from qemu_xen_codemod.printable import printable
from qemu_xen_codemod.reference import Reference
from qemu_xen_codemod.report.rule_page import example_lines
from qemu_xen_codemod.report.step_text import step_text
from qemu_xen_codemod.report.verify_data import state_of
from qemu_xen_codemod.review.markup import Marker
from qemu_xen_codemod.review.picture import draw_links, draw_matrix, draw_totals, draw_uses
from qemu_xen_codemod.review.prose import AsIs, Items, Paragraph, Table
from qemu_xen_codemod.review.reply import reply_to
from qemu_xen_codemod.review.review import Patch, Review
from qemu_xen_codemod.review.templates import open_templates, read_parts
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.verify.header_set import headers_of
from qemu_xen_codemod.verify.site import count_symbols
from qemu_xen_codemod.verify.verdict import MEANING, Check, Finding, Link, PatchProof


@dataclass(frozen=True, slots=True)
class Shown:
    """The result of a check of a patch."""

    check: str
    meaning: str
    #: "proved", "failed" or "not shown".
    state: str
    why: str
    findings: tuple[Finding, ...]


def review_page(review: Review) -> str:
    """The page's HTML; the same review gives the same page."""
    marker = Marker([function.name for function in review.functions])
    style = read_parts("colours.css", "page.css", "pictures.css")
    script = read_parts("page.js")
    environment = open_templates()
    environment.filters["prose"] = marker.prose
    environment.tests |= {
        name: _is(kind)
        for name, kind in (
            ("paragraph", Paragraph),
            ("items", Items),
            ("a_table", Table),
            ("as_is", AsIs),
        )
    }
    return environment.get_template("page.html").render(
        review=review,
        marker=marker,
        policy=_policy(style, script),
        style=style,
        script=script,
        uses=draw_uses(review.fates),
        totals=draw_totals(review.totals),
        linked=draw_links(review.links),
        matrix=draw_matrix(review),
        data=_data(review),
        checks_of=_checks,
        state_of=_state,
        link_rows=_link_rows,
        headers_of=headers_of,
        hunks_of=_hunks_of(review),
        rule_code=lambda rule: _rule_code(rule, marker),
    )


def _is(kind: type) -> Callable[[object], bool]:
    return lambda block: isinstance(block, kind)


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}';"
        " base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _data(review: Review) -> dict[str, object]:
    """What the script needs to write replies."""
    mails = [*([(0, review.cover)] if review.cover else [])]
    mails += [(patch.number, patch.mail) for patch in review.patches]
    replies = {}
    for number, mail in mails:
        reply = reply_to(mail)
        replies[number] = {"head": reply.head, "opening": reply.opening}
    return {"key": review.key, "replies": replies}


def _state(proof: PatchProof) -> str:
    """In one word, as `codemod verify` says it."""
    if not proof.is_proved:
        return "failed"
    if Check.APPLIES in proof.unproved:
        return "not shown"
    return "in part" if Check.COMPILES in proof.unproved else "proved"


def _checks(patch: Patch) -> Sequence[Shown]:
    if patch.proof is None:
        return ()
    return [
        Shown(
            check.value,
            MEANING[check],
            state_of(patch.proof, check),
            patch.proof.unproved.get(check, ""),
            tuple(finding for finding in patch.proof.findings if finding.check is check),
        )
        for check in Check
    ]


@dataclass(frozen=True, slots=True)
class LinkRow:
    """The lines that refer to a function before and after, in each header set."""

    name: str
    counts: tuple[tuple[int, int], ...]


def _link_rows(links: Sequence[Link]) -> Sequence[LinkRow]:
    """A row for each function, and one for the totals."""
    counts = [(count_symbols(link.before), count_symbols(link.after)) for link in links]
    names = sorted({name for pair in counts for side in pair for name in side})
    rows = [
        LinkRow(name, tuple((before.get(name, 0), after.get(name, 0)) for before, after in counts))
        for name in names
    ]
    if rows:
        sums = tuple((sum(before.values()), sum(after.values())) for before, after in counts)
        rows.append(LinkRow("all", sums))
    return rows


def _hunks_of(review: Review) -> Callable[[Reference], Sequence[tuple[str, int]]]:
    """The anchors and patches of the hunks in which its rule handles a reference: those in its file
    that name it, and in its function if one of them does.
    """

    def find(reference: Reference) -> Sequence[tuple[str, int]]:
        found = [
            (anchor, patch.number, f"{hunk.section}\n{hunk.text}")
            for patch in review.patches
            if any(rule.id == reference.rule for rule in patch.rules)
            for anchor, file, hunk in patch.hunks()
            if file.path == printable(reference.place.path)
        ]
        for wanted in ((reference.symbol, reference.function), (reference.symbol,)):
            named = [
                (anchor, number)
                for anchor, number, text in found
                if all(re.search(rf"\b{re.escape(word)}\b", text) for word in wanted)
            ]
            if named:
                return named
        return ()

    return find


@dataclass(frozen=True, slots=True)
class RuleCode:
    """A rule's example, and the patch that turns one into the other."""

    name: str
    before: Markup
    patch: Sequence[tuple[str, Markup]]
    after: Markup


def _rule_code(rule: Rule, marker: Marker) -> RuleCode:
    lines = "\n\n".join(step_text(step) for step in rule.steps).split("\n")
    styles = {"-": "gone", "+": "come", "@": "at"}
    patch = [
        (styles.get(line[:1], ""), marker.code("rule.txt", [printable(line, keep="\t")]))
        for line in lines
    ]
    example = next(iter(rule.examples), None)
    return RuleCode(
        example.name if example else "",
        _sample(example_lines(example.before), marker) if example else Markup(""),
        patch,
        _sample(example_lines(example.after), marker) if example else Markup(""),
    )


def _sample(lines: Sequence[str], marker: Marker) -> Markup:
    return marker.code("sample.c", [printable(line, keep="\t") for line in lines])
