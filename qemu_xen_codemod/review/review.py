# SPDX-License-Identifier: GPL-2.0-or-later
"""Review: a series, and all that is known about it, as a reviewer reads it."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qemu_xen_codemod.reference import Reference
from qemu_xen_codemod.review.behind import Behind
from qemu_xen_codemod.review.hunk import FileDiff, Hunk, Side, read_diff
from qemu_xen_codemod.review.outcomes import (
    Counts,
    Fate,
    counts_of,
    counts_of_links,
    fates_of,
    fates_of_references,
)
from qemu_xen_codemod.review.prose import Block, Paragraph, read_prose, split_trailers
from qemu_xen_codemod.rule.outcome import OUTCOMES, Outcome
from qemu_xen_codemod.rule.pack import Pack
from qemu_xen_codemod.rule.rule import Rule
from qemu_xen_codemod.series.mail import Letters, Mail
from qemu_xen_codemod.verify.verdict import PatchProof, SeriesProof

_WORD = re.compile(r"[A-Za-z_]\w*")
#: What git writes below a cover letter: the authors with their patches, files, and the base.
_SHORTLOG = re.compile(r"^.+ \(\d+\):\n(?:  .+\n)+", re.MULTILINE)
_DIFFSTAT = re.compile(r"^(?: \S.* \| .*\n)+ \d+ files? changed.*\n?", re.MULTILINE)
_BASE = re.compile(r"^base-commit: ([0-9a-f]{7,64})$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Spot:
    """A hunk that names a function."""

    patch: int
    #: The hunk's anchor in the page.
    anchor: str
    place: str
    #: The number of removed, added and unchanged lines that name it.
    gone: int
    come: int
    stay: int


@dataclass(frozen=True, slots=True)
class Function:
    """A function of a library that the series mentions."""

    name: str
    outcomes: tuple[Outcome, ...]
    #: Where the tree names it; empty if no tree was read.
    references: tuple[Reference, ...]
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Patch:
    """One patch, parsed."""

    #: 1-based.
    number: int
    mail: Mail
    words: tuple[Block, ...]
    trailers: tuple[str, ...]
    #: The text below `---`, without the diffstat.
    notes: tuple[Block, ...]
    files: tuple[FileDiff, ...]
    rules: tuple[Rule, ...]
    proof: PatchProof | None = None

    @property
    def added(self) -> int:
        return sum(file.added for file in self.files)

    @property
    def removed(self) -> int:
        return sum(file.removed for file in self.files)

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Of its rules."""
        return tuple(outcome for outcome in Outcome if outcome in {r.outcome for r in self.rules})

    def hunks(self) -> Iterator[tuple[str, FileDiff, Hunk]]:
        """Each with its anchor."""
        for at, file in enumerate(self.files):
            for index, hunk in enumerate(file.hunks):
                yield f"p{self.number}f{at}h{index}", file, hunk


@dataclass(frozen=True, slots=True)
class Review:
    """The whole review."""

    title: str
    cover: Mail | None
    #: The cover letter without what git writes below it.
    letter: tuple[Block, ...]
    base: str
    patches: tuple[Patch, ...]
    functions: tuple[Function, ...]
    fates: tuple[Fate, ...]
    #: Called functions, and the lines that refer to each; None if nothing was counted.
    totals: Counts | None
    links: Counts | None
    proof: SeriesProof | None

    @property
    def key(self) -> str:
        """The key under which notes are kept: the same for the same mails."""
        digest = hashlib.sha256()
        for mail in (self.cover, *(patch.mail for patch in self.patches)):
            digest.update(mail.data if mail else b"")
        return digest.hexdigest()[:16]

    @property
    def tested(self) -> Paragraph | None:
        """Where the letter begins to say what was tested."""
        words = (block for block in self.letter if isinstance(block, Paragraph))
        return next((block for block in words if block.text.startswith("Tested")), None)

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that are touched."""
        return tuple(sorted({file.path for patch in self.patches for file in patch.files}))


def make_review(letters: Letters, pack: Pack, proof: SeriesProof | None = None) -> Review:
    """The review of a series made by the pack, or by anybody. Raises UsageError if it is not a
    diff.
    """
    behind = Behind(pack)
    proofs = proof.patches if proof else (None,) * len(letters.patches)
    patches = tuple(
        _patch(number, mail, behind, shown)
        for number, (mail, shown) in enumerate(zip(letters.patches, proofs, strict=True), 1)
    )
    text = letters.cover.message if letters.cover else ""
    base = _BASE.search(text)
    letter = read_prose(_BASE.sub("", _DIFFSTAT.sub("", _SHORTLOG.sub("", f"{text}\n"))))
    references = proof.references if proof else ()
    found = fates_of_references(references)
    # A letter groups compat code, which names dozens of functions once each.
    counted = fates_of(letter)
    return Review(
        letters.cover.subject if letters.cover else patches[0].mail.subject,
        letters.cover,
        letter,
        base[1] if base else (proof.base if proof else ""),
        patches,
        tuple(_functions(patches, pack, found or counted, references)),
        counted or found,
        counts_of(letter, ""),
        counts_of(letter, "function") or counts_of_links(proof.links if proof else ()),
        proof,
    )


def _patch(number: int, mail: Mail, behind: Behind, proof: PatchProof | None) -> Patch:
    words, _, below = f"{mail.message}\n".partition("\n---\n")
    words, trailers = split_trailers(words)
    rules = behind.rules_of(mail)
    if proof and proof.rule:
        named = proof.rule.split(", ")
        rules = tuple(rule for rule in behind.pack.rules if rule.id in named)
    return Patch(
        number,
        mail,
        read_prose(words),
        trailers,
        read_prose(_DIFFSTAT.sub("", f"{below}\n")),
        read_diff(mail),
        rules,
        proof,
    )


def _functions(
    patches: Sequence[Patch],
    pack: Pack,
    fates: Sequence[Fate],
    references: Sequence[Reference],
) -> Iterator[Function]:
    """The functions of libraries which the series touches, or the cover letter mentions."""
    known = {symbol for library in pack.libraries for symbol in library.symbols}
    known |= {name for patch in patches for rule in patch.rules for name in rule.names}
    known |= {name for entrypoint in pack.entrypoints for name in entrypoint.functions}
    spots: dict[str, list[Spot]] = defaultdict(list)
    for patch in patches:
        for anchor, file, hunk in patch.hunks():
            for name, counts in _named(hunk, known).items():
                place = f"{file.path}:{hunk.old.start or 1}"
                spots[name].append(Spot(patch.number, anchor, place, *counts))
    mentioned = {fate.name for fate in fates} & known
    found = {reference.symbol for reference in references}
    for name in sorted(
        {*spots, *mentioned, *found}, key=lambda name: (name not in mentioned | found, name)
    ):
        outcomes = {fate.outcome for fate in fates if fate.name == name}
        yield Function(
            name,
            tuple(outcome for outcome in OUTCOMES if outcome in outcomes),
            tuple(reference for reference in references if reference.symbol == name),
            tuple(spots[name]),
        )


def _named(hunk: Hunk, known: set[str]) -> dict[str, tuple[int, int, int]]:
    """Name -> the number of removed, added and unchanged lines that contain it."""
    found: dict[str, dict[Side, int]] = {}
    for line in hunk.lines:
        for name in set(_WORD.findall(line.text)) & known:
            found.setdefault(name, dict.fromkeys(Side, 0))[line.side] += 1
    return {
        name: (count[Side.OLD], count[Side.NEW], count[Side.BOTH])
        for name, count in sorted(found.items())
    }
