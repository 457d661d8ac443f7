# SPDX-License-Identifier: GPL-2.0-or-later
"""Bench: the time and memory of codemod compared with other tools. For developers, not in the
wheel.
"""
