# SPDX-License-Identifier: GPL-2.0-or-later
"""Commit: what a rule, or several that share it, did to the tree, with its message."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qemu_xen_codemod.edit.edit import Change
from qemu_xen_codemod.errors import RuleError

#: Where `git am` would begin the diff, or the next mail, in the middle of a message.
_ENDS_MESSAGE = re.compile(r"---(\s*$|\s+\S)|diff -|Index: |From [^\n]*\d\d:\d\d")
#: What `git am` would remove from the first line of a message, taking it for a header.
_HEADER = re.compile(r"(From|Date|Subject|Content-[A-Za-z-]+):\s", re.IGNORECASE)
#: A line like `Reviewed-by: Ann Author <ann@example.org>`, as git takes it.
_TRAILER = re.compile(r"[A-Za-z][A-Za-z-]*: ")


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of the series; its changes are based on those of the commits before it."""

    #: The ids of the rules that change something.
    rules: tuple[str, ...]
    #: One line without a line end.
    subject: str
    #: What and why, wrapped; no sign-off.
    body: str
    changes: tuple[Change, ...]

    @property
    def made_by(self) -> str:
        """The rules, for an error message."""
        return f"rule{'s' if len(self.rules) > 1 else ''} {', '.join(self.rules)}"

    @property
    def message(self) -> str:
        """Subject and body as in a commit, one newline at the end."""
        body = self.body.strip("\n")
        return f"{self.subject}\n\n{body}\n" if body else f"{self.subject}\n"


def ending_line(text: str) -> str:
    """The first line at which `git am` would end a mail's text, "" for none."""
    return next((line for line in text.split("\n") if _ENDS_MESSAGE.match(line)), "")


def with_trailers(commit: Commit, trailers: Sequence[str]) -> Commit:
    """The commit with these lines at the end of its message."""
    body = commit.body.strip("\n")
    last = body.rpartition("\n\n")[2]
    is_block = bool(last) and all(_TRAILER.match(line) for line in last.split("\n"))
    gap = "\n" if is_block else "\n\n"
    return replace(commit, body=gap.join(filter(None, (body, "\n".join(trailers)))))


def check_message(commit: Commit) -> None:
    """Raise RuleError if a mail with this message would be read back differently."""
    if not commit.subject.strip() or "\n" in commit.subject:
        raise RuleError(
            f"{commit.made_by}: the subject must be one line of text", help="see `subject`"
        )
    if line := ending_line(commit.body):
        raise RuleError(
            f"{commit.made_by}: `git am` would end the commit message at: {line}",
            help="indent this line of the message",
        )
    first = commit.body.strip("\n").partition("\n")[0]
    if _HEADER.match(first):
        raise RuleError(
            f"{commit.made_by}: `git am` would read a mail header in: {first}",
            help="begin the message with a sentence",
        )


def join_changes(commits: Sequence[Commit]) -> tuple[Change, ...]:
    """One change per file from before the first commit to after the last, by path.

    A file that ends as it began has none. Raises ValueError if a change does not follow the one
    before.
    """
    joined: dict[str, Change] = {}
    for commit in commits:
        for change in commit.changes:
            before = joined.get(change.path, change)
            if before is not change and before.after != change.before:
                where = f"{commit.made_by}: {change.path}"
                raise ValueError(f"{where}: not on top of the commit before")
            joined[change.path] = replace(before, after=change.after)
    return tuple(change for _, change in sorted(joined.items()) if change.before != change.after)
