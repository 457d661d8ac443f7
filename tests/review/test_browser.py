# SPDX-License-Identifier: GPL-2.0-or-later
"""The page in Chromium, opened as a reviewer opens it: as a file."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from email import message_from_string
from pathlib import Path
from typing import Any

import pytest

from qemu_xen_codemod import cli
from tests.review.browser import Browser, Page
from tests.review.conftest import BREAKS, IMAGE, SCRIPT, MakeSeries

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("browser")) as browser:
        yield browser


@pytest.fixture
def page_file(series: Path, tmp_path: Path) -> Path:
    return written(series, tmp_path / "review.html")


def written(series: Path, path: Path) -> Path:
    assert cli.main(["review", str(series), "-o", str(path)]) == 0
    return path


def shown(page: Page, selector: str) -> bool:
    """Whether the first match of the selector is visible on the screen."""
    found = page.value(f"document.querySelector({json.dumps(selector)}).getClientRects().length")
    return bool(found)


def until(page: Page, expression: str) -> Any:
    """The value when it is true; browsers do some things later."""
    end = time.monotonic() + 20
    while not (value := page.value(expression)):
        assert time.monotonic() < end, expression
        time.sleep(0.05)
    return value


def test_markup_of_a_mail_is_text(browser: Browser, hostile: Path, tmp_path: Path) -> None:
    """None of it runs, is loaded or becomes an element; also if it is noted and searched."""
    page = browser.open(written(hostile, tmp_path / "h.html"))
    title = page.value("document.title")
    assert title == f"{BREAKS}{SCRIPT}"
    for key in ("j", "c"):
        page.key(key)
    page.type(f"{SCRIPT}{IMAGE}{BREAKS}")
    page.key("Escape")
    page.key("/")
    page.type("script")
    assert page.value("document.querySelectorAll('#found a').length") > 0
    page.key("Escape")
    page.key("r")
    assert SCRIPT in page.value("document.getElementById('mails-text').value")
    assert page.value("document.title") == title
    assert page.value("document.querySelectorAll('img, iframe, object, embed').length") == 0
    assert page.value("document.scripts.length") == 2
    assert page.value("document.querySelector('h1').textContent") == title
    assert IMAGE in page.value("document.querySelector('.hunk').textContent")
    assert page.complaints() == []
    assert [url for url in page.requests() if not url.startswith("file:")] == []


def test_the_policy_stops_what_is_not_the_pages_own(browser: Browser, page_file: Path) -> None:
    """A script injected into it would not run, and could request nothing."""
    page = browser.open(page_file)
    page.value(
        "(() => { const one = document.createElement('script');"
        " one.textContent = 'document.title = 1'; document.body.append(one);"
        " const image = new Image(); image.src = 'http://127.0.0.1:9/x'; })()"
    )
    assert page.value("document.title") == "a series"
    assert page.value("fetch('http://127.0.0.1:9/').then(() => 1, () => 0)") == 0
    assert any("Content Security Policy" in complaint for complaint in page.complaints())


def test_notes_are_kept_and_become_a_reply(
    browser: Browser, page_file: Path, tmp_path: Path
) -> None:
    """On the message, on a line, on a hunk; also after a reload."""
    page = browser.open(page_file)
    page.key("n")
    page.click("#p1 .message > .add-note")
    page.type("A question.")
    page.key("Escape")
    page.click("#p1f0h0 .run:not(.same) .n i")
    page.type("Which handle?\n\nFrom here on.")
    page.key("Escape")
    page.click("#p2f0h0 .place .add-note")
    page.type("Twice the same.")
    page.key("Escape")
    page.load(page_file)
    assert page.value("document.getElementById('notes').textContent") == "3"
    assert page.value(
        "[...document.querySelectorAll('.note textarea')].map((one) => one.value)"
    ) == [
        "A question.",
        "Which handle?\n\nFrom here on.",
        "Twice the same.",
    ]
    page.key("r")
    text = page.value(
        "(() => { const which = document.getElementById('mails-which'); which.value = '1';"
        " which.dispatchEvent(new Event('change'));"
        " return document.getElementById('mails-text').value; })()"
    )
    mail = message_from_string(text)
    assert mail["To"] == "Ann Author <ann@example.org>"
    assert mail["Subject"] == "Re: [PATCH 1/2] xen: shut down the domain without libxenctrl"
    assert mail.get_payload() == (
        "On Thu, 1 Jan 1970 00:00:00 +0000, Ann Author wrote:\n\n"
        "> Why xc_domain_shutdown() goes.\n>\n"
        "> Signed-off-by: Ann Author <ann@example.org>\n\nA question.\n\n"
        "> diff --git a/hw/xen/a.c b/hw/xen/a.c\n> @@ -10,7 +10,7 @@ int stop(int why)\n"
        ">  {\n>      int rc;\n>      /* now */\n"
        "> -    rc = xc_domain_shutdown(handle, domid, why);\n"
        "> +    rc = xendevicemodel_shutdown(dmod, domid, why);\n"
        "\nWhich handle?\n\nFrom here on.\n"
    )
    page.save_downloads(tmp_path)
    page.click("#mails-save")
    page.click("#mails-save-all")
    saved = tmp_path / "reply-0001.eml"
    mbox = tmp_path / "replies.mbox"
    end = time.monotonic() + 20
    while not (saved.exists() and mbox.exists()):
        assert time.monotonic() < end
        time.sleep(0.05)
    assert saved.read_text() == text
    mails = mbox.read_text()
    assert mails.count("\nSubject: ") == 2
    assert "\n>From here on.\n" in mails
    page.key("Escape")


def test_a_note_that_is_deleted_is_gone(browser: Browser, page_file: Path) -> None:
    """From the page and from the browser's storage."""
    page = browser.open(page_file)
    page.value("localStorage.clear()")
    page.load(page_file)
    page.key("j")
    page.key("c")
    page.type("No.")
    page.click(".note button")
    page.load(page_file)
    assert page.value("document.querySelectorAll('.note').length") == 0
    assert page.value("document.getElementById('notes').textContent") == "0"


