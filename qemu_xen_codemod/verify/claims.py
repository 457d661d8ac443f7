# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether a patch removes what it says: its references before and after, compared with rule and
message.

The rules give an outcome for each reference; any commit message may say that a symbol is gone. Both
are compared with what objects (or, without a build, source) have after the patch. With today's
headers a fallback may contain the symbol; with headers that have the new entrypoints nothing may.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qemu_xen_codemod.reference import Reference
from qemu_xen_codemod.rule.outcome import Outcome
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.verify.header_set import NEWER, TODAY, headers_of
from qemu_xen_codemod.verify.site import Site, Sites, added_sites, count_symbols, lines_of
from qemu_xen_codemod.verify.verdict import Check, Finding

_GONE = frozenset((Outcome.REWRITTEN, Outcome.WRAPPED, Outcome.RETIRED))
_SYMBOL = r"(?P<symbol>[A-Za-z_]\w*)(?:\(\))?"
#: Sentences that say that nothing refers to a symbol any more, anywhere.
_CLAIMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_SYMBOL}\s+(?:is|are|has|have)\s+(?:now\s+|thus\s+|then\s+|all\s+)?(?:been\s+)?"
        r"(?:gone|removed|eliminated|unused|no\s+longer\s+(?:used|called|needed|referenced|linked)"
        r"|not\s+(?:used|called|needed|referenced)\s+any\s*more)\b",
        rf"\bno\s+longer\s+(?:calls?|uses?|needs?|references?|links?\s+(?:to|against))\s+{_SYMBOL}",
        rf"\b(?:the|its|their)\s+last\s+(?:use|user|caller|call|reference)s?\s+(?:of|to)\s+{_SYMBOL}",
        rf"\b(?:removes?|drops?|retires?|eliminates?|replaces?|get\s+rid\s+of)\s+(?:all|every|each)"
        rf"\s+(?:the\s+)?(?:uses?|calls?|callers?|references?)\s+(?:of|to)\s+{_SYMBOL}",
        rf"\bstops?\s+(?:using|calling)\s+{_SYMBOL}",
    )
)


@dataclass(frozen=True, slots=True)
class Table:
    """The references of one state, by header set: "today" and the others that exist."""

    sites: Mapping[str, Sites]

    def of(self, header_set: str) -> Sites:
        return self.sites.get(header_set, {})


def check_claims(
    before: Table,
    after: Table,
    message: str,
    symbols: frozenset[str],
    *,
    rules: Sequence[Rule] = (),
    references: Sequence[Reference] = (),
) -> Iterator[Finding]:
    """The findings about one patch, which these rules make.

    `references`: those of the plan, with the outcomes of the whole series.
    """
    yield from _nothing_new(before, after, rules)
    reported: set[str] = set()
    for rule in rules:
        for rule_claim in _rule_claims(after, rule.id, references):
            reported.add(rule_claim.what)
            yield rule_claim
    if rules:
        yield from _nothing_lost(before, after, rules, references)
    yield from _message_claims(after, message, symbols, reported)


def _nothing_new(before: Table, after: Table, rules: Sequence[Rule]) -> Iterator[Finding]:
    """New references are only allowed in fallbacks: where entrypoints are missing, to symbols that
    were used.

    A call that only moved to another function is not new. The function in which a prepared rule
    opens something closes, if that fails, what it closes elsewhere: such a call may be repeated.
    """
    newer = after.of(NEWER)
    may_repeat = any(rule.outcome is Outcome.PREPARED for rule in rules)
    reported: set[Site] = set()
    for header_set in after.sites:
        used = {site.symbol for site in before.of(header_set)}
        old, new = count_symbols(before.of(header_set)), count_symbols(after.of(header_set))
        for site, lines in added_sites(before.of(header_set), after.of(header_set)).items():
            if new[site.symbol] <= old.get(site.symbol, 0):
                continue
            is_wrapper = (
                header_set != NEWER
                and NEWER in after.sites
                and site not in newer
                and site.symbol in used
                and site not in before.of(header_set)
            )
            is_repeated = may_repeat and site in before.of(header_set)
            if is_wrapper or is_repeated or site in reported:
                continue
            reported.add(site)
            yield Finding(
                Check.REFERENCES,
                f"{site.symbol} is now called in {_name(site)}, which did not call it before"
                + ("" if header_set == TODAY else f" (with {headers_of(header_set)})"),
                site.path,
                min(lines, default=0),
                "\n".join(lines_of({site: lines})),
                f"call a stable library, or keep the call where it was: {site.symbol} is unstable",
            )


