# SPDX-License-Identifier: GPL-2.0-or-later
"""The mark that shows that a patch file is ours, and unedited since we wrote it.

The first line of a patch file, `From <id> Mon Sep 17 00:00:00 2001`, only tells programs that git
wrote it: it is not mailed, and `git am` ignores the id. So we can choose the id: sixteen digits
that say "codemod", then a digest of the rest of the file. The mark survives copying and archives,
even if dot files are lost, and no maintainer ever sees it.
"""

from __future__ import annotations

import hashlib
import re
from enum import Enum

_FIRST_LINE = re.compile(rb"From ([0-9a-f]{40,64}) Mon Sep 17 00:00:00 2001\n")
_MARK = hashlib.sha256(b"qemu-xen-codemod patch file").hexdigest()[:16].encode()
_DIGEST_LENGTH = 40 - len(_MARK)


class Origin(Enum):
    """Where a file comes from."""

    OURS = "ours"
    #: Ours, and edited by someone since.
    EDITED = "edited"
    FOREIGN = "foreign"


def stamp_patch(data: bytes) -> bytes:
    """The patch file of `git format-patch` with our mark; ValueError if it is not one."""
    line = _FIRST_LINE.match(data)
    if line is None:
        raise ValueError("not a file of git format-patch")
    rest = data[line.end() :]
    return b"From %s%s Mon Sep 17 00:00:00 2001\n%s" % (_MARK, _digest(rest), rest)


def find_origin(data: bytes) -> Origin:
    """Whether `stamp_patch` returned this file."""
    line = _FIRST_LINE.match(data)
    if line is None or not line[1].startswith(_MARK):
        return Origin.FOREIGN
    ours = line[1] == _MARK + _digest(data[line.end() :])
    return Origin.OURS if ours else Origin.EDITED


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest()[:_DIGEST_LENGTH].encode()
