# SPDX-License-Identifier: GPL-2.0-or-later
"""Isomorphisms: other forms of the same code, which a pattern also matches."""
