# SPDX-License-Identifier: GPL-2.0-or-later
"""The mark by which a patch file is known as ours, and as untouched since we wrote it.

The first line of a patch file, `From <id> Mon Sep 17 00:00:00 2001`, only tells programs that
git wrote it: it is not mailed, and `git am` makes nothing of the id. So the id is ours to choose:
sixteen digits that say "codemod", then a digest of the rest of the file. The mark survives
copying, archives and lost dot files, and no maintainer ever sees it.
"""

from __future__ import annotations

import hashlib
import re
from enum import Enum

_FIRST_LINE = re.compile(rb"From ([0-9a-f]{40,64}) Mon Sep 17 00:00:00 2001\n")
_MARK = hashlib.sha256(b"qemu-xen-codemod patch file").hexdigest()[:16].encode()
_DIGEST_LENGTH = 40 - len(_MARK)


class Origin(Enum):
    """Where a file is from."""

    OURS = "ours"
    #: Ours, and changed by someone since.
    EDITED = "edited"
    FOREIGN = "foreign"


def stamp_patch(data: bytes) -> bytes:
    """The patch file of `git format-patch` with our mark; ValueError when it is not one."""
    line = _FIRST_LINE.match(data)
    if line is None:
        raise ValueError("not a file of git format-patch")
    rest = data[line.end() :]
    return b"From %s%s Mon Sep 17 00:00:00 2001\n%s" % (_MARK, _digest(rest), rest)


def find_origin(data: bytes) -> Origin:
    """Whether a file is one that `stamp_patch` returned."""
    line = _FIRST_LINE.match(data)
    if line is None or not line[1].startswith(_MARK):
        return Origin.FOREIGN
    ours = line[1] == _MARK + _digest(data[line.end() :])
    return Origin.OURS if ours else Origin.EDITED


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest()[:_DIGEST_LENGTH].encode()
