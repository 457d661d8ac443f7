# SPDX-License-Identifier: GPL-2.0-or-later
"""Bench: what codemod takes beside other tools. A developer's tool, not part of the wheel."""
