# SPDX-License-Identifier: GPL-2.0-or-later
"""A folder, an mbox or files -> the mails of a series in order, as `git am` will read them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path

from qemu_xen_codemod.errors import UsageError
from qemu_xen_codemod.regular_file import read_regular

_SUFFIXES = (".patch", ".mbox", ".eml", ".mbx")
#: The first line of a mail in an mbox, as `git format-patch` and mail programs write it.
_FROM_LINE = re.compile(rb"^From \S+ [^\n]*\d\d:\d\d[^\n]*\n", re.MULTILINE)
#: Prefixes of a subject: replies and [PATCH v2 3/15].
_TAGS = re.compile(r"\A\s*(?:(?:re|fwd?):\s*|\[[^\]]*\]\s*)*", re.IGNORECASE)
_NUMBER = re.compile(r"\A[^\]]*?\b(\d{1,9})/(\d+)\s*\]", re.IGNORECASE)
_VERSION = re.compile(r"\[(?:[^\]]*\s)?v(\d{1,9})[\s\]]", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:v\d+-)?\d{4,}-")
_DIFF = re.compile(rb"^(?:diff --git |--- [^\n]+\n\+\+\+ )", re.MULTILINE)
_INDEX = re.compile(rb"^index ([0-9a-f]{7,64})\.\.([0-9a-f]{7,64})(?: [0-7]+)?\r?$", re.MULTILINE)
_HEAD = re.compile(rb'^diff --git (?:"?a/.*?"?) "?b/(.*?)"?\r?\n', re.MULTILINE)
_HELP = "name the folder that `codemod apply` or `git format-patch -o` wrote, or an mbox"


@dataclass(frozen=True, slots=True)
class IndexLine:
    """A patch's ids for a file: `index before..after`."""

    path: str
    #: Blob ids, perhaps shortened.
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Mail:
    """One patch of a series."""

    #: The file's name; with a number if the file contains several mails.
    name: str
    #: Without [PATCH n/m].
    subject: str
    #: The whole mail, beginning with a line `From `.
    data: bytes
    #: The commit message below the subject, and notes up to the diff.
    message: str
    #: From the first line of the diff on, with its transfer encoding decoded.
    diff: bytes
    #: n of [PATCH n/m]; None if the subject has none.
    number: int | None = None
    #: The prefix of the subject, such as `[RFC PATCH v2 3/15] `.
    tags: str = ""

    def header(self, name: str) -> str:
        """A header in readable form, on one line; "" if the mail has none."""
        return " ".join(_decoded(message_from_bytes(self.data.split(b"\n", 1)[1]), name).split())

    @property
    def version(self) -> int:
        """2 for [PATCH v2 n/m]."""
        found = _VERSION.search(self.tags)
        return int(found[1]) if found else 1

    @property
    def index_lines(self) -> tuple[IndexLine, ...]:
        """The files whose ids the patch gives, in order."""
        heads = list(_HEAD.finditer(self.diff))
        found = []
        for number, head in enumerate(heads, 1):
            end = heads[number].start() if number < len(heads) else len(self.diff)
            index = _INDEX.search(self.diff, head.end(), end)
            if index is not None:
                path = head[1].decode("utf-8", "surrogateescape")
                found.append(IndexLine(path, index[1].decode(), index[2].decode()))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Letters:
    """A series with its cover letter."""

    #: None if the series has none.
    cover: Mail | None
    patches: tuple[Mail, ...]


def read_series(path: Path) -> tuple[Mail, ...]:
    """The patches of `read_letters`, for one folder or file."""
    return read_letters([path]).patches


def read_letters(paths: Sequence[Path]) -> Letters:
    """The patches in the order in which they apply, and the cover letter; of the newest version.

    Ordered by their numbers if each has one, else by file name. Raises UsageError if there is none
    or a file cannot be read.
    """
    mails = read_mails(paths)
    newest = max((mail.version for mail in mails if mail.diff), default=1)
    return letters_of(paths, [mail for mail in mails if not _is_older(mail, newest)])


def read_mails(paths: Sequence[Path]) -> tuple[Mail, ...]:
    """All mails of folders and files, as they are. Raises UsageError."""
    mails: list[Mail] = []
    for path in paths:
        try:
            mails += (
                mail for file in _files(path) for mail in _mails(file.name, read_regular(file))
            )
        except OSError as error:
            raise UsageError(f"{path} cannot be read: {error.strerror}", help=_HELP) from None
    return tuple(mails)


