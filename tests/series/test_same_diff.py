# SPDX-License-Identifier: GPL-2.0-or-later
"""When a patch has the same diff as the one before: only then is Reviewed-by kept."""

from __future__ import annotations

import pytest

from qemu_xen_codemod.series.changelog import Fate, Revision, compare_versions
from qemu_xen_codemod.series.commit import Commit
from qemu_xen_codemod.series.previous import PreviousPatch, PreviousSeries

REVIEW = "Reviewed-by: Bo <bo@example.org>"
TEXT = """\
diff --git a/hw/a.c b/hw/a.c
index 1111111..2222222 100644
--- a/hw/a.c
+++ b/hw/a.c
@@ -1,3 +1,3 @@ int a;
 one
-two
+three

@@ -9 +9 @@
--- a/hw/b.c
+++ b/hw/b.c
\\ No newline at end of file
"""
BINARY = """\
diff --git a/x.bin b/x.bin
index 1111111111..2222222222 100644
GIT binary patch
literal 3
KcmZQzWMT#Y01f~L

literal 2
JcmYdEWMTjS

"""


def revision(before: bytes, after: bytes) -> Revision:
    """Of a patch with the same message."""
    patch = PreviousPatch("hw: a", "Why.", (REVIEW,), "", before)
    commit = Commit(("rule",), "hw: a", "Why.", ())
    return compare_versions(2, PreviousSeries(1, (patch,), "", ""), [commit], [after]).revisions[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("2222222", "3333333", id="a blob's id"),
        pytest.param("@@ -1,3 +1,3 @@ int a;", "@@ -7,3 +8,3 @@ int b;", id="a line's number"),
        pytest.param("end of file\n", "end of file\n\n", id="the end of a mail"),
        pytest.param("\n\n@@", "\n \n@@", id="an empty line that lost its blank in a mail"),
    ],
)
def test_the_same(old: str, new: str) -> None:
    """Changes that do not concern the code; reviews are kept."""
    changed = revision(TEXT.encode(), TEXT.replace(old, new).encode())
    assert (changed.fate, changed.kept, changed.files) == (Fate.SAME, (REVIEW,), ())


@pytest.mark.parametrize(
    ("before", "old", "new", "path"),
    [
        pytest.param(TEXT, "three", "threE", "hw/a.c", id="a line"),
        pytest.param(TEXT, " one", " One", "hw/a.c", id="a line of context"),
        pytest.param(TEXT, "+++ b/hw/b.c", "+++ b/hw/c.c", "hw/a.c", id="a line like a heading"),
        pytest.param(TEXT, "\\ No newline at end of file\n", "", "hw/a.c", id="the end of a file"),
        pytest.param(TEXT, "index", "old mode 100644\nnew mode 100755\nindex", "hw/a.c", id="mode"),
        pytest.param(BINARY, "2222222222", "3333333333", "x.bin", id="binary content"),
    ],
)
def test_another(before: str, old: str, new: str, path: str) -> None:
    """Changes that the reviewers have not seen; the changelog names the file."""
    changed = revision(before.encode(), before.replace(old, new).encode())
    assert (changed.fate, changed.dropped) == (Fate.CHANGED, (REVIEW,))
    assert changed.files == (f"{path}: changed differently",)


def test_a_line_behind_a_whole_hunk() -> None:
    """Mails in an mbox end in an empty line."""
    text = TEXT.partition("\\ No")[0].encode()
    assert revision(text + b"\n", text).fate is Fate.SAME


def test_a_diff_that_somebody_has_broken() -> None:
    """It is equal to no other, whatever it contains."""
    broken = TEXT.replace("hw/a.c", "hw/ä.c").replace("-1,3", "-1,9").encode()
    changed = revision(broken, TEXT.replace("hw/a.c", "hw/ä.c").encode())
    assert changed.fate is Fate.CHANGED
    assert "hw/ä.c: changed differently" in changed.files
    assert revision(b"diff --git a/\xff b/\xff\n@@ -1", b"").fate is Fate.CHANGED
