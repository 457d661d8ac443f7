# SPDX-License-Identifier: GPL-2.0-or-later
"""Run `codemod audit` on small trees."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from qemu_xen_codemod.cli import main

Audit = Callable[..., tuple[int, str, str]]

SOURCE = b"""\
#include <xenctrl.h>

/* xc_domain_shutdown() is not called here. */
int xc_domain_pause(xc_interface *xch, uint32_t domid);

#define OPEN() xc_interface_open(0, 0, 0)

static int (*op)(xc_interface *, uint32_t) = xc_domain_unpause;

void stop(xc_interface *xch)
{
    log("xc_domain_shutdown");
    xc_domain_pause(xch, 1);
    xc_domain_pause(xch, 1);
    libxl_ctx_free(0);
}
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder that no pack is for, with six references."""
    root = tmp_path / "tree"
    (root / "hw").mkdir(parents=True)
    (root / "hw" / "a.c").write_bytes(SOURCE)
    (root / "hw" / "b.c").write_bytes(b"static int xc_domain_pause(int x)\n{\n    return x;\n}\n")
    return root


@pytest.fixture
def mini_qemu(tmp_path: Path) -> Path:
    """A folder that the built-in rules are for."""
    example = Path(__file__).parents[2] / "examples" / "mini-qemu"
    return Path(shutil.copytree(example, tmp_path / "mini-qemu"))


@pytest.fixture
def audit(capsys: pytest.CaptureFixture[str]) -> Audit:
    """`audit(tree, "--format", "csv")`: exit code, standard output, standard error."""

    def run(tree: Path, *arguments: str | Path) -> tuple[int, str, str]:
        code = main(["audit", "--tree", str(tree), *map(str, arguments)])
        output = capsys.readouterr()
        assert "Traceback" not in output.err
        return code, output.out, output.err

    return run
