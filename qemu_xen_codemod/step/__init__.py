# SPDX-License-Identifier: GPL-2.0-or-later
"""What a rule does, one module a step: patch, todo, insert, mention, sweep."""
