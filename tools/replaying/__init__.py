# SPDX-License-Identifier: GPL-2.0-or-later
"""Replay: people's own commits as judges of rules. A developer's tool, not part of the wheel."""
