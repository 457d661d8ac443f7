# SPDX-License-Identifier: GPL-2.0-or-later
"""The command `codemod`, also run by `python -m qemu_xen_codemod`."""

from __future__ import annotations

import gc
import signal
import sys


def main() -> int:
    """Run one command; return its exit code."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        # While modules are loaded there is nothing to clean up: Ctrl-C ends the process silently.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from qemu_xen_codemod.cli import main as run

    code = run()
    # At exit, Python runs a garbage collection over all objects, which takes a tenth of the run.
    gc.freeze()
    return code


if __name__ == "__main__":
    sys.exit(main())