def letters_of(paths: Sequence[Path], mails: Sequence[Mail]) -> Letters:
    """The result of `read_letters` for these mails of one version."""
    where = ", ".join(map(str, paths))
    patches = [mail for mail in mails if mail.diff]
    if not patches:
        raise UsageError(f"there is no patch in {where}", help=_HELP)
    numbers = [mail.number for mail in patches]
    if None not in numbers and len(set(numbers)) == len(numbers):
        patches.sort(key=lambda mail: mail.number or 0)
    _check_complete(where, patches)
    covers = (mail for mail in mails if not mail.diff and mail.number == 0)
    return Letters(next(covers, None), tuple(patches))


def paths_of(diff: bytes) -> list[str]:
    """The files that a diff names, some more than once."""
    found = []
    for line in diff.split(b"\n"):
        if line.startswith(b"diff --git a/"):
            name = line.removeprefix(b"diff --git a/").split(b" b/", 1)[0]
        elif line.startswith((b"--- a/", b"+++ b/")):
            name = line[len(b"--- a/") :].split(b"\t")[0]
        elif line.startswith((b"rename from ", b"rename to ", b"copy from ", b"copy to ")):
            name = line.split(b" ", 2)[2]
        else:
            continue
        found.append(os.fsdecode(name.rstrip(b"\r")))
    return found


def _is_older(mail: Mail, version: int) -> bool:
    """Whether a mail certainly belongs to an older version of the series."""
    is_numbered = mail.number is not None or _NUMBERED.match(mail.name) is not None
    return mail.version < version and is_numbered


def _check_complete(where: str, patches: Sequence[Mail]) -> None:
    seen: dict[int, str] = {}
    for mail in patches:
        if mail.number is not None and mail.number in seen:
            raise UsageError(
                f"{where} contains patch {mail.number} twice: {seen[mail.number]} and {mail.name}",
                help="name one version of a series at a time; move the other away",
            )
        if mail.number is not None:
            seen[mail.number] = mail.name


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise UsageError(f"there is no series at {path}", help=_HELP)
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.iterdir() if file.suffix in _SUFFIXES and file.is_file())


def _mails(name: str, data: bytes) -> Iterator[Mail]:
    starts = [
        found.start()
        for found in _FROM_LINE.finditer(data)
        if found.start() == 0 or data[found.start() - 1 : found.start()] == b"\n"
    ]
    if not starts:
        yield _mail(name, b"From nobody Mon Sep 17 00:00:00 2001\n" + data)
        return
    starts = [
        start
        for index, start in enumerate(starts)
        if index == 0 or _begins_mail(data, start, starts[index - 1])
    ]
    ends = [*starts[1:], len(data)]
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        part = f"{name}:{index + 1}" if len(starts) > 1 else name
        yield _mail(part, data[start:end])


def _begins_mail(data: bytes, start: int, last: int) -> bool:
    """Whether mail headers follow a line that looks like the first line of a mail."""
    after = data.find(b"\n", start) + 1
    return start > last and re.match(rb"[A-Za-z-]+:[ \t]", data[after : after + 80]) is not None


def _mail(name: str, data: bytes) -> Mail:
    parsed = message_from_bytes(data.split(b"\n", 1)[1])
    subject = " ".join(_decoded(parsed, "Subject").split())
    tags = _TAGS.match(subject)
    end = tags.end() if tags else 0
    number = _NUMBER.search(subject[:end])
    body = _body(parsed)
    diff = _DIFF.search(body)
    at = diff.start() if diff else len(body)
    return Mail(
        name,
        subject[end:],
        data,
        body[:at].decode("utf-8", "replace"),
        body[at:],
        int(number[1]) if number else None,
        subject[:end],
    )


def _decoded(parsed: Message, name: str) -> str:
    raw = parsed.get(name, "")
    try:
        return str(make_header(decode_header(str(raw))))
    except (MessageError, LookupError, UnicodeError, ValueError):
        return str(raw)


def _body(parsed: Message) -> bytes:
    """The first part of plain text, with its transfer encoding decoded."""
    for part in parsed.walk():
        if not part.is_multipart() and part.get_content_maintype() == "text":
            payload = part.get_payload(decode=True)
            return payload if isinstance(payload, bytes) else b""
    return b""
