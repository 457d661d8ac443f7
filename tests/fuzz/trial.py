# SPDX-License-Identifier: GPL-2.0-or-later
"""Run one case, and make a failing one smaller."""

from __future__ import annotations

import re
import signal
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from types import FrameType

from qemu_xen_codemod.errors import CodemodError
from tests.fuzz.case import Case, Failure, Target

#: The processor time after which a case is ended.
_ENDLESS = 30
#: A case is slow if it is slow in each of this many runs: other load makes the same work take more
#: processor time, never less.
_SLOW_RUNS = 3
_PACKAGE = "qemu_xen_codemod"
_WORDS = re.compile(rb"\w+|\s+|.", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Tried:
    """The result of a case."""

    #: In a word or two; for a failure its kind and place, the same for the same bug.
    said: str
    #: The traceback of a failure, "" for none.
    trace: str = ""


class _Endless(BaseException):
    """The case has used up its time."""


def try_case(target: Target, case: Case) -> Tried:
    """Run it. An input error must be a CodemodError that can be shown."""
    tried = _try_once(target, case)
    for _ in range(1, _SLOW_RUNS):
        if tried.said != "slow":
            break
        tried = _try_once(target, case)
    return tried


def _try_once(target: Target, case: Case) -> Tried:
    try:
        with _ended():
            return Tried(_run(target, case))
    except Failure as failure:
        return Tried(failure.kind, f"{failure}\n{traceback.format_exc()}")
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return Tried(f"{type(error).__name__} {_place(error)}", traceback.format_exc())


def _run(target: Target, case: Case) -> str:
    try:
        return target.run(case)
    except CodemodError as error:
        shown = error.render()
        # Characters that a terminal would interpret, or that no output can contain, are escaped.
        if _CONTROL.search(shown):
            raise Failure("control", ascii(shown)) from error
        shown.encode()
        return type(error).__name__


def _place(error: BaseException) -> str:
    """The last of our lines that the error passed through."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if _PACKAGE in Path(frame.filename).parts]
    last = (ours or frames)[-1]
    return f"{Path(last.filename).name} {last.name}"


@contextmanager
def _ended() -> Iterator[None]:
    def end(_number: int, _frame: FrameType | None) -> None:
        raise _Endless

    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, _ENDLESS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def minimised(target: Target, case: Case, said: str, seconds: float = 20.0) -> Case:
    """A smaller case that fails in the same way; by lines, then by words."""
    end = process_time() + seconds
    data = case.data
    for parts in (data.splitlines(keepends=True), None):
        kept = parts if parts is not None else _WORDS.findall(data)
        size = len(kept) // 2
        while size and process_time() < end:
            kept = _without(target, case, said, kept, size, end)
            size //= 2
        data = b"".join(kept)
    return Case(data, case.beside)


def _without(
    target: Target, case: Case, said: str, parts: Sequence[bytes], size: int, end: float
) -> list[bytes]:
    """The parts without those stretches of a size that the failure does not need."""
    kept = list(parts)
    at = 0
    while at < len(kept) and process_time() < end:
        fewer = kept[:at] + kept[at + size :]
        tried = try_case(target, Case(b"".join(fewer), case.beside))
        if tried.trace and tried.said == said:
            kept = fewer
        else:
            at += size
    return kept
