# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/smpl-catalogue.md shows the current corpus."""

from __future__ import annotations

import re

from tests.smpl.test_corpus import CASES
from tools.smpl_catalogue import PAGE, page


def test_the_page_is_current() -> None:
    """The page is the output of `tools/smpl_catalogue.py`; run it after a change of the corpus."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_each_case_is_shown_once_and_whole() -> None:
    """Each case has its heading and table, and no example ends a code block early."""
    text = page()
    assert len(re.findall(r"^### ", text, re.MULTILINE)) == len(CASES)
    assert text.count("<table>") == text.count("</table>") == len(CASES)
    fences = re.findall(r"^```(\w*)$", text, re.MULTILINE)
    assert set(fences[::2]) == {"c", "diff"}
    assert set(fences[1::2]) == {""}
