# SPDX-License-Identifier: GPL-2.0-or-later
"""C files to break: the project's own samples, with added lines that rules match.

With `trees`, files of the real trees in CODEMOD_TREES are among them.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from random import Random

from tests.fuzz.mutation import mutated_text

_ROOT = Path(__file__).parent.parent.parent
_FOLDERS = ("hw", "block", "util", "net", "accel", "target/i386", "include/hw", "ui", "migration")
_LONGEST_FILE = 60_000
_FROM_A_TREE = 150
_WORD = re.compile(rb"\b[a-z]\w+\b")

#: Statements, and parts of them, that the rules of the engine's target match.
_STATEMENTS = (
    b'drop(p);~drop(drop(q));~x = drop(s->a[i]) + 1;~if (a)\n\tdrop(p);~warn("%d\\n", n);~'
    b'warn(a,\n         b, c);~warn(errp, "one"\n     "two" /* c */, x);~store(a, b, c);~'
    b"store(f(x), // why\n    y);~store(a,\n\t\t  store(b, c));~trace_step(s);~"
    b"if (a) trace_step(b);~if (a)\n    trace_step(b);\nelse\n    c();~stop(p);~"
    b"if (x) stop(p); else stop(q);~for (;;)\n    stop(p); /* last */~"
    b"if (p == NULL) {\n    return -ENOMEM;\n}~if (!p) { return -ENOMEM; }~"
    b"p = (char *)grab(n * sizeof(int));~q = ( struct box * ) grab (n);~x = y->owner;~"
    b"a = b = c->owner;~x = (y + 1)->owner ;~hold(l);\nwork();\nrelease(l);~"
    b"hold(l); if (e) { release(l); return; } release(l);~if (e) {\n    note(1);\n}~"
    b"if (e) { a(); note(b /* c */); d(); }~old_one(a, 0);~old_two(old_one(b, 0));~"
    b"y = c ? old_one(a, 0) : old_two(b);~struct box *b = f();\nb->lid = b->lid + 1;~"
    b"int n = count(v);~int n=count( v ) ;~if (r < 0) goto out;~if (r) {\n\tgoto out;\n}~"
    b'goto out;~#include "old.h"~#define USE(x) drop(x); \\\n    stop(x)~'
    b"#if A\nstop(p);\n#endif~#ifdef X\nif (a) {\n#else\nif (b) {\n#endif\ndrop(p); }~"
    b"#if 0\ndrop(p);\n#endif~LIST_FOREACH(a, b, c)\n    stop(a);~"
    b"do stop(p); while (drop(p));~switch (x) { case 1: stop(p); }"
).split(b"~")
_WORDS = (
    b"drop(x)~old_two(y)~warn(z)~(int *)grab(1)~b->lid~a ? b : c~sizeof(x)~(~)~{~}~[~]~;~,~/*~"
    b"*/~//~\"~'~#~\\\n~#if A\n~#else\n~#elif B\n~#endif\n~\n#define D(a) a\n~else ~if (x) ~"
    b"/* c */~// c\n~/* a\n * b */~_Generic(x, int: 1)~__attribute__((x))~goto l;~case 1:~l:~"
    b"struct s { int a; };~return~do ~while (0)~...~->~&&"
).split(b"~")
_ENDS = (b"\r\n", b"\n\n", b" \n", b"\t\n", b" \\\n", b"\n\f\n", b"\r")


class CCode:
    def __init__(self, trees: bool) -> None:
        self._files = [path.read_bytes() for path in _own_files()]
        self._large = [path.read_bytes() for path in _files_of_trees()] if trees else []

    def broken(self, rng: Random) -> bytes:
        """A file with added statements, usually broken."""
        data = self._sound(rng)
        for _ in range(rng.choice((4, 10, 25))):
            data = _planted(rng, data)
        for _ in range(rng.choice((0, 1, 1, 2, 4))):
            data = mutated_text(rng, data, self._files, _WORDS)
        for _ in range(rng.choice((0, 0, 1, 2))):
            data = _laid_out(rng, data)
        lines = data.splitlines(keepends=True)
        return b"".join(lines[:1900])

    def _sound(self, rng: Random) -> bytes:
        if self._large and rng.random() < 0.5:
            lines = rng.choice(self._large).splitlines(keepends=True)
            start = rng.randrange(len(lines)) if rng.random() < 0.3 else 0
            return b"".join(lines[start : start + rng.choice((60, 300, 1500))])
        return b"".join(rng.sample(self._files, rng.choice((1, 1, 2, 4))))


def _own_files() -> list[Path]:
    folders = (_ROOT / "examples/mini-qemu", _ROOT / "tests/c_samples", _ROOT / "tests/smpl")
    return [path for folder in folders for path in sorted(folder.rglob("*.[ch]"))]


def _files_of_trees() -> list[Path]:
    """A few of each real tree, the same ones each time."""
    found: list[Path] = []
    for tree in real_trees():
        names = sorted(
            path
            for folder in _FOLDERS
            for path in (tree / folder).rglob("*.[ch]")
            if path.is_file() and 0 < path.stat().st_size < _LONGEST_FILE
        )
        found += names[:: max(len(names) // _FROM_A_TREE, 1)]
    return found


def real_trees() -> list[Path]:
    """The trees of CODEMOD_TREES."""
    folder = os.environ.get("CODEMOD_TREES")
    found = sorted(Path(folder).resolve().glob("qemu-*")) if folder else []
    return [path for path in found if path.is_dir()]


def _planted(rng: Random, data: bytes) -> bytes:
    if rng.random() < 0.3:
        words = list(_WORD.finditer(data))
        if words:
            word = rng.choice(words)
            return data[: word.start()] + rng.choice(_WORDS[:7]) + data[word.end() :]
    lines = data.splitlines(keepends=True)
    at = rng.randrange(len(lines) + 1)
    indent = rng.choice((b"", b"    ", b"\t", b"        ", b"\t    "))
    planted = indent + rng.choice(_STATEMENTS).replace(b"\n", b"\n" + indent)
    lines.insert(at, planted + rng.choice((b"\n", b"\n", b"\n", b" /* c */\n", b" // c\n", b" ")))
    return b"".join(lines)


def _laid_out(rng: Random, data: bytes) -> bytes:
    """The same code with other white space."""
    match rng.randrange(6):
        case 0:
            return data.replace(b"\n", b"\r\n")
        case 1:
            return data.replace(b"    ", b"\t")
        case 2:
            return data.rstrip(b"\n")
        case 3:
            return data.replace(b", ", b",\n\t\t")
        case 4:
            return data.replace(b"(", b"( ", rng.randrange(40))
        case _:
            lines = data.splitlines(keepends=True)
            for _ in range(min(len(lines), 10)):
                at = rng.randrange(len(lines))
                lines[at] = lines[at].rstrip(b"\n") + rng.choice(_ENDS)
            return b"".join(lines)
