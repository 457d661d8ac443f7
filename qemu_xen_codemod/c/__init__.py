# SPDX-License-Identifier: GPL-2.0-or-later
"""C source: tokens, the tree-sitter tree, control flow, types."""
