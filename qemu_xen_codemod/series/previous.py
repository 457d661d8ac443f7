# SPDX-License-Identifier: GPL-2.0-or-later
"""PreviousSeries: the version of a series that was sent before the one being written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qemu_xen_codemod.errors import UsageError
from qemu_xen_codemod.series.mail import Mail, letters_of, read_mails

#: Trailers that are true for that patch only.
_REVIEW = re.compile(r"(?:Reviewed|Acked|Tested)-by: .*")
#: Other trailers at the end of a message, which are not part of its text.
_TRAILER = re.compile(r"(?:[A-Z][A-Za-z-]*-by|Message-I[Dd]|Link|Cc): .*")
_BASE = re.compile(r"^base-commit: ([0-9a-f]{40,64})$", re.MULTILINE)
#: What `changelog` has written, or a person in the same form.
_CHANGES = re.compile(r"^Changes in v\d+:\n(?:[- ] .*\n)+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class PreviousPatch:
    """A patch of the previous version."""

    subject: str
    #: The message below the subject, without trailers.
    body: str
    #: Reviewed-by, Acked-by and Tested-by, a line each.
    reviews: tuple[str, ...]
    #: What it said about earlier versions below its `---`.
    changes: str
    diff: bytes


@dataclass(frozen=True, slots=True)
class PreviousSeries:
    """All of it."""

    version: int
    patches: tuple[PreviousPatch, ...]
    #: Its base commit, "" if it does not name one.
    base: str
    #: What its cover letter said about earlier versions.
    changes: str


def find_previous(path: Path | None, out: Path, version: int) -> PreviousSeries | None:
    """The version before this one, in the file or folder `path`; by default in the folder `out`.

    None if there is no earlier version in `out`; in `path` that is a UsageError.
    """
    if path is None and not (version > 1 and out.is_dir()):
        return None
    where = out if path is None else path
    mails = read_mails([where])
    versions = [mail.version for mail in mails if mail.diff and mail.version < version]
    if not versions:
        if path is None:
            return None
        raise UsageError(
            f"there is no patch of a version before v{version} in {path}",
            help="give the version to write: -v N",
        )
    return _previous(where, max(versions), mails)


def _previous(path: Path, version: int, mails: Sequence[Mail]) -> PreviousSeries:
    mails = [mail for mail in mails if mail.version == version]
    letters = letters_of([path], mails)
    texts = [mail.data.decode("utf-8", "replace") for mail in mails]
    bases = [found[1] for text in texts for found in _BASE.finditer(text)]
    return PreviousSeries(
        version,
        tuple(map(_patch, letters.patches)),
        bases[0] if bases else "",
        _changes(letters.cover.message) if letters.cover is not None else "",
    )


def _patch(mail: Mail) -> PreviousPatch:
    message, _, notes = mail.message.replace("\r\n", "\n").partition("\n---\n")
    body, trailers = split_trailers(message)
    reviews = tuple(dict.fromkeys(line for line in trailers if _REVIEW.fullmatch(line)))
    return PreviousPatch(mail.subject, body, reviews, _changes(notes), mail.diff)


def _changes(text: str) -> str:
    return "\n".join(found[0] for found in _CHANGES.finditer(text))


def split_trailers(message: str) -> tuple[str, tuple[str, ...]]:
    """A message's text, and the trailers at its end."""
    lines = message.strip("\n").split("\n")
    end = len(lines)
    while end and (not lines[end - 1].strip() or _TRAILER.fullmatch(lines[end - 1])):
        end -= 1
    body = "\n".join(lines[:end]).strip("\n")
    return body, tuple(line for line in lines[end:] if line.strip())
