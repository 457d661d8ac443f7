"""`python -m qemu_xen_codemod` is the command `codemod`."""

from __future__ import annotations

import sys

from qemu_xen_codemod.cli import main

sys.exit(main())
