# SPDX-License-Identifier: GPL-2.0-or-later
"""Both halves -> the result of each requested level."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from qemu_xen_codemod.prove.guest import prove_guest
from qemu_xen_codemod.prove.hypervisor import prove_hypervisor
from qemu_xen_codemod.prove.level import Lacking, Level, MissingNeeds, Result
from qemu_xen_codemod.prove.link import prove_link
from qemu_xen_codemod.prove.recorder import prove_recorder
from qemu_xen_codemod.prove.request import Request

_LEVELS: Mapping[Level, Callable[[Request], Result]] = {
    Level.LINK: prove_link,
    Level.RECORDER: prove_recorder,
    Level.HYPERVISOR: prove_hypervisor,
    Level.GUEST: prove_guest,
}


def prove(request: Request, levels: Sequence[Level]) -> Iterator[Result]:
    """One result for each level, when it is done; if a level lacks something, the others are still
    tried.

    Raises CodemodError, OSError (the disk is full).
    """
    for level in Level:
        if level not in levels:
            continue
        begin = time.monotonic()
        try:
            result = _LEVELS[level](request)
        except MissingNeeds as missing:
            yield Lacking(level, missing.needs)
            continue
        if not isinstance(result, Lacking):
            result = replace(result, seconds=time.monotonic() - begin)
        yield result
