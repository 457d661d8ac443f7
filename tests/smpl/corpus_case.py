# SPDX-License-Identifier: GPL-2.0-or-later
"""A case of the corpus: why it fails, and how its expected file is updated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.edit.style import Style
from qemu_xen_codemod.printable import printable
from qemu_xen_codemod.smpl import Patched, apply_semantic_patch, parse_semantic_patch
from tests.smpl.judge import without_listed


@dataclass(frozen=True, slots=True)
class Case:
    """NAME.cocci applied to NAME.c gives NAME.res."""

    folder: Path
    name: str

    @property
    def patch(self) -> Path:
        return self.folder / f"{self.name}.cocci"

    @property
    def before(self) -> bytes:
        return (self.folder / f"{self.name}.c").read_bytes()

    @property
    def expected(self) -> Path:
        return self.folder / f"{self.name}.res"

    @property
    def is_unchanged(self) -> bool:
        """Whether the patch must leave its file unchanged."""
        return self.name.startswith("no_")

    def applied_to(self, data: bytes) -> Patched:
        patch = parse_semantic_patch(self.patch.read_text(encoding="utf-8"), self.patch.name)
        return apply_semantic_patch(patch, SourceFile("sample.c", data), Style())

    def fault(self) -> str | None:
        """Why it fails: the patch, a diff of expected and actual code, and the refusals."""
        patched = self.applied_to(self.before)
        wanted = self.expected.read_bytes() if self.expected.exists() else b""
        got = without_listed(patched)
        if got == wanted:
            return None
        parts = [
            f"{self.patch}:\n{self.patch.read_text(encoding='utf-8')}",
            self._diff(wanted, got),
            *self._refused(patched),
        ]
        if got == self.before:
            parts.append("The file is left as it was.\n")
        if not self.is_unchanged:
            parts.append("If this is right: pytest tests/smpl/test_corpus.py --update\n")
        return "\n".join(parts)

    def update(self) -> str | None:
        """Write the actual result to NAME.res; return the diff to the old one."""
        got = without_listed(self.applied_to(self.before))
        wanted = self.expected.read_bytes() if self.expected.exists() else b""
        # A case that must not change anything is right, whatever the patch does.
        if self.is_unchanged or got == wanted:
            return None
        self.expected.write_bytes(got)
        return self._diff(wanted, got)

    def _diff(self, wanted: bytes, got: bytes) -> str:
        names = (f"{self.expected.name}, expected", f"{self.name}.c patched, got")
        return "".join(unified_diff(_lines(wanted), _lines(got), *names, n=5))

    def _refused(self, patched: Patched) -> Iterator[str]:
        before = self.before
        for refusal in patched.refusals:
            line = before.count(b"\n", 0, refusal.span.start) + 1
            yield f"{self.name}.c:{line}: refused: {refusal.why}\n"


def _lines(data: bytes) -> list[str]:
    """Lines in which tabs, trailing spaces and a missing newline at the end are visible."""
    text = data.decode("utf-8", "backslashreplace")
    lines = [
        printable(line.replace("\t", "→\t"), keep="\t\n").rstrip("\n") + "\n"
        for line in text.splitlines(keepends=True)
    ]
    if text and not text.endswith("\n"):
        lines.append("\\ No newline at end of file\n")
    return lines
