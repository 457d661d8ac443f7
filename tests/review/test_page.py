# SPDX-License-Identifier: GPL-2.0-or-later
"""The page: everything in a mail is text, and nothing is loaded from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from qemu_xen_codemod.review.behind import built_in_pack
from qemu_xen_codemod.review.page import review_page
from qemu_xen_codemod.review.review import make_review
from qemu_xen_codemod.series.mail import read_letters
from tests.review.conftest import BREAKS, IMAGE, SCRIPT

#: Elements that load something, or run.
_LOADS = {"audio", "base", "embed", "iframe", "img", "link", "object", "source", "video"}


class Seen(HTMLParser):
    """What a browser makes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.text = ""
        self._inside = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag
        for name, many in (("script", self.scripts), ("style", self.styles)):
            if tag == name:
                many.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = "" if tag == self._inside else self._inside

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts[-1] += data
        elif self._inside == "style":
            self.styles[-1] += data
        else:
            self.text += data

    def attributes(self, name: str) -> list[str]:
        return [str(attrs[name]) for _, attrs in self.tags if name in attrs]


def page_of(series: Path) -> str:
    letters = read_letters([series])
    return review_page(make_review(letters, built_in_pack(letters.patches)))


def bare(text: str) -> str:
    return " ".join(text.split())


def test_markup_of_a_mail_is_text(hostile: Path) -> None:
    """In subjects, messages, tables, paths, the text after @@ and lines of code."""
    seen = Seen(page_of(hostile))
    tags = {tag for tag, _ in seen.tags}
    assert len(seen.scripts) == 2
    assert len(seen.styles) == 1
    assert not tags & _LOADS
    names = {name for _, attrs in seen.tags for name in attrs}
    assert not {name for name in names if name.startswith("on")}
    text = bare(seen.text)
    # Line by line, side by side: the code's line is as in the mail.
    for wanted in (SCRIPT, IMAGE, BREAKS, f'a "{BREAKS}" {{{{ 7 * 7 }}}}', f'b("{SCRIPT}");'):
        assert bare(wanted) in text, wanted
    assert "49" not in re.findall(r"\b49\b", text)
    assert "\\x1b]0;x\\x07\\u202e" in text


def test_no_control_characters(hostile: Path) -> None:
    """None of a mail's, and none that changes the direction of writing."""
    page = page_of(hostile)
    assert {char for char in page if not char.isprintable()} <= {"\n"}


def test_only_its_own_script_and_style_run(series: Path) -> None:
    """The policy has the digest of each, and allows nothing else."""
    seen = Seen(page_of(series))
    (policy,) = [
        str(attrs["content"])
        for tag, attrs in seen.tags
        if tag == "meta" and attrs.get("http-equiv") == "Content-Security-Policy"
    ]
    parts = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    digests = {
        kind: f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for kind, text in (("style-src", seen.styles[0]), ("script-src", seen.scripts[1]))
    }
    assert parts == {
        "default-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        **digests,
    }
    # The policy blocks inline styles: there is none.
    assert seen.attributes("style") == []


def test_nothing_is_loaded(series: Path) -> None:
    """No address except those of links in a letter, which are not followed automatically."""
    seen = Seen(page_of(series))
    assert seen.attributes("src") == []
    assert all(href.startswith("#") for href in seen.attributes("href"))
    assert "url(" not in seen.styles[0]


def test_links_lead_somewhere(series: Path) -> None:
    """Each anchor exists, once."""
    seen = Seen(page_of(series))
    ids = seen.attributes("id")
    assert len(ids) == len(set(ids))
    assert {href.removeprefix("#") for href in seen.attributes("href")} <= set(ids)


def test_what_a_page_tells(series: Path) -> None:
    """The letter's table, the rule of a patch, the functions with their hunks."""
    seen = Seen(page_of(series))
    text = bare(seen.text)
    assert "xen: shut down the domain without libxenctrl" in text
    assert "The rule of this patch: xen-domain-shutdown" in text
    assert "rewritten 1 · gone: replaced by a stable call" in text
    assert {"fn-xc_domain_shutdown", "p1f0h0", "p2"} <= set(seen.attributes("id"))
    assert "#fn-xc_domain_shutdown" in seen.attributes("href")
    assert "on 9822c7eda0c6" in text
    assert "Functions without a stable ABI that are called" in text
    assert "xc_domain_shutdown before: 1after: 0 1 → 0" in text
    assert "What was tested Tested: on a machine." in text
    assert "1: hw/xen/a.c +1 -1" in text
    # The text that git writes below a letter is elsewhere in the page.
    assert "1 file changed" not in text


def test_the_same_series_gives_the_same_page(series: Path) -> None:
    """Byte for byte; another series has its own notes."""
    page = page_of(series)
    assert page == page_of(series)
    key = json.loads(Seen(page).scripts[0])["key"]
    (series / "0002.patch").write_text((series / "0002.patch").read_text() + "\n")
    assert json.loads(Seen(page_of(series)).scripts[0])["key"] != key


def test_a_series_without_letter(make_series: Callable[..., Path]) -> None:
    """One patch, no rule, a new file, a renamed one and a binary one."""
    diff = (
        "diff --git a/n b/n\nnew file mode 100644\nindex 0000000..1111111\n--- /dev/null\n+++ b/n\n"
        "@@ -0,0 +1 @@\n+new\n\\ No newline at end of file\n"
        "diff --git a/o b/p\nsimilarity index 100%\nrename from o\nrename to p\n"
        "diff --git a/x.png b/x.png\nindex 1111111..2222222 100644\n"
        "Binary files a/x.png and b/x.png differ\n"
    )
    text = bare(Seen(page_of(make_series(("hw: one", "Words.", diff)))).text)
    assert "The series has no cover letter." in text
    for heading in ("n +1 -0 new file", "p +0 -0 renamed from o", "x.png +0 -0 binary"):
        assert heading in text.replace("\N{MINUS SIGN}", "-"), heading


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_line_ends(make_series: Callable[..., Path], end: str) -> None:
    """A carriage return is shown."""
    diff = f"diff --git a/a.c b/a.c\n--- a/a.c\n+++ b/a.c\n@@ -1 +1 @@\n-a;{end}+b;{end}"
    text = Seen(page_of(make_series(("hw: one", "Words.", diff)))).text
    assert ("a;\\r" in text) is (end == "\r\n")
