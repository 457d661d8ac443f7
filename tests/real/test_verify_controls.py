# SPDX-License-Identifier: GPL-2.0-or-later
"""Series with errors: `codemod verify` finds each, at its patch, and says what to do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.real.controls import BIND, CONTROLS, make_control, number_of, short_series
from tests.real.run import codemod
from tests.real.shared import shared

if TYPE_CHECKING:
    from pathlib import Path

    from tests.real.build import Build

pytestmark = pytest.mark.real


@pytest.fixture(scope="session")
def patches(
    newest: Build, version: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, ...]:
    with shared(tmp_path_factory, f"short-{version}") as folder:
        return short_series(newest.source, folder)


def verify(build: Build, series: Path) -> dict[str, Any]:
    done = codemod("verify", "--tree", build.source, series, "-p", build.folder, "--format", "json")
    report: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == 1
    return report


@pytest.mark.parametrize("kind", CONTROLS)
def test_faults_are_found_at_their_patch(
    newest: Build, patches: tuple[Path, ...], tmp_path: Path, kind: str
) -> None:
    """The patch with the errors is the first that fails, by the expected checks."""
    edits = [control.edit for control in CONTROLS[kind].values()]
    report = verify(newest, make_control(newest.source, patches, edits, tmp_path))
    failed = [patch for patch in report["patches"] if patch["findings"]]
    assert failed[0]["number"] == number_of(patches, BIND)
    for name, control in CONTROLS[kind].items():
        own = [finding for finding in failed[0]["findings"] if finding["check"] == control.check]
        said = "\n".join(
            f"{finding['what']}\n{finding['words']}\n{finding['help']}" for finding in own
        )
        assert (name, [part for part in control.says if part not in said]) == (name, [])


def test_a_patch_that_does_not_apply(
    newest: Build, patches: tuple[Path, ...], tmp_path: Path
) -> None:
    """It is named with git's output, and the patches after it are reported as not shown."""
    number = number_of(patches, BIND)
    for patch in patches:
        text = patch.read_text()
        if patch == patches[number - 1]:
            text = text.replace("\n-", "\n-x", 1).replace("\n \n", "\n y\n")
        (tmp_path / patch.name).write_text(text)
    report = verify(newest, tmp_path)
    states = [patch["checks"]["applies"] for patch in report["patches"]]
    assert states[: number + 1] == [*["proved"] * (number - 1), "failed", "not shown"]
    (finding,) = report["patches"][number - 1]["findings"]
    assert "patch failed: hw/xen/xen_pt.c" in finding["words"]
    assert "base-commit" in finding["help"]
