# SPDX-License-Identifier: GPL-2.0-or-later
"""The steps of rules, one module each: patch, todo, insert, mention, sweep and others."""
