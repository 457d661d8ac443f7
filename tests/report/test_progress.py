# SPDX-License-Identifier: GPL-2.0-or-later
"""The progress bar: on a terminal, for work that takes long."""

from __future__ import annotations

import io
import threading

import pytest

from qemu_xen_codemod.report.progress import progress_bar
from tests.report.screen import ODD, SHOWN, Screen


def test_progress_is_shown_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a second, on one line that is at most as wide as the terminal, and removed in
    the end.
    """
    shown = threading.Event()

    class Watched(Screen):
        def write(self, text: str) -> int:
            if "hw" in text:
                shown.set()
            return super().write(text)

    monkeypatch.setattr("qemu_xen_codemod.report.progress._PATIENCE", 0.0)
    out = Watched()
    with progress_bar(out) as tell:
        assert tell
        tell(1, 4, f"hw{ODD}" + "x" * 80, 5, 10)
        assert shown.wait(10)
    text = out.getvalue()
    assert text.endswith("\r\x1b[K")
    line = next(part for part in text.split("\r\x1b[K") if "hw" in part)
    assert line.startswith(f"[#######             ] hw{SHOWN}xx")
    assert len(line) == 59


def test_no_progress_of_short_work_or_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written before a second has passed, nor without a terminal."""
    out = Screen()
    with progress_bar(out) as tell:
        assert tell
    assert out.getvalue() == ""
    with progress_bar(io.StringIO()) as tell:
        assert tell is None
    monkeypatch.setenv("TERM", "dumb")
    with progress_bar(Screen()) as tell:
        assert tell is None
