# SPDX-License-Identifier: GPL-2.0-or-later
"""Bytes in, bytes out: edits of a file's bytes and the layout of the result."""
