# SPDX-License-Identifier: GPL-2.0-or-later
"""Replay: compare rules with people's own commits. A developer's tool, not part of the wheel."""
