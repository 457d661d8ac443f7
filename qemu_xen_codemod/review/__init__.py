# SPDX-License-Identifier: GPL-2.0-or-later
"""A series for the people who judge it: one page, or the same on the terminal."""
