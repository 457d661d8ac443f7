# SPDX-License-Identifier: GPL-2.0-or-later
"""A series whose patches try to write elsewhere, or to be run: neither happens."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from qemu_xen_codemod import cli
from tests.conftest import Digest
from tests.programs_run import programs_run
from tests.verify.conftest import Sample

_MAIL = """\
From 1111111111111111111111111111111111111111 Mon Sep 17 00:00:00 2001
From: Ann Author <ann@example.org>
Date: Thu, 1 Jan 1970 00:00:00 +0000
Subject: [PATCH {number}/{total}] hw: {number}

Words.
---
{diff}--
2.39.5

"""
#: What a hook or a script does; {mark} is a file that exists after one was run.
SCRIPT = "#!/bin/sh\n: >{mark}\n"
CHECKPATCH = 'open(my $mark, ">", "{mark}");\n'


def new_file(path: str, text: str, mode: str = "100644") -> str:
    lines = text.splitlines()
    body = "".join(f"+{line}\n" for line in lines)
    if not text.endswith("\n"):
        body += "\\ No newline at end of file\n"
    return (
        f"diff --git a/{path} b/{path}\nnew file mode {mode}\nindex 0000000..1111111\n"
        f"--- /dev/null\n+++ b/{path}\n@@ -0,0 +1,{len(lines)} @@\n{body}"
    )


def renamed(old: str, new: str) -> str:
    return (
        f"diff --git a/{old} b/{new}\nsimilarity index 100%\nrename from {old}\nrename to {new}\n"
    )


ATTACKS: Mapping[str, tuple[str, ...]] = {
    "link, then a file through it": (
        new_file("hw/l", "{outside}", "120000"),
        new_file("hw/l/written", "x\n"),
    ),
    "link to a file, then its text": (
        new_file("hw/l", "{outside}/file", "120000"),
        "diff --git a/hw/l b/hw/l\n--- a/hw/l\n+++ b/hw/l\n@@ -1 +1 @@\n-old\n+new\n",
    ),
    "link that compiles": (new_file("hw/l.c", "{outside}/file", "120000"),),
    "path with dots": (new_file("hw/../../outside/written", "x\n"),),
    "absolute path": (new_file("{outside}/written", "x\n"),),
    "hook": (new_file(".git/hooks/post-applypatch", SCRIPT, "100755"),),
    "hook, capitals": (new_file(".GIT/hooks/post-applypatch", SCRIPT, "100755"),),
    "hook, Windows' name": (new_file("git~1/hooks/post-applypatch", SCRIPT, "100755"),),
    "hook by a rename": (renamed("scripts/run", ".git/hooks/pre-commit"),),
    "hook of a bare repository": (
        new_file("hooks/applypatch-msg", SCRIPT, "100755")
        + new_file("config", "[core]\n\tfsmonitor = {outside}/run\n")
        + new_file("HEAD", "ref: refs/heads/x\n")
        + new_file("objects/x", "x\n")
        + new_file("refs/x", "x\n"),
        new_file("hw/b.c", "int b;\n"),
    ),
    "attributes": (
        new_file(".gitattributes", "* filter=evil diff=evil merge=evil text eol=crlf\n"),
        new_file("hw/b.c", "int b;\n"),
    ),
    "submodule": (
        new_file(".gitmodules", '[submodule "x"]\n\tpath = x\n\turl = ext::sh -c {outside}/run\n'),
        "diff --git a/x b/x\nnew file mode 160000\nindex 0000000..1111111\n--- /dev/null\n"
        "+++ b/x\n@@ -0,0 +1 @@\n+Subproject commit " + 40 * "1" + "\n",
    ),
    "script that is run": (
        "diff --git a/scripts/checkpatch.pl b/scripts/checkpatch.pl\n"
        "--- a/scripts/checkpatch.pl\n+++ b/scripts/checkpatch.pl\n"
        "@@ -1 +1,2 @@\n+" + CHECKPATCH + ' print "total: 0 errors, 0 warnings\\n";\n',
        new_file("hw/b.c", "int b;\n"),
    ),
    "names as options": (new_file("-rf", "x\n") + new_file("--output={outside}/x", "x\n"),),
    "name of a command": (new_file("hw/`{outside}/run`$({outside}/run).c", "int b;\n"),),
    "name with a line break": (
        'diff --git "a/hw/a\\nb.c" "b/hw/a\\nb.c"\nnew file mode 100644\nindex 0000000..1111111\n'
        '--- /dev/null\n+++ "b/hw/a\\nb.c"\n@@ -0,0 +1 @@\n+int b;\n',
    ),
    "build files": (
        new_file("meson.build", "run_command('{outside}/run')\n")
        + new_file("Makefile", "all:\n\t{outside}/run\n")
        + new_file("pyvenv.cfg", "home = {outside}\n"),
    ),
    "no such numbers": (
        "diff --git a/VERSION b/VERSION\n--- a/VERSION\n+++ b/VERSION\n"
        "@@ -99999999999999999999,1 +1,99999999999999999 @@\n+x\n",
    ),
    "binary that is too long": (
        "diff --git a/x b/x\nnew file mode 100644\nindex " + 40 * "0" + ".." + 40 * "1" + "\n"
        "GIT binary patch\nliteral 99999999999\nzcmZ\n\n",
    ),
}


@pytest.mark.parametrize("kind", ATTACKS)
def test_nothing_is_run_and_nothing_written(
    sample: Sample,
    tmp_path: Path,
    digest: Digest,
    capsys: pytest.CaptureFixture[str],
    kind: str,
) -> None:
    """The patch is treated as data, or refused, which is reported."""
    outside, mark = tmp_path / "outside", tmp_path / "mark"
    outside.mkdir()
    (outside / "file").write_text("old\n")
    (outside / "run").write_text(SCRIPT.format(mark=mark))
    (outside / "run").chmod(0o755)
    scripts = sample.tree / "scripts"
    scripts.mkdir()
    (scripts / "run").write_text(SCRIPT.format(mark=mark))
    (scripts / "checkpatch.pl").write_text('print "total: 0 errors, 0 warnings\\n";\n')
    sample.git(sample.tree, "add", "-A")
    sample.git(sample.tree, "commit", "-q", "-m", "scripts")
    series = tmp_path / "series"
    series.mkdir()
    for number, diff in enumerate(ATTACKS[kind], 1):
        text = diff.replace("{outside}", str(outside)).replace("{mark}", str(mark))
        mail = _MAIL.format(number=number, total=len(ATTACKS[kind]), diff=text)
        (series / f"{number:04}.patch").write_text(mail)
    (tmp_path / "r.cocci").write_text("@@ expression E; @@\n- f(E)\n+ g(E)\n")
    before = digest(outside), digest(sample.tree)
    words = ["--tree", sample.tree, series, "--checkpatch", "--rules", tmp_path / "r.cocci"]
    with programs_run(tmp_path / "log") as programs:
        code = cli.main(["verify", *map(str, words)])
    said = capsys.readouterr()
    assert code in (0, 1, 2), said
    assert said.out or "error: " in said.err
    assert (digest(outside), digest(sample.tree)) == before
    assert not mark.exists()
    assert programs <= {"git", "perl"}


def test_what_the_scripts_do(tmp_path: Path) -> None:
    """They create the mark when they are run."""
    for name, text in (("run", SCRIPT), ("checkpatch.pl", CHECKPATCH)):
        (tmp_path / name).write_text(text.format(mark=tmp_path / "mark"))
        program = "perl" if name.endswith(".pl") else "sh"
        subprocess.run([program, tmp_path / name], check=True)
        (tmp_path / "mark").unlink()
