# SPDX-License-Identifier: GPL-2.0-or-later
"""Bytes in, bytes out: edits on a file's bytes and the layout of what they leave."""
