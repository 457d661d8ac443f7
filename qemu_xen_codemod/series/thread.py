# SPDX-License-Identifier: GPL-2.0-or-later
"""Message-IDs for the mails of a series, and headers that make them one thread.

An id is computed from the content of the whole series: the same series always has the same ids, and
no other series has them. `git send-email` sends the ids that it finds.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from qemu_xen_codemod.series.identity import Identity

#: Characters that cannot be in an id, or not everywhere.
_UNUSUAL = re.compile(r"[^A-Za-z0-9.-]+")


def with_thread(
    files: Mapping[str, bytes], identity: Identity, version: int
) -> Mapping[str, bytes]:
    """The mails, each with an id, the later ones as replies to the first. By name, in order."""
    digest = hashlib.sha256(b"".join(files.values())).hexdigest()[:16]
    address = identity.committer.rpartition("<")[2].removesuffix(">")
    local, _, domain = address.rpartition("@")
    sender = f"{_usual(local) or 'codemod'}@{_usual(domain) or 'localhost'}"
    threaded: dict[str, bytes] = {}
    first = ""
    for number, (name, data) in enumerate(files.items()):
        message_id = f"<codemod-{digest}-v{version}-{number}-{sender}>"
        head = f"Message-ID: {message_id}\n"
        if first:
            head += f"In-Reply-To: {first}\nReferences: {first}\n"
        first = first or message_id
        begin = data.index(b"\n") + 1
        threaded[name] = data[:begin] + head.encode() + data[begin:]
    return threaded


def _usual(text: str) -> str:
    return _UNUSUAL.sub("-", text).strip(".-")
