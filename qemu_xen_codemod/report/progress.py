# SPDX-License-Identifier: GPL-2.0-or-later
"""A progress bar on a terminal, for work of more than a second."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from qemu_xen_codemod.plan import Progress
from qemu_xen_codemod.report.terminal import Terminal, is_terminal
from qemu_xen_codemod.signals import postponed

#: Seconds without output, and between two updates.
_PATIENCE = 1.0
_PAUSE = 0.1
#: Columns of the bar itself.
_SIZE = 20


@contextmanager
def progress_bar(out: TextIO) -> Iterator[Progress | None]:
    """The function to call with progress; None if there is no terminal to show it on."""
    if not is_terminal(out):
        yield None
        return
    bar = _Bar(Terminal(out, color=False))
    thread = threading.Thread(target=bar.draw, daemon=True)
    with postponed():
        thread.start()
    try:
        yield bar.tell
    finally:
        with postponed():
            bar.stopped.set()
        thread.join()


class _Bar:
    """Records the progress, and shows it if the work takes long."""

    def __init__(self, terminal: Terminal) -> None:
        self.stopped = threading.Event()
        self._terminal = terminal
        self._told = (0, 1, "searching", 0, 1)

    def tell(self, rule: int, rules: int, name: str, done: int, total: int) -> None:
        self._told = (rule, max(rules, 1), name, done, max(total, 1))

    def draw(self) -> None:
        """Until `stopped` is set; nothing if that happens before the first update."""
        if self.stopped.wait(_PATIENCE):
            return
        while True:
            self._terminal.status(self._text())
            if self.stopped.wait(_PAUSE):
                break
        self._terminal.status("")

    def _text(self) -> str:
        rule, rules, name, done, total = self._told
        full = int(_SIZE * min((rule + done / total) / rules, 1))
        files = f", {done} of {total} files" if total > 1 else ""
        return f"[{'#' * full}{' ' * (_SIZE - full)}] {name}{files}"
