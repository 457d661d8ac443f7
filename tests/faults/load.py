# SPDX-License-Identifier: GPL-2.0-or-later
"""Load: many runs at once, many in one process, and runs on a tree that somebody works in.

Each run succeeds or says why not, writes the result for one state of the tree, and leaves nothing.
"""

from __future__ import annotations

import hashlib
import random
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from threading import Event, Thread

from tests.faults.bench import Bench
from tests.faults.tally import Tally

_OLD_BLOB = re.compile(rb"^diff --git a/(\S+) b/\S+\nindex ([0-9a-f]+)\.\.", re.MULTILINE)


def run_at_once(bench: Bench, runs: int) -> int:
    """Runs on one tree and one output folder: each succeeds or says why not, and O is one
    series.
    """
    bad = 0
    for name, words in (("apply", bench.apply), ("apply --in-place", bench.in_place)):
        tally = Tally(f"{runs} at once, {name}")
        for process in [bench.start(words) for _ in range(runs)]:
            ended = bench.end(process)
            named = ended.code == 2 and ended.said.startswith(b"error: ")
            said = ended.said.splitlines()[0].decode() if ended.code else ""
            tally.add(f"exit {ended.code} {said}".rstrip(), bad=not (ended.code == 0 or named))
        if bench.litter() or bench.out_state() not in ("old", "new"):
            tally.add(f"left {bench.litter()}, O {bench.out_state()}", bad=True)
        state = bench.tree_state()
        tally.add(f"tree {state}", bad=state != ("new" if words == bench.in_place else "old"))
        bench.restore_tree()
        bad += tally.tell()
    return bad


_MANY = """
import gc, resource, sys
from qemu_xen_codemod.cli import main
sizes = []
for number in range(int(sys.argv[1])):
    assert main(sys.argv[2:]) in (0, 1)
    # What waits to be collected is no growth.
    gc.collect()
    with open("/proc/self/statm") as file:
        sizes.append(int(file.read().split()[1]) * resource.getpagesize() >> 20)
print(sizes[9], sizes[-1])
"""


def run_many(bench: Bench, runs: int) -> int:
    """Runs in one process: the last uses as much memory as the tenth, and nothing is left."""
    tally = Tally(f"{runs} runs in one process, apply")
    done = subprocess.run(
        [sys.executable, "-c", _MANY, str(runs), *bench.check, "--format", "json"],
        env=bench.environment,
        stdout=subprocess.PIPE,
        check=True,
    )
    tenth, last = map(int, done.stdout.split()[-2:])
    tally.add(f"MiB after 10: {tenth}, after {runs}: {last}", bad=last > tenth * 1.2 + 5)
    if bench.litter():
        tally.add(f"left {bench.litter()}", bad=True)
    return tally.tell()


class Author:
    """While entered, somebody works in the tree: rewrites and removes files, and commits."""

    def __init__(self, bench: Bench, rng: random.Random, rest: float) -> None:
        """`rest`: seconds that a run takes, for which the tree is left alone from time to time."""
        self._bench, self._rng, self._rest = bench, rng, rest
        self._stop = Event()
        self._thread = Thread(target=self._work)
        #: For each commit the files that the rule changes, with the ids of their blobs.
        self.commits: list[Mapping[bytes, str]] = []

    def __enter__(self) -> Author:
        self._commit()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._stop.is_set():
            for path in self._rng.sample(sorted(self._bench.edited), 3):
                data = self._bench.before[path][0]
                match self._rng.randrange(4):
                    case 0:
                        (self._bench.tree / path).unlink(missing_ok=True)
                        continue
                    case 1:
                        data = data.replace(b"old_call(", b"own_call(")
                    case 2:
                        data = data.replace(b"old_call(n)", b"old_call(n + 1)")
                    case _:
                        pass
                (self._bench.tree / path).write_bytes(data)
                time.sleep(self._rng.random() * 0.02)
            self._commit()
            self._stop.wait(self._rest * self._rng.choice((0.0, 0.2, 1.0, 2.0)))

    def _commit(self) -> None:
        git = ("git", "-C", str(self._bench.tree))
        ids = {}
        for path in self._bench.edited:
            place = self._bench.tree / path
            data = place.read_bytes() if place.exists() else b""
            if b"old_call(" in data:
                ids[path.encode()] = _blob_id(data)
        # Before the commit exists: a run may read it at once.
        self.commits.append(ids)
        # Not `commit -a`: a file that is back after its removal would not be in the commit.
        for words in (("add", "-A"), ("commit", "-q", "--allow-empty", "-m", "work")):
            subprocess.run([*git, *words], check=True, env=self._bench.environment)


def _blob_id(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0%b" % (len(data), data), usedforsecurity=False).hexdigest()


def change_while_read(bench: Bench, runs: int, rng: random.Random) -> int:
    """A series is based entirely on one commit, or it is refused; nothing ends in a traceback."""
    bad = 0
    for name, words in (("apply", bench.apply), ("audit", bench.audit)):
        tally = Tally(f"{name} x {runs} on a tree that changes")
        took = bench.end(bench.start(words)).took
        with Author(bench, rng, took) as author:
            for _ in range(runs):
                ended = bench.end(bench.start(words))
                named = ended.code == 2 and ended.said.startswith(b"error: ")
                tally.add(f"exit {ended.code}", bad=not (ended.code == 0 or named))
                if b"Traceback" in ended.said:
                    tally.add(f"traceback {ended.said[-200:]!r}", bad=True)
                if ended.code == 0 and name == "apply" and not _is_of_one(bench, author):
                    tally.add("a mix in O", bad=True)
        left = [path for path in bench.litter() if not path.startswith("T/.git/objects/")]
        if left:
            tally.add(f"left {left}", bad=True)
        bad += tally.tell()
    return bad


def _is_of_one(bench: Bench, author: Author) -> bool:
    """Whether the series in O changes exactly what must change in one of the commits."""
    changed = {path: blob.decode() for path, blob in _OLD_BLOB.findall(bench.out_bytes())}
    return any(
        changed.keys() == ids.keys()
        and all(ids[path].startswith(blob) for path, blob in changed.items())
        for ids in list(author.commits)
    )
