# SPDX-License-Identifier: GPL-2.0-or-later
"""Kill commands at random and look at what is left: `make kills`, for some minutes.

    python -m tests.faults.kills [--only PART] [--kills 200] [--signals 20] [--seed N] [--work DIR]

After each SIGKILL the tree of `apply` and `verify` has to be as it was, the output folder whole,
and no process left. The next run has to work, and leaves nothing: neither in TMPDIR, nor beside the
output folder, nor in the tree, which is edited in place as a whole or not at all. Then commands
are ended by signals that they can catch; many run at once, on a tree that changes, too; and many
runs in one process have to need no more memory than a few.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.faults.bench import Bench
from tests.faults.load import change_while_read, run_at_once, run_many
from tests.faults.tally import Tally

#: Enough for several processes to work on.
_FILES = 24
#: A page with this many changes takes long to make.
_FILES_OF_A_PAGE = 4


def kill_apply(bench: Bench, kills: int, rng: random.Random) -> int:
    """SIGKILL of `apply`; the next run restores the older series."""
    tally = Tally(f"SIGKILL x {kills}, apply")
    took = bench.end(bench.start(bench.apply)).took
    bench.end(bench.start(bench.older))
    for number in range(kills):
        # A fifth of them near the end, when the output is written.
        share = rng.random() * 1.1 if number % 5 else 0.8 + 0.3 * rng.random()
        _kill(bench, bench.apply, share * took, tally)
        state = bench.out_state()
        tally.add(f"O {state}", bad=state not in ("old", "new"))
        if bench.tree_state() != "old":
            tally.add("tree touched", bad=True)
        if bench.litter():
            tally.add("left something")
        _look_after(bench, bench.older, tally)
    return tally.tell()


def kill_in_place(bench: Bench, kills: int, rng: random.Random) -> int:
    """SIGKILL of `apply --in-place`; the next run, --check, finds everything done or undoes it."""
    tally = Tally(f"SIGKILL x {kills}, apply --in-place")
    took = bench.end(bench.start(bench.in_place)).took
    bench.restore_tree()
    for number in range(kills):
        share = rng.random() * 1.1 if number % 5 else 0.7 + 0.3 * rng.random()
        _kill(bench, bench.in_place, share * took, tally)
        state = bench.tree_state()
        tally.add(f"tree {state}", bad=state == "TOUCHED")
        if any(path.startswith("T/src") for path in bench.litter()):
            tally.add("litter among the sources", bad=True)
        _look_after(bench, bench.check, tally, (0, 1))
        state = bench.tree_state()
        tally.add(f"then {state}", bad=state not in ("old", "new"))
        if state != "old":
            bench.restore_tree()
    return tally.tell()


def kill_verify(bench: Bench, kills: int, rng: random.Random) -> int:
    """SIGKILL of `verify`, with its compilers."""
    tally = Tally(f"SIGKILL x {kills}, verify{' -p' if bench.build else ''}")
    took = bench.end(bench.start(bench.verify)).took
    for _ in range(kills):
        _kill(bench, bench.verify, rng.random() * 1.1 * took, tally)
        if bench.tree_state() != "old":
            tally.add("tree touched", bad=True)
        if bench.litter():
            tally.add("left something")
        _look_after(bench, bench.check, tally, (1,))
    return tally.tell()


def kill_branch(bench: Bench, kills: int, rng: random.Random) -> int:
    """SIGKILL of `apply --branch`; the next run makes the branch, or reports that it exists."""
    tally = Tally(f"SIGKILL x {kills}, apply --branch")
    bench.keep_repository()
    took = bench.end(bench.start(bench.branch)).took
    bench.restore_repository()
    for number in range(kills):
        share = rng.random() * 1.1 if number % 5 else 0.7 + 0.4 * rng.random()
        _kill(bench, bench.branch, share * took, tally)
        state = bench.branch_state()
        tally.add(f"branch {state}", bad=state not in ("absent", "whole"))
        _look_after(bench, bench.branch, tally, (0,) if state == "absent" else (2,), of_branch=True)
        state = bench.branch_state()
        tally.add(f"then {state}", bad=state != "whole")
        bench.restore_repository()
    return tally.tell()


def kill_review(bench: Bench, kills: int, rng: random.Random) -> int:
    """SIGKILL of `review -o`; the page is the old or the new one."""
    tally = Tally(f"SIGKILL x {kills}, review")
    took = bench.end(bench.start(bench.review)).took
    new = bench.page.read_bytes()
    for number in range(kills):
        bench.page.write_bytes(b"old")
        share = rng.random() * 1.1 if number % 5 else 0.8 + 0.3 * rng.random()
        _kill(bench, bench.review, share * took, tally)
        state = {b"old": "old", new: "new"}.get(bench.page.read_bytes(), "HALF")
        tally.add(f"page {state}", bad=state == "HALF")
        if bench.tree_state() != "old":
            tally.add("tree touched", bad=True)
        _look_after(bench, bench.review, tally)
        tally.add("then no page", bad=True) if bench.page.read_bytes() != new else None
    return tally.tell()


def _kill(bench: Bench, words: Sequence[str], after: float, tally: Tally) -> None:
    """SIGKILL after the given number of seconds, of the command with all that it started."""
    ended = bench.end(bench.start(words), after, signal.SIGKILL)
    tally.add("ended before" if ended.code == 0 else "killed")
    tally.add("processes left", bad=True) if not ended.is_gone else None


def _look_after(
    bench: Bench,
    words: Sequence[str],
    tally: Tally,
    codes: Sequence[int] = (0,),
    *,
    of_branch: bool = False,
) -> None:
    """The next run works, and cleans up."""
    ended = bench.end(bench.start(words))
    if ended.code not in codes:
        tally.add(f"next run exits {ended.code}: {ended.said[-200:]!r}", bad=True)
    # A branch adds to the repository; `branch_state` knows what.
    left = [path for path in bench.litter() if not of_branch or not path.startswith("T/.git/")]
    if left:
        tally.add(f"then left {left}", bad=True)


def end_by_signals(bench: Bench, signals: int, rng: random.Random) -> int:
    """Signals that can be caught: nothing is left, and only a line is printed."""
    bad = 0
    for name, words in (
        ("apply", bench.apply),
        ("apply --in-place", bench.in_place),
        ("verify", bench.verify),
    ):
        took = bench.end(bench.start(words)).took
        bench.restore_tree()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            tally = Tally(f"{number.name} x {signals}, {name}")
            for _ in range(signals):
                ended = bench.end(bench.start(words), rng.random() * took, number)
                known = ended.code in (0, 128 + number, -number)
                tally.add(f"exit {ended.code}", bad=not known)
                if b"Traceback" in ended.said:
                    tally.add(f"traceback {ended.said[-200:]!r}", bad=True)
                if not ended.is_gone:
                    tally.add("processes left", bad=True)
                # Python itself dies of a signal during its start, before our code runs.
                if bench.litter():
                    tally.add(f"left {bench.litter()}", bad=True)
                allowed = ("old", "new") if words == bench.in_place else ("old",)
                if bench.tree_state() not in allowed or bench.out_state() not in ("old", "new"):
                    tally.add(f"tree {bench.tree_state()}, O {bench.out_state()}", bad=True)
                bench.restore_tree()
            bad += tally.tell()
    return bad


def main() -> int:
    parser = argparse.ArgumentParser(description="Kill commands and look at what is left.")
    parser.add_argument("--only", metavar="PART", action="append", choices=_PARTS)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--signals", type=int, default=20)
    parser.add_argument("--runs", type=int, default=16, help="at once")
    parser.add_argument("--many", type=int, default=100, help="runs in one process")
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4)))
    parser.add_argument("--work", type=Path, help="existing folder for all that is made")
    args = parser.parse_args()
    bad = 0
    for name in args.only or _PARTS:
        sys.stdout.write(f"{name}, seed {args.seed}\n")
        rng = random.Random(args.seed)  # noqa: S311 (moments to kill at)
        with tempfile.TemporaryDirectory(prefix="kills-", dir=args.work) as folder:
            files = _FILES_OF_A_PAGE if name == "review" else _FILES
            bench = Bench(Path(folder), files=files, build=True)
            bad += _PARTS[name](bench, args, rng)
    sys.stdout.write(f"{bad} faults\n")
    return 1 if bad else 0


_PARTS: dict[str, Callable[[Bench, argparse.Namespace, random.Random], int]] = {
    "apply": lambda bench, args, rng: kill_apply(bench, args.kills, rng),
    "in-place": lambda bench, args, rng: kill_in_place(bench, args.kills, rng),
    "verify": lambda bench, args, rng: kill_verify(bench, args.kills, rng),
    "branch": lambda bench, args, rng: kill_branch(bench, args.kills, rng),
    "review": lambda bench, args, rng: kill_review(bench, args.kills, rng),
    "signals": lambda bench, args, rng: end_by_signals(bench, args.signals, rng),
    "at-once": lambda bench, args, _: run_at_once(bench, args.runs),
    "many": lambda bench, args, _: run_many(bench, args.many),
    "changes": lambda bench, args, rng: change_while_read(bench, args.signals, rng),
}

if __name__ == "__main__":
    sys.exit(main())
