# SPDX-License-Identifier: GPL-2.0-or-later
"""Each patch of a series is proved on a real build, with today's Xen and with a newer one."""

from __future__ import annotations

import json

import pytest

from tests.real.build import Build
from tests.real.run import Series, codemod, digest

pytestmark = pytest.mark.real


def test_each_patch_is_proved(newest: Build, series: Series) -> None:
    """Every check of every patch, and of the series; tree and build stay as they are."""
    before = digest(newest.source), digest(newest.folder)
    patches = series.patches[0].parent
    build = ("-p", newest.folder, "--run-generators")
    done = codemod("verify", "--tree", newest.source, patches, *build, "--format", "json")
    report = json.loads(done.stdout)
    assert [patch["findings"] for patch in report["patches"]] == [[]] * len(series.patches)
    assert (report["findings"], report["not_shown"]) == ([], [])
    # A build that was configured without a patch shows nothing about what the patch configures.
    unshown = {why for patch in report["patches"] for why in patch["not_shown"].values()}
    assert unshown == {
        "it is run only with --checkpatch",
        "meson.build describes the build, which was configured without this change",
        "the build has no command for hw/xen/xen_pt_stub.c",
    }
    newer = report["references"]["newer"]
    left = {reference["symbol"] for reference in newer["after"]}
    assert "xc_physdev_map_pirq" in {reference["symbol"] for reference in newer["before"]}
    assert left.isdisjoint({"xc_physdev_map_pirq", "xc_physdev_unmap_pirq", "xc_set_hvm_param"})
    # Only comments and meson.build need no compiler; what the others change is compiled.
    compiled_not = [patch["subject"] for patch in report["patches"] if not patch["compiled"]]
    assert set(compiled_not) <= {
        "xen: probe for new libxendevicemodel functions",
        "xen: note why some libxenctrl calls remain",
    }
    assert done.returncode == 0
    assert (digest(newest.source), digest(newest.folder)) == before