def test_keys(browser: Browser, page_file: Path) -> None:
    """Each key in the list of keys."""
    page = browser.open(page_file)
    page.value("localStorage.clear()")
    page.load(page_file)
    here = "(document.querySelector('.hunk.here') || {}).id"
    page.key("j")
    assert page.value(here) == "p1f0h0"
    page.key("j")
    assert page.value(here) == "p2f0h0"
    page.key("k")
    assert page.value(here) == "p1f0h0"
    page.key("n")
    page.key("x")
    assert page.value("document.querySelectorAll('article.is-read').length") == 1
    assert page.value("document.getElementById('progress-text').textContent") == "1 of 2 read"
    page.key("x")
    assert page.value("document.querySelectorAll('article.is-read').length") == 0
    page.key("?")
    assert page.value("document.getElementById('keys').open")
    keys = set(
        page.value("[...document.querySelectorAll('#keys kbd')].map((one) => one.textContent)")
    )
    assert keys == {*"jknpgfcxr/ut?", "Esc"}
    page.key("Escape")
    until(page, "!document.getElementById('keys').open")
    page.key("u")
    assert page.value("document.documentElement.dataset.view") == "unified"
    page.key("u")
    page.key("f")
    page.key("g")
    until(page, "window.scrollY < 200")
    page.key("p")
    page.key("r")
    assert page.value("document.getElementById('mails').open")
    page.key("Escape")
    until(page, "!document.getElementById('mails').open")
    page.key("/")
    assert page.value("document.activeElement.id") == "find"
    page.type("xc_domain_shutdown(")
    until(page, "document.getElementById('find').value")
    assert page.value("document.querySelector('#found p').textContent") == "3 places"
    page.key("Enter")
    page.key("Enter")
    assert page.value(here) == "p1f0h0"
    page.key("Enter", shift=True)
    page.key("Escape")
    assert page.complaints() == []


def test_a_function_leads_to_its_places(browser: Browser, page_file: Path) -> None:
    """Its name in a hunk links to its entry, and from there back; all are marked."""
    page = browser.open(page_file)
    page.click("#p1f0h0 a.fn")
    until(page, "document.getElementById('fn-xc_domain_shutdown').open")
    assert page.value("document.querySelectorAll('.fn.marked').length") >= 3
    page.click("#fn-xc_domain_shutdown a[href='#p2f0h0']")
    assert page.value("document.querySelector('.hunk.here').id") == "p2f0h0"


@pytest.mark.parametrize(
    ("width", "scheme", "side_by_side"),
    [
        pytest.param(1400, "light", True, id="wide"),
        pytest.param(480, "dark", False, id="narrow"),
    ],
)
def test_widths_and_themes(
    browser: Browser, page_file: Path, width: int, scheme: str, *, side_by_side: bool
) -> None:
    """Nothing is wider than the window; colours are the system's, until `t` is pressed."""
    page = browser.open(page_file, width=width, prefers_color_scheme=scheme)
    page.value("localStorage.clear()")
    page.load(page_file)
    assert page.value("document.documentElement.scrollWidth") <= width
    assert shown(page, ".same .n") is side_by_side
    background = "getComputedStyle(document.body).backgroundColor"
    dark, light = "rgb(20, 23, 27)", "rgb(255, 255, 255)"

    def turns(colour: str) -> bool:
        return bool(until(page, f"{background} === '{colour}'"))

    assert page.value(background) == (dark if scheme == "dark" else light)
    page.key("t")
    assert turns(light)
    page.key("t")
    assert turns(dark)
    page.load(page_file)
    assert turns(dark)


