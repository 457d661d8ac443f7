# SPDX-License-Identifier: GPL-2.0-or-later
"""The long run: `python -m tests.fuzz --target engine --seed 7 --count 10000`.

Case N of seed S is the same each time: `--seed S --first N --count 1` runs it again. With
CODEMOD_TREES the code of real trees is broken, too, and with gcc the objects that it makes. A
failing input is made smaller and written to a file; the exit code is then 1.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from time import process_time

from tests.fuzz.kept import kept_name
from tests.fuzz.targets.targets import case_of, cases_of, possible_targets
from tests.fuzz.trial import minimised, try_case

#: The number of failures of one kind that are written.
_WRITTEN = 2
#: The number of new objects before Python collects garbage, as in the command.
_ALLOCATIONS = 200_000


def main(argv: Sequence[str] | None = None) -> int:
    targets = possible_targets()
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--target", action="append", choices=targets, help="all when left out")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument("--count", type=int, default=1000, help="cases of each; fewer of slow ones")
    parser.add_argument("--out", type=Path, default=Path("build/fuzz"), help="of failing inputs")
    args = parser.parse_args(argv)
    gc.set_threshold(_ALLOCATIONS)
    failed = 0
    try:
        for name in args.target or targets:
            end = args.first + cases_of(name, args.count)
            failed += _run(name, args.seed, range(args.first, end), args.out)
    except KeyboardInterrupt:
        return 130
    return 1 if failed else 0


def _run(name: str, seed: str, numbers: range, out: Path) -> int:
    """Try the cases of one target; return how many failed. If interrupted, it says what it has
    tried.
    """
    counts: Counter[str] = Counter()
    failures: dict[str, list[int]] = {}
    start = process_time()
    try:
        with tempfile.TemporaryDirectory(prefix="codemod-fuzz-") as folder:
            target = possible_targets()[name](Path(folder))
            for number in numbers:
                case = case_of(target, name, seed, number)
                tried = try_case(target, case)
                counts["failed" if tried.trace else tried.said] += 1
                if not tried.trace:
                    continue
                failed = failures.setdefault(tried.said, [])
                failed.append(number)
                if len(failed) <= _WRITTEN:
                    small = minimised(target, case, tried.said)
                    what = f"{tried.said}-{seed}-{number}"
                    path = out / kept_name(name, what, small, target.suffix)
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(small.data)
                    again = f"--seed {seed} --first {number}"
                    _say(f"{name}: {again}: {tried.said}: {path}\n{tried.trace}")
    finally:
        took = process_time() - start
        summary = ", ".join(f"{count} {word}" for word, count in counts.most_common())
        inputs = f"{counts.total()} of {len(numbers)} inputs from {numbers.start} on"
        _say(f"{name}: seed {seed}, {inputs}, {took:.0f} s of processor time: {summary}")
        for said, failed in failures.items():
            _say(f"    {len(failed)} x {said}: {', '.join(map(str, failed))}")
    return sum(map(len, failures.values()))


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
