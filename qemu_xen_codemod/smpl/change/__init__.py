# SPDX-License-Identifier: GPL-2.0-or-later
"""EditableMatch -> Edits, or why they would not be safe.

`match_edits` puts together the edits of all matches of a file. `rewriter` does a rule's operations
where `node_places` has its nodes; `plain_edits` does them once more without layout, as a proof.
What is not safe is refused by `safety`, `captured_names`, `moved_values` and `inconsistent_paths`.
"""
