# SPDX-License-Identifier: GPL-2.0-or-later
"""What a user reads: counts, coloured diffs, progress."""
