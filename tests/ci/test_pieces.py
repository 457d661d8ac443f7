# SPDX-License-Identifier: GPL-2.0-or-later
"""The pieces for CI systems, run as these would: a new use is stopped, other changes pass."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
NEW = "\nvoid stop(uint32_t d)\n{\n    xc_domain_shutdown(xen_xc, d, 1);\n}\n"
INSTEAD = "Call xendevicemodel_shutdown()"


def load(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text())


@pytest.fixture
def qemu(tmp_path: Path, git: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small QEMU with a baseline, and a `codemod` on PATH that runs this checkout."""
    tree = tmp_path / "qemu"
    shutil.copytree(ROOT / "examples/mini-qemu", tree)
    git(tree, "init", "-q", "-b", "main")
    git(tree, "add", ".")
    git(tree, "commit", "-q", "-m", "base")
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "codemod").write_text(
        f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m qemu_xen_codemod "$@"\n'
    )
    (programs / "codemod").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    subprocess.run(
        ["codemod", "audit", "-q", "--write-baseline", ".xen-baseline"], cwd=tree, check=True
    )
    return tree


def add_call(tree: Path) -> None:
    with (tree / "hw/xen/xen_pt.c").open("a") as file:
        file.write(NEW)


def add_other_code(tree: Path) -> None:
    with (tree / "hw/xen/xen_pt.c").open("a") as file:
        file.write("\nint other(void)\n{\n    return 1;\n}\n")


def run(command: str, folder: Path, **variables: str) -> tuple[int, str]:
    """Exit code and output of a step, in the shell that both systems use."""
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", command],
        cwd=folder,
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def run_action(workspace: Path, **inputs: str) -> tuple[int, str]:
    """The last step of the action, its inputs filled in as GitHub does."""
    action = load("action.yml")
    values = {name: one["default"] for name, one in action["inputs"].items()} | inputs
    step = action["runs"]["steps"][-1]
    filled = {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: values[found[1]], text)
        for name, text in step["env"].items()
    }
    return run(step["run"], workspace, **filled)


def test_github_action(qemu: Path) -> None:
    """Other code passes without a word; a new call is annotated in its line."""
    add_other_code(qemu)
    assert run_action(qemu) == (0, "")
    add_call(qemu)
    code, out = run_action(qemu)
    assert code == 1
    (line,) = out.splitlines()
    assert line.startswith("::error file=hw/xen/xen_pt.c,line=")
    assert INSTEAD in line


def test_github_action_on_a_folder(qemu: Path) -> None:
    """The annotation names the file from the top of the repository."""
    add_call(qemu)
    inputs = {"tree": "qemu", "baseline": "qemu/.xen-baseline", "path-prefix": "qemu"}
    code, out = run_action(qemu.parent, **inputs)
    assert code == 1
    assert out.startswith("::error file=qemu/hw/xen/xen_pt.c,line=")


def test_github_action_without_a_baseline(qemu: Path) -> None:
    """The job fails and says how one is made."""
    (qemu / ".xen-baseline").unlink()
    code, out = run_action(qemu)
    assert code == 2
    assert "help: make one: codemod audit ... --write-baseline .xen-baseline" in out


def test_github_workflow() -> None:
    """The example gives the action no input that it does not have."""
    steps = load("examples/ci/github.yml")["jobs"]["audit"]["steps"]
    assert set(steps[-1]["with"]) <= set(load("action.yml")["inputs"])


def test_gitlab_job(qemu: Path) -> None:
    """The script of the job; the report is there when it fails, too."""
    job = load("examples/ci/gitlab.yml")["xen-libraries"]
    script = "\n".join(job["script"])
    report = qemu / job["artifacts"]["reports"]["codequality"]
    add_other_code(qemu)
    assert run(script, qemu) == (0, "")
    assert json.loads(report.read_text()) == []
    add_call(qemu)
    code, out = run(script, qemu)
    assert code == 1
    assert "xc_domain_shutdown: 1 before, 2 now\n" in out
    assert INSTEAD in out
    (issue,) = json.loads(report.read_text())
    assert issue["location"]["path"] == "hw/xen/xen_pt.c"
    assert job["artifacts"]["when"] == "always"


@pytest.mark.parametrize("hook", load(".pre-commit-hooks.yaml"), ids=lambda hook: hook["id"])
def test_hooks_are_known(hook: dict[str, Any]) -> None:
    """Each runs a command line that the parser takes."""
    from qemu_xen_codemod.cli import make_parser

    words = [*hook["entry"].split(), *hook.get("args", [])]
    files = [] if hook.get("pass_filenames") is False else ["a.c"]
    _, unknown = make_parser().parse_known_args([*words[1:], *files])
    assert unknown == []


def test_our_own_workflow_runs_all() -> None:
    """It has no second list of gates."""
    (job,) = load(".github/workflows/ci.yml")["jobs"].values()
    assert [step["run"] for step in job["steps"] if "run" in step] == ["bash .ci/run"]


@pytest.mark.real
def test_pre_commit(qemu: Path, git: Callable[..., bytes], tmp_path: Path) -> None:
    """pre-commit installs codemod from a clone and runs the guard at a commit."""
    source = tmp_path / "codemod"
    git(ROOT, "clone", "-q", str(ROOT), str(source))
    for name in (".pre-commit-hooks.yaml", "pyproject.toml"):
        shutil.copy(ROOT / name, source / name)
    shutil.rmtree(source / "qemu_xen_codemod")
    shutil.copytree(ROOT / "qemu_xen_codemod", source / "qemu_xen_codemod")
    git(source, "add", "-A")
    git(source, "commit", "-q", "--allow-empty", "-m", "as it is")
    revision = git(source, "rev-parse", "HEAD").decode().strip()
    (qemu / ".pre-commit-config.yaml").write_text(
        f"repos:\n  - repo: {source}\n    rev: {revision}\n    hooks:\n      - id: codemod-audit\n"
    )
    git(qemu, "add", "-A")
    git(qemu, "commit", "-q", "-m", "guard")
    home = {"PRE_COMMIT_HOME": str(tmp_path / "home")}
    command = f"{sys.executable} -m pre_commit run"
    add_other_code(qemu)
    git(qemu, "add", "-A")
    code, out = run(command, qemu, **home)
    assert code == 0, out
    add_call(qemu)
    git(qemu, "add", "-A")
    code, out = run(command, qemu, **home)
    assert code == 1
    assert INSTEAD in out
