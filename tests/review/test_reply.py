# SPDX-License-Identifier: GPL-2.0-or-later
"""The head of a reply: to whom, about what, and nothing that a mail could inject."""

from __future__ import annotations

from email import message_from_string
from email.header import decode_header, make_header
from pathlib import Path

import pytest

from qemu_xen_codemod.review.reply import reply_to
from qemu_xen_codemod.series.mail import read_letters


def test_a_reply(series: Path) -> None:
    """To the author, with a copy to the list."""
    reply = reply_to(read_letters([series]).patches[0])
    assert reply.head.split("\n") == [
        "To: Ann Author <ann@example.org>",
        "Cc: list@example.org",
        "Subject: Re: [PATCH 1/2] xen: shut down the domain without libxenctrl",
        "In-Reply-To: <1@example.org>",
        "References: <1@example.org>",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
    ]
    assert reply.opening == "On Thu, 1 Jan 1970 00:00:00 +0000, Ann Author wrote:"


@pytest.mark.parametrize(
    ("header", "value"),
    [
        pytest.param("From", "=?utf-8?q?A=0ABcc=3A_evil=40x?= <a@example.org>", id="a line end"),
        pytest.param("Subject", "=?utf-8?q?x=0D=0ABcc=3A_evil=40x?=", id="in the subject"),
        pytest.param("Message-ID", "<a\n Bcc: evil@x>", id="folded"),
        pytest.param("From", "\u00c4nn <a@example.org>", id="no ASCII"),
    ],
)
def test_no_header_is_slipped_in(series: Path, header: str, value: str) -> None:
    """A reply has exactly the intended headers, whatever the mail's own are."""
    file = series / "0001.patch"
    lines = file.read_text(encoding="utf-8").split("\n")
    lines = [f"{header}: {value}" if line.startswith(f"{header}: ") else line for line in lines]
    file.write_text("\n".join(lines), encoding="utf-8")
    reply = reply_to(read_letters([file]).patches[0])
    parsed = message_from_string(f"{reply.head}\n\n")
    assert set(parsed) <= {
        "To",
        "Cc",
        "Subject",
        "In-Reply-To",
        "References",
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding",
    }
    assert reply.head.isascii()
    assert str(make_header(decode_header(str(parsed["Subject"])))).startswith("Re: ")
