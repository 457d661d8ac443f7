"""Each patch of a series is proved on a real build, with today's Xen and with a newer one."""

from __future__ import annotations

import json

import pytest

from tests.real.build import Build
from tests.real.run import Series, codemod, digest

pytestmark = pytest.mark.real


def test_each_patch_is_proved(compiled: Build, series: Series) -> None:
    """Every check of every patch, and of the series; tree and build stay as they are."""
    before = digest(compiled.source), digest(compiled.folder)
    patches = series.patches[0].parent
    done = codemod(
        "verify", "--tree", compiled.source, patches, "-p", compiled.folder, "--format", "json"
    )
    report = json.loads(done.stdout)
    assert [one["findings"] for one in report["patches"]] == [[]] * len(series.patches)
    assert (report["findings"], report["not_shown"]) == ([], [])
    assert {why for one in report["patches"] for why in one["not_shown"]} == {"checkpatch"}
    newer = report["references"]["newer"]
    left = {one["symbol"] for one in newer["after"]}
    assert "xc_physdev_map_pirq" in {one["symbol"] for one in newer["before"]}
    assert left.isdisjoint({"xc_physdev_map_pirq", "xc_physdev_unmap_pirq", "xc_set_hvm_param"})
    # Comments alone need no compiler; what the others change is compiled in both worlds.
    assert all(one["compiled"] for one in report["patches"] if "say " not in one["subject"])
    assert done.returncode == 0
    assert (digest(compiled.source), digest(compiled.folder)) == before
