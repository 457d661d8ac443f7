# SPDX-License-Identifier: GPL-2.0-or-later
"""WrittenRules -> CompiledRules: the pattern to search for, and the edits of each of its parts.

`slice` parses the code before and after the change, each to a `pattern`; `difference` computes the
edits, with `alignment` and `added_code`; `fates` records them in the pattern's nodes. `words` and
`removed_names` serve searches by name; `unsupported` refuses by name.
"""
