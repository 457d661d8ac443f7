# SPDX-License-Identifier: GPL-2.0-or-later
"""WrittenRules -> CompiledRules: a pattern to look for, and what becomes of each part of it.

`slice` parses the code before and after the change, each to a `pattern`; `difference` finds what
has to be edited, with `alignment` and `added_code`; `fates` tells it to the pattern's nodes.
`words` and `removed_names` are what others ask of a rule; `unsupported` refuses by name.
"""
