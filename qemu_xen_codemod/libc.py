# SPDX-License-Identifier: GPL-2.0-or-later
"""Functions of the C library that Python has no name for."""

from __future__ import annotations

from collections.abc import Callable


def find_function(name: str) -> Callable[..., int] | None:
    """The function; None where there is none. It leaves its error to `ctypes.get_errno`."""
    try:
        # Not every Python has it, and it takes a while to load.
        import ctypes

        function: Callable[..., int] = getattr(ctypes.CDLL(None, use_errno=True), name)
    except (ImportError, OSError, AttributeError):
        return None
    return function
