# SPDX-License-Identifier: GPL-2.0-or-later
"""What can be shown for a patch without a build: its result, its syntax, its white space."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from qemu_xen_codemod.c.language import is_c
from qemu_xen_codemod.c.parse import errors_of
from qemu_xen_codemod.c.source import SourceFile
from qemu_xen_codemod.series.mail import Mail
from qemu_xen_codemod.verify.applied import Applied, Touched
from qemu_xen_codemod.verify.verdict import Check, Finding

_DAMAGE = re.compile(r"^(?P<path>.+?):(?P<line>\d{1,9}): (?P<what>[^\n]*?)\.?$")


class Results:
    """Compares a patch's index lines with the result, patch after patch."""

    def __init__(self) -> None:
        #: Files that differ from those of the series' own tree, with the number of the responsible
        #: patch.
        self._differs: dict[str, int] = {}

    def check(self, number: int, mail: Mail, touched: Mapping[str, Touched]) -> Iterator[Finding]:
        """`number`: the patch's, 1-based."""
        for line in mail.index_lines:
            item = touched.get(line.path)
            if item is None or not line.after.strip("0"):
                continue
            if item.after.startswith(line.after):
                self._differs.pop(line.path, None)
                continue
            if line.path in self._differs:
                # It applies to the result of an earlier patch, which was reported.
                continue
            self._differs[line.path] = number
            same_before = item.before.startswith(line.before) or not line.before.strip("0")
            yield Finding(
                Check.RESULT,
                f"the result is {item.after[:12]}, not {line.after[:12]} as in the tree that the"
                " patch was made in",
                line.path,
                help="the patch was edited after it was made: generate it again from a commit"
                if same_before
                else "it was made for another version of this file: generate the series again on"
                " this tree, or check out the series' base commit",
            )

    def missing(self, mail: Mail) -> str:
        """Why the result cannot be compared, "" if it can."""
        return "" if mail.index_lines else "the patch has no index lines"


def check_syntax(applied: Applied, patch: int) -> Iterator[Finding]:
    """New syntax errors of tree-sitter in the C files that a patch (0-based) touches."""
    for touched in applied.touched[patch]:
        after = applied.read(patch + 1, touched.path)
        if not is_c(touched.path) or after is None:
            continue
        before = applied.read(patch, touched.path) or b""
        old = errors_of(SourceFile(touched.path, before).tree)
        source = SourceFile(touched.path, after)
        new = errors_of(source.tree)
        if len(new) <= len(old):
            continue
        known = {before[span.start : span.end] for span in old}
        fresh = [span for span in new if after[span.start : span.end] not in known] or list(new)
        place = source.place(min(fresh[0].start, max(len(after) - 1, 0)))
        yield Finding(
            Check.PARSES,
            "new syntax error",
            touched.path,
            place.line,
            place.excerpt(),
            "compare this line with the one before the patch: a bracket or a semicolon is missing "
            "or extra",
        )


def check_whitespace(applied: Applied, patch: int) -> Iterator[Finding]:
    """What `git diff --check` reports for a patch (0-based)."""
    damage = applied.whitespace_damage(patch).splitlines()
    for index, line in enumerate(damage):
        found = _DAMAGE.match(line)
        if found is None or line.startswith(("+", "-")):
            continue
        shown = (
            damage[index + 1] if index + 1 < len(damage) and damage[index + 1][:1] == "+" else ""
        )
        yield Finding(
            Check.WHITESPACE,
            found["what"],
            found["path"],
            int(found["line"]),
            shown,
            "remove the white space and generate the patch again",
        )
