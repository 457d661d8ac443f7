# SPDX-License-Identifier: GPL-2.0-or-later
"""Refactor C by rule, with proof: QEMU calls stable Xen libraries in place of libxenctrl."""

__version__ = "0.2.0"
