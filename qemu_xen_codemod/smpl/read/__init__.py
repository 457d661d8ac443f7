# SPDX-License-Identifier: GPL-2.0-or-later
"""SmPL text -> WrittenRules: what its author wrote, no C parsed yet.

`sections` finds the rules and `depends` what each waits for, `declarations` reads metavariables,
`line_marks` the tokens of a body and `body` their items; `written_rule` checks the names of all.
"""
