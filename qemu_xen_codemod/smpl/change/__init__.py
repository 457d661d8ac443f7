# SPDX-License-Identifier: GPL-2.0-or-later
"""EditableMatch -> Edits, or why they would not be safe.

`match_edits` combines the edits of all matches of a file. `rewriter` performs a rule's operations
at the places that `node_places` gives; `plain_edits` performs them once more without layout, as a
check. Unsafe edits are refused by `safety`, `captured_names`, `moved_values` and
`inconsistent_paths`.
"""
