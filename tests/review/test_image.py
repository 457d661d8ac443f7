# SPDX-License-Identifier: GPL-2.0-or-later
"""The picture as a file: valid XML, all of its numbers in words, nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from qemu_xen_codemod import cli
from qemu_xen_codemod.review.picture import MEANING
from qemu_xen_codemod.rule.outcome import Outcome
from tests.review.conftest import DIFF, MakeSeries

_SVG = "{http://www.w3.org/2000/svg}"


def drawn(series: Path, path: Path) -> ElementTree.Element:
    assert cli.main(["review", str(series), "-o", str(path)]) == 0
    text = path.read_text(encoding="utf-8")
    assert "<!DOCTYPE" not in text
    return ElementTree.fromstring(text)  # noqa: S314 (made here, and without a DOCTYPE)


def text_of(root: ElementTree.Element, tag: str) -> str:
    found = root.find(f"{_SVG}{tag}")
    assert found is not None
    return "".join(found.itertext())


def test_a_series_without_numbers_has_no_picture(
    make_series: MakeSeries, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An error is reported, and no file is made."""
    series = make_series(("hw: more", "Because.", DIFF), letter="Words only.\n")
    assert cli.main(["review", str(series), "-o", str(tmp_path / "p.svg")]) == 2
    assert capsys.readouterr().err == (
        "error: there is nothing to draw: the series has no table of uses and outcomes\n"
        "help: name the checkout it is for: --tree TREE\n"
    )
    assert not (tmp_path / "p.svg").exists()


def test_markup_of_a_mail_is_text(hostile: Path, tmp_path: Path) -> None:
    """In the title, and in the names of functions; no control character is left."""
    root = drawn(hostile, tmp_path / "p.svg")
    tags = {element.tag.removeprefix(_SVG) for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "style", "rect", "text", "tspan", "g", "line"}
    assert '<script>document.title="owned"</script> 1' in text_of(root, "desc")
    text = (tmp_path / "p.svg").read_text(encoding="utf-8")
    assert {char for char in text if not char.isprintable()} <= {"\n"}


def test_nothing_is_loaded(series: Path, tmp_path: Path) -> None:
    """No address, no font, no link: a README may show it anywhere."""
    root = drawn(series, tmp_path / "p.svg")
    names = {name for element in root.iter() for name in element.attrib}
    assert not {name for name in names if "href" in name or "src" in name or name.startswith("on")}
    style = text_of(root, "style")
    assert not re.search(r"url\(|@import|@font-face", style)


def test_its_numbers_in_words(series: Path, tmp_path: Path) -> None:
    """A title and a description, which screen readers read out."""
    root = drawn(series, tmp_path / "p.svg")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "title desc"
    assert text_of(root, "title") == "a series"
    assert text_of(root, "desc") == (
        "Functions without a stable ABI that are called, in all:"
        " 16 before, 9 after, 5 with new functions."
        f" rewritten ({MEANING[Outcome.REWRITTEN]}): xc_domain_shutdown 1."
        f" wrapped ({MEANING[Outcome.WRAPPED]}): xc_set_hvm_param 2."
        f" retired ({MEANING[Outcome.RETIRED]}): compat code 30."
    )


def test_a_square_for_each_use(series: Path, tmp_path: Path) -> None:
    """By outcome, and below each other if there are many; all of it inside the picture."""
    root = drawn(series, tmp_path / "p.svg")
    squares = {
        band.get("class"): len(band.findall(f"{_SVG}rect"))
        for band in root.iter(f"{_SVG}g")
        if str(band.get("class")).startswith("band")
    }
    assert squares == {"band rewritten": 1, "band wrapped": 2, "band retired": 30}
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"


def test_with_one_half_only(make_series: MakeSeries, tmp_path: Path) -> None:
    """A letter may have one table and not the other."""
    letter = "function  uses  outcome\nxc_domain_shutdown  1  kept\nall  1\n"
    root = drawn(make_series(("x: y", "Z.", DIFF), letter=letter), tmp_path / "p.svg")
    assert root.find(f"{_SVG}g[@class='uses']") is not None
    assert root.find(f"{_SVG}g[@class='totals']") is None
