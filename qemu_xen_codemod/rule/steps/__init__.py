# SPDX-License-Identifier: GPL-2.0-or-later
"""The kinds of steps, one a module: how it is written, what it is, how it is read."""
