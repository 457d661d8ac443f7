# SPDX-License-Identifier: GPL-2.0-or-later
"""The sources of the site."""

from __future__ import annotations

from pathlib import Path

from tools.docs_source import with_captions, write_source


def test_files_have_their_names() -> None:
    """A block with a title is a file that a command reads; other blocks stay as they are."""
    page = '```text\na\n```\n```c title="a.c"\nint a;\n```\n'
    assert with_captions(page) == (
        "```text\na\n```\n```{code-block} c\n:caption: a.c\n\nint a;\n```\n"
    )


def test_no_title_is_left(tmp_path: Path) -> None:
    """Sphinx would take it for a language, and show no name."""
    write_source(tmp_path / "docs")
    pages = [page.read_text() for page in (tmp_path / "docs").glob("*.md")]
    assert any(":caption: " in page for page in pages)
    assert not any(' title="' in page for page in pages)
