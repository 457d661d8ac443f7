# SPDX-License-Identifier: GPL-2.0-or-later
"""Functions of the C library that Python does not have."""

from __future__ import annotations

from collections.abc import Callable


def find_function(name: str) -> Callable[..., int] | None:
    """The function; None if there is none. It leaves its error in `ctypes.get_errno`."""
    try:
        # Not every Python has ctypes, and it takes a while to load.
        import ctypes

        function: Callable[..., int] = getattr(ctypes.CDLL(None, use_errno=True), name)
    except (ImportError, OSError, AttributeError):
        return None
    return function
