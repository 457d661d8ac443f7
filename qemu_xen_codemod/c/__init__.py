# SPDX-License-Identifier: GPL-2.0-or-later
"""C as it is written: tokens, the tree-sitter tree, control flow, types."""
