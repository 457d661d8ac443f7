"""A progress bar on a terminal, for work of more than a second."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from qemu_xen_codemod.plan import Progress

#: Seconds of silence.
_PATIENCE = 1.0


@contextmanager
def progress_bar(out: TextIO) -> Iterator[Progress | None]:
    """What to tell the progress to; None where there is no terminal to show it on."""
    if not out.isatty():
        yield None
        return
    bar = _Bar(out)
    timer = threading.Timer(_PATIENCE, bar.show)
    timer.daemon = True
    timer.start()
    try:
        yield bar.tell
    finally:
        timer.cancel()
        bar.close()


class _Bar:
    """Keeps what it was told, and shows it from when `show` is called."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._told = (0, 1, "searching", 0, 1)
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def tell(self, rule: int, rules: int, name: str, done: int, total: int) -> None:
        self._told = (rule, max(rules, 1), name, done, max(total, 1))

    def show(self) -> None:
        with self._lock:
            if not self._stopped.is_set():
                self._thread = threading.Thread(target=self._draw, daemon=True)
                self._thread.start()

    def close(self) -> None:
        with self._lock:
            self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def _draw(self) -> None:
        # Not needed by a run of less than a second.
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        columns = (BarColumn(20), TextColumn("{task.description}", markup=False))
        console = Console(file=self._out)
        with Progress(*columns, console=console, transient=True, auto_refresh=False) as shown:
            task = shown.add_task("searching", total=1.0)
            while not self._stopped.is_set():
                rule, rules, name, done, total = self._told
                part = (rule + done / total) / rules
                files = f", {done} of {total} files" if total > 1 else ""
                shown.update(task, completed=part, description=name + files, refresh=True)
                time.sleep(0.1)
