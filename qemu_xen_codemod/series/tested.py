# SPDX-License-Identifier: GPL-2.0-or-later
"""What the user says was tested: text for the cover letter."""

from __future__ import annotations

from pathlib import Path

from qemu_xen_codemod.errors import UsageError
from qemu_xen_codemod.regular_file import read_regular
from qemu_xen_codemod.series.commit import ending_line


def read_tested(path: Path | None) -> str:
    """The text of the file of --tested, "" without one. Raises UsageError."""
    if path is None:
        return ""
    try:
        text = read_regular(path).decode("utf-8")
    except OSError as error:
        raise UsageError(f"--tested {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"--tested {path} is not UTF-8 text") from None
    if not text.strip():
        raise UsageError(f"--tested {path} is empty")
    if line := ending_line(text):
        raise UsageError(
            f"--tested {path}: `git am` would end the cover letter at: {line}",
            help="indent this line",
        )
    return text.strip("\n")
