# SPDX-License-Identifier: GPL-2.0-or-later
"""The head of a reply to a patch's mail, and the line that says who wrote the quoted text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email.header import Header
from email.utils import formataddr, getaddresses

from qemu_xen_codemod.printable import printable
from qemu_xen_codemod.series.mail import Mail


@dataclass(frozen=True, slots=True)
class Reply:
    """The beginning of a reply."""

    #: Headers, on one or more lines each, without the empty line that ends them.
    head: str
    #: `On DATE, NAME wrote:`.
    opening: str


def reply_to(mail: Mail) -> Reply:
    """To the author, with a copy to everyone else, as mail programs do it."""
    return Reply("\n".join(_head(mail)), _opening(mail))


def _head(mail: Mail) -> Iterator[str]:
    yield from _people("To", [mail.header("Reply-To") or mail.header("From")])
    yield from _people("Cc", [mail.header("To"), mail.header("Cc")])
    subject = printable(f"Re: {mail.tags}{mail.subject}")
    yield f"Subject: {Header(subject, _charset(subject), header_name='Subject').encode()}"
    message_id = mail.header("Message-ID")
    if message_id.startswith("<") and message_id.endswith(">") and message_id.isascii():
        references = " ".join(word for word in mail.header("References").split() if word.isascii())
        yield f"In-Reply-To: {message_id}"
        yield f"References: {references} {message_id}".replace("  ", " ")
    yield "MIME-Version: 1.0"
    yield "Content-Type: text/plain; charset=UTF-8"
    yield "Content-Transfer-Encoding: 8bit"


def _people(name: str, headers: list[str]) -> Iterator[str]:
    found = dict.fromkeys(pair for pair in getaddresses(headers) if pair[1].isascii() and pair[1])
    written = [formataddr((printable(who), address), "utf-8") for who, address in found]
    if written:
        yield f"{name}: " + ",\n ".join(written)


def _opening(mail: Mail) -> str:
    ((who, address), *_) = getaddresses([mail.header("From")]) or [("", "")]
    date = mail.header("Date")
    return printable(f"On {date}, {who or address} wrote:" if date else f"{who or address} wrote:")


def _charset(text: str) -> str:
    return "us-ascii" if text.isascii() else "utf-8"
