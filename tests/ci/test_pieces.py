# SPDX-License-Identifier: GPL-2.0-or-later
"""The pieces for CI systems, run as these would: a new use fails, other changes pass."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
NEW = "\nvoid stop(uint32_t d)\n{\n    xc_domain_shutdown(xen_xc, d, 1);\n}\n"
INSTEAD = "Call xendevicemodel_shutdown()"


OWN_RULE = """\
id: tell
patch: |
  @@ expression list A; @@
  - error_report(A)
  + error_tell(A)
examples: [{before: error_report("a");, after: error_tell("a");}]
"""
#: The versions of Python that pyproject.toml names.
SUPPORTED = [
    words[-1]
    for line in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["classifiers"]
    if (words := line.split())[-1].startswith("3.")
]


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


@pytest.fixture
def rule(qemu: Path) -> Path:
    """A rule of the tree's own, in its folder `rules`, for a function that it calls."""
    path = qemu / "rules/tell.yml"
    path.parent.mkdir()
    path.write_text(OWN_RULE)
    return path


def clone_of_ours(git: Callable[..., bytes], folder: Path) -> Path:
    """A repository with codemod as it is here, be that a checkout or an sdist, without files that
    git ignores.
    """
    clone = folder / "codemod"
    index = folder / "index"
    git(folder, "init", "-q", str(index))
    places = (f"--git-dir={index}/.git", f"--work-tree={ROOT}")
    files = git(ROOT, *places, "ls-files", "-z", "--others", "--exclude-standard").decode()
    for name in filter(None, files.split("\0")):
        if (ROOT / name).is_file():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, clone / name)
    git(clone, "init", "-q", "-b", "main")
    git(clone, "add", "-A")
    git(clone, "commit", "-q", "-m", "as it is")
    return clone


def add_call(tree: Path) -> None:
    with (tree / "hw/xen/xen_pt.c").open("a") as file:
        file.write(NEW)


def add_other_code(tree: Path) -> None:
    with (tree / "hw/xen/xen_pt.c").open("a") as file:
        file.write("\nint other(void)\n{\n    return 1;\n}\n")


