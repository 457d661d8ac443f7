# SPDX-License-Identifier: GPL-2.0-or-later
"""Review -> one SVG, for a README or a mail: functions before and after, and each use by outcome.

It uses the page's own pictures, follows the reader's choice of light or dark, and loads nothing.
Its description has all of its numbers, for people who cannot see it.
"""

from __future__ import annotations

from dataclasses import dataclass

from qemu_xen_codemod.errors import UsageError
from qemu_xen_codemod.review.outcomes import Counts
from qemu_xen_codemod.review.picture import Totals, Uses, draw_totals, draw_uses
from qemu_xen_codemod.review.review import Review
from qemu_xen_codemod.review.templates import open_templates, read_parts

_MARGIN = 24
_TITLE_Y = 38
#: The height of the caption above a picture.
_CAPTION = 44
#: The longest line of a band's head, which may be wider than the squares.
_LEAST_WIDTH = 560


@dataclass(frozen=True, slots=True)
class Image:
    """The positions of its parts."""

    title: str
    description: str
    width: int
    height: int
    totals: Totals | None
    uses: Uses | None
    totals_y: int
    uses_y: int
    margin: int = _MARGIN
    title_y: int = _TITLE_Y


def review_image(review: Review) -> str:
    """The SVG; the same review gives the same text. Raises UsageError if there is nothing
    to count.
    """
    image = draw_image(review)
    style = read_parts("colours.css", "pictures.css", "image.css")
    return open_templates().get_template("image.svg").render(image=image, style=style)


def draw_image(review: Review) -> Image:
    """The counts above the uses. Raises UsageError if a series has neither."""
    totals, uses = draw_totals(review.totals), draw_uses(review.fates)
    if totals is None and uses is None:
        raise UsageError(
            "there is nothing to draw: the series has no table of uses and outcomes",
            help="name the checkout it is for: --tree TREE",
        )
    totals_y = _TITLE_Y + _CAPTION
    uses_y = totals_y + totals.height + _CAPTION if totals else totals_y
    below = uses_y + uses.height if uses else totals_y + (totals.height if totals else 0)
    width = max(_LEAST_WIDTH, *(item.width for item in (totals, uses) if item))
    return Image(
        review.title,
        " ".join((*_counts_told(review.totals), *_uses_told(uses))),
        width + 2 * _MARGIN,
        below + _MARGIN // 2,
        totals,
        uses,
        totals_y,
        uses_y,
    )


def _counts_told(counts: Counts | None) -> tuple[str, ...]:
    """A sentence for each row."""
    if counts is None:
        return ()
    return tuple(
        f"Functions without a stable ABI that are called, {row.name}: "
        + ", ".join(
            f"{number} {head}" for number, head in zip(row.numbers, counts.heads, strict=True)
        )
        + "."
        for row in counts.rows
    )


def _uses_told(uses: Uses | None) -> tuple[str, ...]:
    """A sentence for each outcome."""
    return tuple(
        f"{band.outcome.value} ({band.meaning}): "
        + ", ".join(f"{bar.name} {bar.uses}" for bar in band.bars)
        + "."
        for band in (uses.bands if uses else ())
    )
