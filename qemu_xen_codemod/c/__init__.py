"""C as it is written: tokens, the tree-sitter tree, control flow, types."""
