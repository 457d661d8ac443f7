# SPDX-License-Identifier: GPL-2.0-or-later
"""Broken patch mails: read, and applied and proved as `verify` does without a build."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from random import Random

from qemu_xen_codemod.report.terminal import Terminal, json_text
from qemu_xen_codemod.report.verify_data import verify_data
from qemu_xen_codemod.review.page import review_page
from qemu_xen_codemod.review.review import make_review
from qemu_xen_codemod.review.screen import print_review
from qemu_xen_codemod.rule.catalogue import choose_pack
from qemu_xen_codemod.rule.pack import NEUTRAL
from qemu_xen_codemod.rule.selection import select_rules
from qemu_xen_codemod.series.mail import Mail, read_letters, read_series
from qemu_xen_codemod.tree.remembered import Remembered
from qemu_xen_codemod.verify.prove import Request, open_checkout, prove
from tests.fuzz.case import Case, Failure, bounded
from tests.fuzz.checkout import GitAlone, commit, make_checkout, run_git
from tests.fuzz.mutation import mutated_bytes, mutated_text

_FILES = {
    "VERSION": b"10.2.0\n",
    "hw/xen/a.c": b"int xc_set_hvm_param(int a, int b);\nint set(int a)\n{\n"
    b"    return xc_set_hvm_param(a, 3);\n}\n",
    "include/hw/xen/a.h": b"int set(int a);\n",
    "meson.build": b"project('a', 'c')\n",
}
_DIFF = b"""\
diff --git a/hw/xen/a.c b/hw/xen/a.c
index 1111111..2222222 100644
--- a/hw/xen/a.c
+++ b/hw/xen/a.c
@@ -1,5 +1,5 @@
 int xc_set_hvm_param(int a, int b);
 int set(int a)
 {
-    return xc_set_hvm_param(a, 3);
+    return a;
 }
diff --git a/"n\\303\\244.c" "b/n\\303\\244.c"
new file mode 100644
index 0000000..3333333
--- /dev/null
+++ "b/n\\303\\244.c"
@@ -0,0 +1 @@
+int n;
"""
_SECOND = b"""\
diff --git a/include/hw/xen/a.h b/include/hw/xen/b.h
similarity index 50%
rename from include/hw/xen/a.h
rename to include/hw/xen/b.h
index 4444444..5555555 100644
--- a/include/hw/xen/a.h
+++ b/include/hw/xen/b.h
@@ -1 +1,2 @@
 int set(int a);
