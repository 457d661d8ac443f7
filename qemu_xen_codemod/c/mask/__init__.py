# SPDX-License-Identifier: GPL-2.0-or-later
"""Make C parse that tree-sitter cannot read: blank or fix it to the same length, byte by byte."""
