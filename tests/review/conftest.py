# SPDX-License-Identifier: GPL-2.0-or-later
"""Small series, one of them as hostile as a mail can be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.verify.conftest import sample as verify_sample

_MAIL = """\
From 1111111111111111111111111111111111111111 Mon Sep 17 00:00:00 2001
From: Ann Author <ann@example.org>
Date: Thu, 1 Jan 1970 00:00:00 +0000
Subject: [PATCH {number}/{total}] {subject}
To: list@example.org
Message-ID: <{number}@example.org>
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: 8bit

{words}
"""
LETTER = """\
What changes and why.

- one thing,
  told in two lines
- another

function            uses  outcome
xc_domain_shutdown     1  rewritten
xc_set_hvm_param       2  wrapped
compat code           30  retired
all                   33

                     before  after  with new functions
in all                   16      9                   5

Tested: on a machine.

function            before  after
xc_domain_shutdown       1      0
all                      1      0

Ann Author (2):
  xen: shut down the domain without libxenctrl
  hw: more

 hw/xen/a.c | 4 ++--
 1 file changed, 2 insertions(+), 2 deletions(-)

base-commit: 9822c7eda0c60000000000000000000000000000
"""
DIFF = """\
diff --git a/hw/xen/a.c b/hw/xen/a.c
index 1111111..2222222 100644
--- a/hw/xen/a.c
+++ b/hw/xen/a.c
@@ -10,7 +10,7 @@ int stop(int why)
 {
     int rc;
     /* now */
-    rc = xc_domain_shutdown(handle, domid, why);
+    rc = xendevicemodel_shutdown(dmod, domid, why);
     /* if (a < b && c > d) */
     return rc;
 }
"""
#: What must never be more than text.
SCRIPT = '<script>document.title="owned"</script>'
IMAGE = "<img src=x onerror='document.title=1'>"
BREAKS = "</script></textarea></style></title>-->"
HOSTILE = f"""\
diff --git a/hw/{IMAGE[:4]}.c b/hw/{IMAGE[:4]}.c
index 1111111..2222222 100644
--- a/hw/{IMAGE[:4]}.c
+++ b/hw/{IMAGE[:4]}.c
@@ -1,2 +1,3 @@ {SCRIPT}
 a "{BREAKS}" {{{{ 7 * 7 }}}}
-b("{SCRIPT}"); \x1b]0;x\x07\u202e
+b('{SCRIPT}'); {IMAGE}
+c" onmouseover="document.title=2
"""

#: The tree for `codemod verify`.
sample = verify_sample
MakeSeries = Callable[..., Path]


@pytest.fixture
def make_series(tmp_path: Path) -> MakeSeries:
    """A folder of patches, each (subject, words, diff); `letter` is that of the cover."""

    def make(*patches: tuple[str, str, str], letter: str = "", title: str = "a series") -> Path:
        folder = tmp_path / "series"
        folder.mkdir(exist_ok=True)
        mails: list[tuple[str, str]] = [(title, letter)] if letter else []
        mails += [
            (subject, f"{words}\n---\n{diff}-- \n2.39.5\n") for subject, words, diff in patches
        ]
        for at, (subject, text) in enumerate(mails, 0 if letter else 1):
            mail = _MAIL.format(number=at, total=len(patches), subject=subject, words=text)
            (folder / f"{at:04}.patch").write_text(mail, encoding="utf-8")
        return folder

    return make


@pytest.fixture
def series(make_series: MakeSeries) -> Path:
    """Two patches and their cover letter; the first comes from a rule of ours."""
    return make_series(
        (
            "xen: shut down the domain without libxenctrl",
            "Why xc_domain_shutdown() goes.\n\nSigned-off-by: Ann Author <ann@example.org>",
            DIFF,
        ),
        ("hw: more", "Because.", DIFF.replace("10,7", "40,7")),
        letter=LETTER,
    )


@pytest.fixture
def hostile(make_series: MakeSeries) -> Path:
    """A series with markup wherever a mail can contain text."""
    return make_series(
        (f"{SCRIPT} {IMAGE}", f"{SCRIPT} {IMAGE} {BREAKS}\n\n  {SCRIPT}\n\n- {IMAGE}", HOSTILE),
        letter=f"{IMAGE}\n\nfunction  uses  outcome\n{SCRIPT}  1  kept\n",
        title=f"{BREAKS}{SCRIPT}",
    )


def pieces(lines: Sequence[Sequence[tuple[str, object]]]) -> list[str]:
    """The text of coloured lines."""
    return ["".join(text for text, _ in line) for line in lines]