def _name(site: Site) -> str:
    return f"{site.function}()" if site.function else site.path


def _rule_claims(after: Table, rule: str, references: Sequence[Reference]) -> Iterator[Finding]:
    """What the rule removes is gone from each function that it is removed from."""
    removed = [
        reference
        for reference in references
        if reference.rule == rule and reference.outcome in _GONE
    ]
    left = {
        (reference.symbol, reference.place.path, reference.function)
        for reference in references
        if not (reference.rule == rule and reference.outcome in _GONE)
    }
    for symbol, path, function in dict.fromkeys(
        (item.symbol, item.place.path, item.function) for item in removed
    ):
        if (symbol, path, function) in left:
            continue
        for header_set, sites in after.sites.items():
            lines = sites.get(Site(symbol, path, function))
            if lines:
                yield Finding(
                    Check.REFERENCES,
                    f"{symbol} should be gone from {function or path}() but is still there",
                    path,
                    min(lines),
                    "\n".join(lines_of({Site(symbol, path, function): lines})),
                    f"rule {rule} removes this call: generate the series again with codemod "
                    "apply,"
                    " or fix the patch"
                    + ("" if header_set == TODAY else f" (seen with {headers_of(header_set)})"),
                )
                break


def _nothing_lost(
    before: Table, after: Table, rules: Sequence[Rule], references: Sequence[Reference]
) -> Iterator[Finding]:
    """Calls that the rules do not handle are where they were."""
    header_set = NEWER if NEWER in after.sites else TODAY
    ids = [rule.id for rule in rules]
    which = " or ".join(ids)
    handled = {symbol for rule in rules for symbol in rule.symbols}
    handled |= {
        reference.symbol
        for reference in references
        if reference.rule in ids and reference.outcome in _GONE
    }
    for site, lines in before.of(header_set).items():
        if site in after.of(header_set) or site.symbol in handled:
            continue
        yield Finding(
            Check.REFERENCES,
            f"{site.symbol} is gone from {_name(site)}, which rule {which} does not mention",
            site.path,
            words="\n".join(lines_of({site: lines})),
            help="put the call back, or remove it in a separate patch that says why",
        )


def _message_claims(
    after: Table, message: str, symbols: frozenset[str], reported: set[str]
) -> Iterator[Finding]:
    header_set = NEWER if NEWER in after.sites else TODAY
    for symbol, sentence in claims_of(message, symbols):
        there = {
            site: lines for site, lines in after.of(header_set).items() if site.symbol == symbol
        }
        if not there or any(symbol in what for what in reported):
            continue
        site, lines = min(there.items())
        yield Finding(
            Check.REFERENCES,
            f"the message says that {symbol} is gone, but it is still there: {sentence}",
            site.path,
            min(lines, default=0),
            "\n".join(lines_of(there)),
            "remove the calls that are left, or say in the message which ones are",
        )


def claims_of(message: str, symbols: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """The symbols that a commit message says are gone altogether, each with its sentence."""
    text = " ".join(message.split())
    found: dict[str, str] = {}
    for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z`\"])", text):
        for claim in _CLAIMS:
            for match in claim.finditer(sentence):
                if match["symbol"] in symbols:
                    found.setdefault(match["symbol"], sentence)
    return tuple(found.items())
