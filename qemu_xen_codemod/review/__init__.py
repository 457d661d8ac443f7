# SPDX-License-Identifier: GPL-2.0-or-later
"""A series for its reviewers: one page, or the same on the terminal."""
