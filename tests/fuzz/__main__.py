# SPDX-License-Identifier: GPL-2.0-or-later
"""The long run: `python -m tests.fuzz --target engine --seed 7 --count 10000`.

Case N of seed S is the same each time: `--seed S --first N --count 1` runs it again. With
CODEMOD_TREES the code of real trees is broken, too, and with gcc the objects that it makes. A
failing input is made smaller and written to a file; the exit code is then 1.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from time import process_time

from tests.fuzz.kept import kept_name
from tests.fuzz.targets.targets import case_of, cases_of, possible_targets
from tests.fuzz.trial import minimised, try_case

#: Failures of one kind that are written out.
_WRITTEN = 2


def main(argv: Sequence[str] | None = None) -> int:
    targets = possible_targets()
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--target", action="append", choices=targets, help="all when left out")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument("--count", type=int, default=1000, help="cases of each; fewer of slow ones")
    parser.add_argument("--out", type=Path, default=Path("build/fuzz"), help="of failing inputs")
    args = parser.parse_args(argv)
    failed = 0
    for name in args.target or targets:
        end = args.first + cases_of(name, args.count)
        failed += _run(name, args.seed, range(args.first, end), args.out)
    return 1 if failed else 0


def _run(name: str, seed: str, numbers: range, out: Path) -> int:
    """Try the cases of one target; how many failed."""
    counts: Counter[str] = Counter()
    failures: Counter[str] = Counter()
    start = process_time()
    with tempfile.TemporaryDirectory(prefix="codemod-fuzz-") as folder:
        target = possible_targets()[name](Path(folder))
        for number in numbers:
            case = case_of(target, name, seed, number)
            tried = try_case(target, case)
            counts["failed" if tried.trace else tried.said] += 1
            if not tried.trace:
                continue
            failures[tried.said] += 1
            if failures[tried.said] <= _WRITTEN:
                small = minimised(target, case, tried.said)
                path = out / kept_name(name, f"{tried.said}-{seed}-{number}", small, target.suffix)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(small.data)
                _say(f"{name}: --seed {seed} --first {number}: {tried.said}: {path}\n{tried.trace}")
    took = process_time() - start
    told = ", ".join(f"{count} {word}" for word, count in counts.most_common())
    _say(f"{name}: seed {seed}, {len(numbers)} inputs, {took:.0f} s of processor time: {told}")
    for said, count in failures.most_common():
        _say(f"    {count} x {said}")
    return sum(failures.values())


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
