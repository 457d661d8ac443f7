"""One reference in a sentence, for the formats that show messages in place."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

from qemu_xen_codemod.audit.finding import Finding
from qemu_xen_codemod.build.spot import State
from qemu_xen_codemod.rule.outcome import Outcome


def message_of(one: Finding) -> str:
    """What is used, and what codemod would do about it."""
    text = f"{one.symbol}() is a function of {one.library or 'a Xen library'}"
    text += ", whose ABI is not stable"
    answer = one.outcome.value + (f" by codemod's rule {one.rule}" if one.rule else "")
    reason = f": {one.reason}" if one.reason else ""
    return f"{text} ({answer}{reason})"


def is_harmless(one: Finding) -> bool:
    """Whether the reference is in no program: kept on purpose, or not compiled."""
    return one.outcome is Outcome.KEPT or one.state is State.NOT_COMPILED


def fingerprints(findings: Sequence[Finding]) -> tuple[str, ...]:
    """For each finding a name that stays the same when lines above it move.

    Made of symbol, path, function and which of the equal ones it is.
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    names = []
    for one in findings:
        key = (one.symbol, one.path, one.function)
        whole = "\0".join((*key, str(seen[key])))
        names.append(hashlib.sha256(whole.encode("utf-8", "surrogateescape")).hexdigest())
        seen[key] += 1
    return tuple(names)
