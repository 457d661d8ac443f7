"""Series with a fault: `codemod verify` finds it, at its patch, and says what to do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.real.controls import CONTROLS, MAP, make_control, number_of
from tests.real.run import Series, codemod

if TYPE_CHECKING:
    from pathlib import Path

    from tests.real.build import Build

pytestmark = pytest.mark.real


def verify(build: Build, series: Path) -> dict[str, Any]:
    done = codemod("verify", "--tree", build.source, series, "-p", build.folder, "--format", "json")
    report: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == 1
    return report


@pytest.mark.parametrize("name", CONTROLS)
def test_a_fault_is_found_at_its_patch(
    newest: Build, series: Series, tmp_path: Path, name: str
) -> None:
    """The patch with the fault is the first that fails, by the check that is for it."""
    control = CONTROLS[name]
    report = verify(newest, make_control(newest.source, series.patches, control, tmp_path))
    failed = [patch for patch in report["patches"] if not patch["proved"]]
    assert failed[0]["number"] == number_of(series.patches, control.subject)
    own = [one for one in failed[0]["findings"] if one["check"] == control.check]
    said = "\n".join(f"{one['what']}\n{one['words']}\n{one['help']}" for one in own)
    assert [part for part in control.says if part not in said] == []


def test_a_patch_that_does_not_apply(newest: Build, series: Series, tmp_path: Path) -> None:
    """It is named with git's words, and those after it are said not to be shown."""
    number = number_of(series.patches, MAP)
    for patch in series.patches:
        text = patch.read_text()
        if patch == series.patches[number - 1]:
            text = text.replace("\n-", "\n-x", 1).replace("\n \n", "\n y\n")
        (tmp_path / patch.name).write_text(text)
    report = verify(newest, tmp_path)
    states = [patch["checks"]["applies"] for patch in report["patches"]]
    assert states[: number + 1] == [*["proved"] * (number - 1), "failed", "not shown"]
    (finding,) = report["patches"][number - 1]["findings"]
    assert "patch failed: hw/xen/xen_pt.c" in finding["words"]
    assert "base-commit" in finding["help"]
