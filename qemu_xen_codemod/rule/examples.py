# SPDX-License-Identifier: GPL-2.0-or-later
"""Test a rule by its own examples.

Each example's `before` must become its `after`, byte for byte. `after` must stay unchanged when the
rule runs again, and so must each `unchanged` case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import unified_diff
from typing import Protocol

from qemu_xen_codemod.errors import CodemodError, Place
from qemu_xen_codemod.rule.rule import Rule


@dataclass(frozen=True, slots=True)
class Tried:
    """What a rule made of a few files."""

    #: All files, as the rule leaves them.
    files: Mapping[str, bytes]
    #: Why code was left as it was: `path:line:column: why`, or an error about the whole rule.
    reasons: tuple[str, ...] = ()


class Run(Protocol):
    """Runs a rule on a few files."""

    def __call__(self, rule: Rule, files: Mapping[str, bytes], /) -> Tried: ...


@dataclass(frozen=True, slots=True)
class ExampleFailure:
    """A difference between an example and what the rule does."""

    #: Rule id.
    rule: str
    #: The example's or the unchanged case's name.
    name: str
    what: str
    #: Unified diff from the expected to the actual result, "" if the run itself failed.
    diff: str
    #: Where the case is written.
    place: Place
    #: Why the rule left code as it was, one line each.
    reasons: tuple[str, ...] = ()

    def render(self) -> str:
        """`path:line:column: error: what`, the diff and the reasons."""
        return f"{self.place}: error: {self.message}"

    @property
    def message(self) -> str:
        """The same without the place."""
        refused = (f"refused: {reason}" for reason in self.reasons)
        return "\n".join(filter(None, (f"{self.name}: {self.what}", self.diff, *refused)))


def check_rule(rule: Rule, run: Run) -> list[ExampleFailure]:
    """The failures of the rule's cases, in order."""
    failures: list[ExampleFailure] = []

    def check(
        name: str, place: Place, what: str, files: Mapping[str, bytes], want: Mapping[str, bytes]
    ) -> bool:
        try:
            tried = run(rule, files)
        except CodemodError as error:
            failures.append(ExampleFailure(rule.id, name, error.render(), "", place))
            return False
        is_right = dict(tried.files) == dict(want)
        if not is_right:
            diff = files_diff(want, tried.files)
            failures.append(ExampleFailure(rule.id, name, what, diff, place, tried.reasons))
        return is_right

    for example in rule.examples:
        wrong = "before does not become after"
        if check(example.name, example.place, wrong, example.before, example.after):
            again = "after changes when the rule runs again"
            check(example.name, example.place, again, example.after, example.after)
    for case in rule.unchanged:
        check(case.name, case.place, "code that must stay is changed", case.code, case.code)
    return failures


def files_diff(want: Mapping[str, bytes], found: Mapping[str, bytes]) -> str:
    """A diff for people, from `want` to `found`: bytes that are not text are escaped."""
    parts: list[str] = []
    for path in sorted(want.keys() | found.keys()):
        parts.extend(
            unified_diff(
                _lines(want.get(path, b"")),
                _lines(found.get(path, b"")),
                f"{path} (expected)",
                f"{path} (found)",
                lineterm="",
            )
        )
    return "\n".join(parts)


def _lines(data: bytes) -> list[str]:
    """Lines that show carriage returns and a missing final newline."""
    lines = data.decode("utf-8", "backslashreplace").replace("\r", "\\r").split("\n")
    if lines[-1]:
        lines[-1] += "\\ (no newline at the end)"
        return lines
    return lines[:-1]