def test_old_lines_come_before_new_ones_when_narrow(
    browser: Browser, make_series: MakeSeries, tmp_path: Path
) -> None:
    """As in a diff, whatever is side by side in a wide window."""
    diff = (
        "diff --git a/a.c b/a.c\n--- a/a.c\n+++ b/a.c\n@@ -1,2 +1,2 @@\n"
        "-one(a, b);\n-two(a, b);\n+one(a, c);\n+two(a, c);\n"
    )
    page = browser.open(written(make_series(("s", "w", diff)), tmp_path / "r.html"), width=480)
    order = page.value(
        "[...document.querySelectorAll('.run .o, .run .n')].sort((a, b) =>"
        " a.getBoundingClientRect().top - b.getBoundingClientRect().top)"
        ".map((one) => one.textContent)"
    )
    assert order == ["1one(a, b);", "2two(a, b);", "1one(a, c);", "2two(a, c);"]


def test_print(browser: Browser, page_file: Path) -> None:
    """At least a page for each patch, light, without controls."""
    page = browser.open(page_file, prefers_color_scheme="dark")
    data = page.pdf()
    assert data.startswith(b"%PDF-")
    assert data.count(b"/Type /Page\n") + data.count(b"/Type /Page ") >= 3
    page.send("Emulation.setEmulatedMedia", {"media": "print"})
    assert not shown(page, ".bar")
    assert not shown(page, ".add-note")
    assert page.value("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_two_hundred_patches(browser: Browser, make_series: MakeSeries, tmp_path: Path) -> None:
    """They are loaded in seconds, and a key or a search does not make the reader wait."""
    lines = "".join(
        f"-    old_{n}(state, {n});\n+    new_{n}(state, {n}, 0);\n     keep();\n"
        for n in range(80)
    )
    patches = []
    for n in range(200):
        name = f"a{n % 40}.c"
        head = f"diff --git a/{name} b/{name}\n--- a/{name}\n+++ b/{name}\n@@ -1,160 +1,160 @@\n"
        patches.append((f"hw: patch {n}", "Words.\n" * 8, head + lines))
    path = written(make_series(*patches, letter="Many."), tmp_path / "many.html")
    start = time.monotonic()
    page = browser.open(path)
    assert time.monotonic() - start < 20
    assert page.value("document.querySelectorAll('section.hunk').length") == 200
    start = time.monotonic()
    for _ in range(10):
        page.key("j")
    page.key("/")
    page.type("new_79(")
    assert page.value("document.querySelector('#found p').textContent") == "200 places"
    assert time.monotonic() - start < 20
    assert path.stat().st_size < 20_000_000


@pytest.mark.parametrize(
    ("scheme", "ground", "ink"),
    [
        pytest.param("light", "rgb(255, 255, 255)", "rgb(29, 33, 38)", id="light"),
        pytest.param("dark", "rgb(20, 23, 27)", "rgb(223, 228, 234)", id="dark"),
    ],
)
def test_the_picture_as_a_file(
    browser: Browser, series: Path, tmp_path: Path, scheme: str, ground: str, ink: str
) -> None:
    """Its colours are the reader's, and no text reaches over its edge or into the squares."""
    page = browser.open(written(series, tmp_path / "p.svg"), prefers_color_scheme=scheme)
    assert page.value("getComputedStyle(document.querySelector('.ground')).fill") == ground
    assert page.value("getComputedStyle(document.querySelector('.title')).fill") == ink
    assert page.value(_OUTSIDE) == []


_OUTSIDE = """
(() => {
  const edge = document.querySelector('.ground').getBoundingClientRect();
  const inside = one => one.left >= edge.left && one.right <= edge.right
    && one.top >= edge.top && one.bottom <= edge.bottom;
  const squares = Math.min(...[...document.querySelectorAll('.band rect')]
    .map(one => one.getBoundingClientRect().left));
  return [...document.querySelectorAll('text, rect')]
    .filter(one => !inside(one.getBoundingClientRect())
      || one.matches('.fname') && one.getBoundingClientRect().right > squares)
    .map(one => one.textContent);
})()
"""
