# SPDX-License-Identifier: GPL-2.0-or-later
"""CompiledRule x C file -> EditableMatches: which node of the pattern matched what.

`rule_search` makes an `attempt` of a rule from each of its `beginnings`, which are `candidates` by
their kind and words. `matcher` matches one node, leaves as `binder` and `node_uses` have them and
the rest child by child except for `lists`, `types_before_names`, `type_use`, `isomorphisms`, and
`statement_sequence` with its `dots`.
`overlooked_code` and `unread_words` report what the search cannot see.
"""
