# SPDX-License-Identifier: GPL-2.0-or-later
"""The command `codemod`, which is `python -m qemu_xen_codemod` too."""

from __future__ import annotations

import gc
import signal
import sys


def main() -> int:
    """Run one command; its exit code."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        # While modules are loaded nothing is there to be cleaned up: Ctrl-C ends us without a word.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from qemu_xen_codemod.cli import main as run

    code = run()
    # At its end Python looks for garbage in all that there is, which takes a tenth of the run.
    gc.freeze()
    return code


if __name__ == "__main__":
    sys.exit(main())
