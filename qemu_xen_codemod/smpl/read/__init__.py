# SPDX-License-Identifier: GPL-2.0-or-later
"""SmPL text -> WrittenRules: what their author wrote. No C is parsed yet.

`sections` finds the rules and `depends` their dependencies, `declarations` reads metavariables,
`line_marks` the tokens of a body and `body` its items; `written_rule` checks all names.
"""
