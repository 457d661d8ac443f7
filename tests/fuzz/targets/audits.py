# SPDX-License-Identifier: GPL-2.0-or-later
"""Output of one audit that another one reads, broken: baselines, and the file of --against."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

from qemu_xen_codemod.audit.against import marks_of_other
from qemu_xen_codemod.audit.baseline import read_baseline, write_baseline
from qemu_xen_codemod.audit.compare import compare
from qemu_xen_codemod.audit.finding import Finding, Mark, Origin
from qemu_xen_codemod.step.own_names import OwnNames
from tests.fuzz.case import Case, Failure, bounded
from tests.fuzz.mutation import mutated_data, mutated_text

_BASELINE, _SAVED = "baseline", "saved"
_FINDINGS = (
    Finding("xc_first", "libxenctrl", "hw/xen/a.c", 3, 5, "one", text="\trc = xc_first(a,\tb);"),
    Finding("xc_second", "libxenctrl", "hw/xen/\udcff\nb.c", 1, 1, "", text="xc_second(\\n);"),
)
_WORDS = (
    b"\t",
    b"\\t",
    b"\\",
    b"#",
    b"# codemod audit baseline 1: objects\n",
    b"source",
    b"\n\n",
    b"\r\n",
)


class Audits:
    suffix = ".txt"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        path = folder / "sound"
        write_baseline(path, _FINDINGS, Origin.SOURCE)
        self._baseline = path.read_bytes()
        rows = [
            {
                "symbol": finding.symbol,
                "path": "a.c",
                "function": finding.function,
                "text": finding.text,
            }
            for finding in _FINDINGS
        ]
        self._saved: dict[str, Any] = {"from": "source", "references": rows, "notes": []}

    def make(self, rng: Random) -> Case:
        if rng.random() < 0.5:
            return Case(mutated_text(rng, self._baseline, (self._baseline,), _WORDS), _BASELINE)
        if rng.random() < 0.5:
            text = json.dumps(mutated_data(rng, self._saved), ensure_ascii=rng.random() < 0.5)
            return Case(text.encode("utf-8", "surrogatepass"), _SAVED)
        data = json.dumps(self._saved).encode()
        return Case(mutated_text(rng, data, (data,), _WORDS), _SAVED)

    def run(self, case: Case) -> str:
        path = self._folder / "input"
        path.write_bytes(case.data)
        with bounded():
            if case.beside == _SAVED:
                marks = marks_of_other(str(path), self._folder, (), OwnNames(), (), Origin.SOURCE)
            else:
                marks = read_baseline(path, Origin.SOURCE)
                self._check_written(marks)
            compare(_FINDINGS, marks, "input")
        return "read"

    def _check_written(self, marks: tuple[Mark, ...]) -> None:
        """Written again it is read as the same. Raises Failure."""
        found = [
            Finding(mark.symbol, "", mark.path, 0, 0, mark.function, text=mark.text)
            for mark in marks
        ]
        path = self._folder / "again"
        path.unlink(missing_ok=True)
        write_baseline(path, found, Origin.SOURCE)
        wanted = {finding.mark for finding in found}
        if (again := set(read_baseline(path, Origin.SOURCE))) != wanted:
            raise Failure("again", repr(wanted ^ again)[:300])
