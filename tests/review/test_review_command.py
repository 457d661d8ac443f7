# SPDX-License-Identifier: GPL-2.0-or-later
"""`codemod review` on the command line."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from qemu_xen_codemod import cli
from tests.report.screen import on_terminal, wild
from tests.review.conftest import DIFF, MakeSeries
from tests.test_machine_faults import no_file_larger_than
from tests.verify.conftest import Sample


def review(*words: str | Path) -> int:
    return cli.main(["review", *map(str, words)])


def test_a_page_is_written(series: Path, tmp_path: Path) -> None:
    """The complete page."""
    assert review(series, "-o", tmp_path / "r.html") == 0
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert page.endswith("</html>\n")


def test_a_page_is_replaced_as_a_whole(series: Path, tmp_path: Path) -> None:
    """With its mode, and through a link; if a page does not fit, the old one stays."""
    page = tmp_path / "r.html"
    page.write_text("old")
    page.chmod(0o640)
    (tmp_path / "link.html").symlink_to("r.html")
    with no_file_larger_than(4000):
        assert review(series, "-o", tmp_path / "link.html") == 2
    assert page.read_text() == "old"
    assert review(series, "-o", tmp_path / "link.html") == 0
    assert page.read_text(encoding="utf-8").endswith("</html>\n")
    assert stat.S_IMODE(page.stat().st_mode) == 0o640
    assert sorted(path.name for path in tmp_path.glob("*.html")) == ["link.html", "r.html"]


def test_what_is_no_file_is_written_to(series: Path, tmp_path: Path) -> None:
    """A pipe, as in `-o >(gzip)`."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()), daemon=True)
    reader.start()
    assert review(series, "-o", pipe) == 0
    reader.join()
    assert read[0].endswith(b"</html>\n")


def test_standard_output(series: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`-o -` writes the same page there."""
    assert review(series, "-o", "-") == 0
    page = capsys.readouterr().out
    assert review(series, "-o", tmp_path / "r.html") == 0
    assert page == (tmp_path / "r.html").read_text(encoding="utf-8")


def test_files_and_mboxes(series: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder, its files and an mbox of them are the same series."""
    files = sorted(series.iterdir())
    (tmp_path / "all.mbox").write_bytes(b"\n".join(file.read_bytes() for file in files))
    texts = []
    for given in ([series], files, [tmp_path / "all.mbox"]):
        assert review(*given) == 0
        texts.append(capsys.readouterr().out)
    assert texts[0] == texts[1] == texts[2]


def test_the_default_is_the_folder_of_apply(
    series: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """patches_out."""
    series.rename(series.parent / "patches_out")
    monkeypatch.chdir(series.parent)
    assert review() == 0
    assert "1/2 xen: shut down the domain without libxenctrl" in capsys.readouterr().out


def test_plain_text(series: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not a terminal: no colours and no pager."""
    assert review(series) == 0
    out = capsys.readouterr().out
    assert not wild(out)
    for line in (
        "[PATCH 0/2] a series",
        "2 patches, 1 file, +2 -2, on 9822c7eda0c6",
        "- one thing, told in two lines",
        "xc_set_hvm_param       2  wrapped",
        "hw/xen/a.c +1 -1",
        "-    rc = xc_domain_shutdown(handle, domid, why);",
        "+    rc = xendevicemodel_shutdown(dmod, domid, why);",
        "  xen-domain-shutdown (rewritten)",
    ):
        assert f"\n{line}\n" in f"\n{out}", line


def test_colours(
    series: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As everywhere: --color, then NO_COLOR and FORCE_COLOR."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert review(series) == 0
    out = capsys.readouterr().out
    # The changed words stand out in the line.
    assert "\x1b[31m    rc = \x1b[m\x1b[1;7;31mxc_domain_shutdown\x1b[m" in out
    assert review(series, "--color", "never") == 0
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.slow
def test_through_the_pager(series: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal; its arguments are passed unchanged, without a shell."""
    pager = tmp_path / "my pager"
    pager.write_text('#!/bin/sh\necho "paged $1"; head -n 1\n')
    pager.chmod(stat.S_IRWXU)
    monkeypatch.setenv("PAGER", f"'{pager}' '$(touch x)'")
    out = on_terminal("review", series, folder=tmp_path)
    # A dumb terminal supports a pager no more than colours.
    assert "2 patches" in out
    monkeypatch.setenv("PAGER", f"'{pager}' '$(touch x)'")
    out = on_terminal("review", series, folder=tmp_path, term="xterm")
    assert out.splitlines()[0] == "paged $(touch x)"
    assert "[PATCH 0/2] a series" in out.splitlines()[1]
    assert len(out.splitlines()) == 2
    assert not (tmp_path / "x").exists()


@pytest.mark.slow
def test_a_pager_that_is_not_there(
    series: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything is shown without it."""
    monkeypatch.setenv("PAGER", "no-such-pager")
    assert "2/2 hw: more" in on_terminal("review", series, folder=tmp_path, term="xterm")


@pytest.mark.slow
def test_control_characters(hostile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """None of a mail's reaches a terminal."""
    monkeypatch.setenv("PAGER", "cat")
    out = on_terminal("review", hostile, folder=tmp_path)
    assert not wild(out)
    assert "\\x1b]0;x\\x07\\u202e" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["nowhere"], "there is no series at nowhere", id="no series"),
        pytest.param(["empty"], "there is no patch in empty", id="an empty folder"),
        pytest.param(["series", "-p", "b"], "-p requires --tree", id="-p alone"),
        pytest.param(["series", "--only", "x"], "--only requires --tree", id="--only alone"),
        pytest.param(["series", "-o", "empty"], "empty cannot be written", id="no file"),
        pytest.param(["series", "--tree", "nowhere"], "nowhere", id="no tree"),
        pytest.param(["broken.patch"], "broken.patch: its diff cannot be read", id="no diff"),
    ],
)
def test_wrong_usage(
    series: Path,
    words: list[str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What is wrong, and what to do."""
    monkeypatch.chdir(series.parent)
    Path("empty").mkdir()
    text = (series / "0001.patch").read_text().replace("@@ -10,7 +10,7 @@", "@@ -10,9 +10,9 @@")
    Path("broken.patch").write_text(text)
    assert review(*words) == 2
    err = capsys.readouterr().err
    assert said in err
    assert "help: " in err


def test_with_a_tree(sample: Sample, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Results of verify are next to each patch, and the tree's references are listed."""
    code = sample.tree / "hw/xen/a.c"
    text = code.read_bytes().replace(b"xc_set_hvm_param(a, 3);", b"xen_set(a, 3);")
    folder = sample.series(("hw: set it otherwise", {"hw/xen/a.c": text}))
    assert review(folder, "--tree", sample.tree, "-o", tmp_path / "r.html") == 0
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "verify: in part" in page
    assert "git am applies it" in page
    assert "<code>hw/xen/a.c:4</code> in <code>set</code>" in page
    assert review(folder, "--tree", sample.tree) == 0
    out = capsys.readouterr().out
    assert "proved: applies, result, parses" in out


def test_rules_of_ones_own(
    make_series: MakeSeries, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--rules` names the rules that the series may come from."""
    (tmp_path / "stop.cocci").write_text(
        "@@ expression H, D, W; @@\n"
        "- xc_domain_shutdown(H, D, W)\n"
        "+ xendevicemodel_shutdown(dmod, D, W)\n"
    )
    series = make_series(("Apply stop.cocci", "Words.", DIFF))
    assert review(series, "--rules", tmp_path / "stop.cocci") == 0
    assert "The rule of this patch:\n  stop (rewritten)\n" in capsys.readouterr().out
