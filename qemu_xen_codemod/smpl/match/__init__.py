# SPDX-License-Identifier: GPL-2.0-or-later
"""CompiledRule x C file -> EditableMatches: which pattern node matched which code.

`rule_search` makes an `attempt` to match a rule at each of its `beginnings`, which are `candidates`
by their kind and words. `matcher` matches one node: leaves with `binder` and `node_uses`, others
child by child, except for those in `lists`, `types_before_names`, `type_use`, `isomorphisms`, and
`statement_sequence` with its `dots`.
`overlooked_code` and `unread_words` report code that the search cannot see.
"""
