# SPDX-License-Identifier: GPL-2.0-or-later
"""Libraries of a Xen tree, built by its own Makefiles without its configure."""

from __future__ import annotations

import subprocess
from pathlib import Path

#: libxendevicemodel, behind what it is linked with.
LIBRARIES = ("toolcore", "toollog", "call", "devicemodel")
#: What `configure` would write, as far as these need it.
_TOOLS = "BASH := /bin/bash\nPYTHON := python3\nAWK := awk\nCONFIG_X86 := y\n"


def build_libraries(tree: Path) -> None:
    """Build them inside the tree. Raises AssertionError with make's words."""
    (tree / "config/Tools.mk").write_text(_TOOLS)
    for folder in ("tools/include", *(f"tools/libs/{name}" for name in LIBRARIES)):
        done = subprocess.run(
            ["make", "-s", "-C", folder, "XEN_TARGET_ARCH=x86_64", "all"],
            cwd=tree,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{folder}: {done.stdout}{done.stderr}"