+int more(void);
diff --git a/VERSION b/VERSION
deleted file mode 100755
index 6666666..0000000
--- a/VERSION
+++ /dev/null
@@ -1 +0,0 @@
-10.2.0
"""
_PLAIN = b"--- a/VERSION\n+++ b/VERSION\n@@ -1 +1 @@\n-10.2.0\n+10.2.1\n"
_HEAD = (
    b"From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\n"
    b"From: =?UTF-8?q?A=C3=A4?= <a@example.org>\nDate: Mon, 1 Jan 2024 00:00:00 +0000\n"
    b"Subject: [PATCH v2 %d/%d] hw/xen: one\n thing\n"
)
_WORDS = (
    b"diff --git a/x b/x\n~--- a/x\n~+++ b/x\n~@@ -1 +1 @@\n~@@ -0,0 +1,99999999 @@\n~---\n~"
    b"index 0000000..1111111\n~From a Mon 1 00:00:00\n~Subject: x\n~=?utf-8?b?//8=?=~"
    b"=?x?q?=GG?=~Content-Transfer-Encoding: base64\n~"
    b"Content-Type: multipart/mixed; boundary=x\n\n--x\n~\n--x--\n~"
    b"Content-Type: text/plain; charset=nothing\n~GIT binary patch\n~literal 5\n~"
    b"rename from a\n~new file mode 120000\n~old mode 100644\n~../../x~/dev/null~.git/config~"
    b"-- \n2.40\n~[PATCH"
).split(b"~")
#: git runs a dozen times for a series, which takes longer than our own code.
_SECONDS = 2.0


class Mails:
    suffix = ".patch"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sound = list(_mails())

    def make(self, rng: Random) -> Case:
        sound = rng.choice(self._sound)
        if rng.random() < 0.15:
            return Case(mutated_bytes(rng, sound))
        return Case(mutated_text(rng, sound, self._sound, _WORDS))

    def run(self, case: Case) -> str:
        self._read(case)
        return "read"

    def _read(self, case: Case) -> tuple[Mail, ...]:
        path = self._folder / "input.patch"
        path.write_bytes(case.data)
        with bounded():
            mails = read_series(path)
            for mail in mails:
                for line in mail.index_lines:
                    if "\n" in line.path:
                        raise Failure("place", repr(line))
        return mails


class ProvedMails(Mails):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._git = GitAlone(folder)
        with self._git:
            series = _series(folder)
            self._tree = open_checkout(folder / "tree")
        self._sound = [
            *series,
            *(_HEAD % (1, 1) + b"\n" + diff for diff in (_DIFF, _SECOND, _PLAIN)),
        ]
        self._pack = choose_pack(self._tree)
        self._selection = select_rules(self._pack.rules)

    def run(self, case: Case) -> str:
        mails = self._read(case)
        with self._git, bounded(_SECONDS):
            files = Remembered(self._tree)
            proof = prove(Request(self._tree, files, mails, self._pack, self._selection))
        json_text(verify_data(proof)).encode()
        return "proved" if proof.is_proved else "failed"


class ReviewedMails(Mails):
    """The page that `codemod review` makes of a mail, and its text."""

    def run(self, case: Case) -> str:
        path = self._folder / "input.patch"
        path.write_bytes(case.data)
        with bounded():
            review = make_review(read_letters([path]), NEUTRAL)
            page = review_page(review)
            out = StringIO()
            print_review(review, Terminal(out, color=False))
        # Two belong to the page.
        if page.count("<script") != 2 or page.count("</script") != 2 or page.count("<style") != 1:
            raise Failure("markup", page)
        for text in (page, out.getvalue()):
            if wild := {char for char in text if not char.isprintable()} - {"\n", "\t"}:
                raise Failure("control characters", repr(wild))
        return "reviewed"


def _mails() -> Iterator[bytes]:
    yield _HEAD % (1, 2) + b"\nWhy.\n---\n a | 1 +\n\n" + _DIFF + b"-- \n2.40.1\n"
    head = _HEAD % (2, 2) + b"MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
    yield (
        head + b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(b"Why.\n\n" + _SECOND)
    )
    quoted = quopri.encodestring(b"Wh\xc3\xa4.\n\n" + _DIFF)
    yield head + b"Content-Transfer-Encoding: quoted-printable\n\n" + quoted
    part = b"--x\nContent-Type: text/%s\n\n"
    yield (
        _HEAD % (1, 1)
        + b"Content-Type: multipart/mixed; boundary=x\n\n"
        + part % b"html"
        + b"<p>\n"
        + part % b"plain"
        + _DIFF
        + b"--x--\n"
    )
    yield b"".join(
        _HEAD % (n, 2) + b"\nWhy\n---\n" + diff + b"\n" for n, diff in ((1, _DIFF), (2, _SECOND))
    )
    yield _HEAD % (0, 2) + b"\nThe cover letter.\n"
    yield _PLAIN
    yield (_HEAD % (1, 1) + b"\n" + _DIFF).replace(b"\n", b"\r\n")


def _series(folder: Path) -> list[bytes]:
    """A checkout `tree`, and the mails of two commits on top of it."""
    tree = folder / "tree"
    _write(tree, _FILES)
    make_checkout(tree)
    changed = _FILES["hw/xen/a.c"].replace(b"xc_set_hvm_param(a, 3)", b"a")
    _write(tree, {"hw/xen/a.c": changed, "n\N{LATIN SMALL LETTER A WITH DIAERESIS}.c": b"int n;\n"})
    commit(tree, "one")
    _write(tree, {"include/hw/xen/a.h": b"int set(int a);\nint more(void);\n"})
    commit(tree, "two\n\nWhy.")
    run_git(tree, "format-patch", "-q", "-o", str(folder / "series"), "HEAD~2")
    run_git(tree, "reset", "-q", "--hard", "HEAD~2")
    mails = [path.read_bytes() for path in sorted((folder / "series").glob("*.patch"))]
    return [*mails, b"".join(mails)]


def _write(tree: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_bytes(data)