def run(command: str, folder: Path, **variables: str) -> tuple[int, str]:
    """Exit code and output of a step, in the shell that both systems use.

    If the variables include PATH, they are the whole environment; else they are added to ours.
    """
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", command],
        cwd=folder,
        env=variables if "PATH" in variables else {**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def filled(text: str, values: dict[str, str]) -> str:
    """A value of the action with its expressions evaluated; an unknown one is an error."""
    return re.sub(r"\$\{\{ *(.*?) *\}\}", lambda found: values[found[1]], text)


def run_steps(
    steps: list[dict[str, Any]], workspace: Path, variables: dict[str, str], **inputs: str
) -> tuple[int, str]:
    """Run steps of the action as GitHub's runner does: up to the first that fails."""
    defaults = {name: setting["default"] for name, setting in load("action.yml")["inputs"].items()}
    assert inputs.keys() <= defaults.keys()
    values = {f"inputs.{name}": text for name, text in (defaults | inputs).items()}
    values["github.action_path"] = variables.get("GITHUB_ACTION_PATH", "")
    code, out = 0, ""
    for step in steps:
        assert step.keys() <= {"name", "shell", "env", "run"}
        assert step["shell"] == "bash"
        env = {name: filled(text, values) for name, text in step["env"].items()}
        code, printed = run(filled(step["run"], values), workspace, **variables, **env)
        out += printed
        if code:
            break
    return code, out


def run_action(workspace: Path, **inputs: str) -> tuple[int, str]:
    """The last step of the action: `codemod` exists."""
    return run_steps(load("action.yml")["runs"]["steps"][-1:], workspace, {}, **inputs)


def test_github_action(qemu: Path) -> None:
    """Other code passes silently; a new call is annotated on its line."""
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
    """The job fails and says how to make one."""
    (qemu / ".xen-baseline").unlink()
    code, out = run_action(qemu)
    assert code == 2
    assert "help: make one: codemod audit ... --write-baseline .xen-baseline" in out


@pytest.mark.usefixtures("rule")
def test_github_action_with_own_rules(qemu: Path) -> None:
    """Each use fails, or each that a baseline does not have; Xen's functions do not count."""
    (qemu / ".xen-baseline").unlink()
    add_call(qemu)
    code, out = run_action(qemu, rules="rules")
    assert code == 1
    uses = out.splitlines()
    assert uses
    assert all(line.startswith("::error file=") and "error_report" in line for line in uses)
    words = ["codemod", "audit", "-q", "--rules", "rules", "--write-baseline", "known"]
    subprocess.run(words, cwd=qemu, check=True)
    code, out = run_action(qemu, rules="rules", baseline="known")
    assert code == 0
    assert "::error" not in out


def test_github_action_as_a_whole(qemu: Path, git: Callable[..., bytes], tmp_path: Path) -> None:
    """All its steps in sequence, with the clone that GitHub makes of our repository, in an
    environment that contains nothing of ours. What another action does for it is done here.
    """
    first, *steps = load("action.yml")["runs"]["steps"]
    assert first["uses"] == "actions/setup-python@v5"
    assert f"3.{sys.version_info.minor}" in SUPPORTED
    assert first["with"]["python-version"] in SUPPORTED
    python = tmp_path / "python"
    subprocess.run([sys.executable, "-m", "venv", str(python)], check=True)
    settings = {
        name: text
        for name, text in os.environ.items()
        if name.startswith(("PIP_", "SSL_")) or name.lower().endswith("_proxy")
    }
    variables = {
        **settings,
        "CI": "true",
        "HOME": os.environ["HOME"],
        "PATH": f"{python}/bin:/usr/bin:/bin",
        "GITHUB_ACTIONS": "true",
        "GITHUB_ACTION_PATH": str(clone_of_ours(git, tmp_path)),
        "GITHUB_WORKSPACE": str(qemu),
    }
    add_other_code(qemu)
    code, out = run_steps(steps, qemu, variables)
    assert code == 0, out
    # pip may print a warning.
    assert "::" not in re.sub("^WARNING: .*", "", out, flags=re.MULTILINE)
    add_call(qemu)
    code, out = run_steps(steps[-1:], qemu, variables)
    assert code == 1
    (line,) = out.splitlines()
    assert line.startswith("::error file=hw/xen/xen_pt.c,line=")
    assert INSTEAD in line


def test_github_workflow() -> None:
    """The example gives the action no input that it does not have."""
    steps = load("examples/ci/github.yml")["jobs"]["audit"]["steps"]
    assert set(steps[-1]["with"]) <= set(load("action.yml")["inputs"])


def test_inputs_are_documented() -> None:
    """Each is read by a step, and docs/github.md says what it does."""
    action = load("action.yml")
    page = (ROOT / "docs/github.md").read_text()
    for name in action["inputs"]:
        assert f"\n| `{name}` | " in page
        assert any(f"${{{{ inputs.{name} }}}}" in str(step) for step in action["runs"]["steps"])


def test_gitlab_job(qemu: Path) -> None:
    """The script of the job; the report exists even if it fails."""
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
    """Each runs a command line that the parser accepts."""
    from qemu_xen_codemod.cli import make_parser

    words = [*hook["entry"].split(), *hook.get("args", [])]
    files = [] if hook.get("pass_filenames") is False else ["a.c"]
    _, unknown = make_parser().parse_known_args([*words[1:], *files])
    assert unknown == []


def test_our_own_workflow_runs_all() -> None:
    """It has no second list of checks."""
    (job,) = load(".github/workflows/ci.yml")["jobs"].values()
    assert [step["run"] for step in job["steps"] if "run" in step] == ["bash .ci/run"]


@pytest.mark.real
def test_pre_commit(qemu: Path, rule: Path, git: Callable[..., bytes], tmp_path: Path) -> None:
    """pre-commit installs codemod from a clone and runs each hook at a commit."""
    source = clone_of_ours(git, tmp_path)
    revision = git(source, "rev-parse", "HEAD").decode().strip()
    known = [hook["id"] for hook in load(".pre-commit-hooks.yaml")]
    own = {"args": ["--rules", "rules"]}
    hooks = [
        {"id": name, **(own if name in ("codemod-guard", "codemod-check") else {})}
        for name in known
    ]
    config = {"repos": [{"repo": str(source), "rev": revision, "hooks": hooks}]}
    (qemu / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    git(qemu, "add", "-A")
    git(qemu, "commit", "-q", "-m", "guard")
    home = {"PRE_COMMIT_HOME": str(tmp_path / "home")}
    command = f"{sys.executable} -m pre_commit run"
    add_other_code(qemu)
    git(qemu, "add", "-A")
    code, out = run(command, qemu, **home)
    assert code == 0, out
    add_call(qemu)
    with (qemu / "hw/xen/xen_pt.c").open("a") as file:
        file.write('\nvoid tell(void)\n{\n    error_report("stop");\n}\n')
    rule.write_text(rule.read_text().replace("after: error_tell", "after: error_report"))
    git(qemu, "add", "-A")
    code, out = run(command, qemu, **home)
    assert code == 1
    assert re.findall(r"^- hook id: (.*)$", out, re.MULTILINE) == known, out
    assert INSTEAD in out
