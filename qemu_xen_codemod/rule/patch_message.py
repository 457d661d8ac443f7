# SPDX-License-Identifier: GPL-2.0-or-later
"""The commit message of a rule that has none: made from its semantic patches.

The first line of the comment at the head of a patch is the subject, the rest the reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

#: The comments at the head of a semantic patch.
_HEAD = re.compile(r"(?:\s*(?://[^\n]*|/\*.*?\*/))*", re.DOTALL)
_COMMENT_MARKS = re.compile(
    r"^[ \t]*(?://+|/\*+|\*+/|\*)?[ \t]?|[ \t]*(?:\*+/)?[ \t]*$", re.MULTILINE
)


def message_of_patches(patches: Sequence[str], name: str) -> tuple[str, str]:
    """Subject and body; `name` is the file's, used as a subject if there is no comment."""
    comment = ""
    shown: list[str] = []
    for patch in patches:
        head = _HEAD.match(patch)
        if not shown and head:
            comment = _COMMENT_MARKS.sub("", head.group()).strip()
        body = patch[head.end() if head else 0 :].strip("\n")
        shown.append("\n".join(f"    {line}".rstrip() for line in body.split("\n")))
    subject, _, reason = comment.partition("\n")
    by = "patch" if len(shown) == 1 else "patches"
    parts = [reason.strip()]
    if shown:
        parts += [f"This was made by the semantic {by}:", *shown]
    return subject.strip() or f"Apply {name}", "\n\n".join(part for part in parts if part)
