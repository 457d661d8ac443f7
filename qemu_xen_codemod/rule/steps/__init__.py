# SPDX-License-Identifier: GPL-2.0-or-later
"""The kinds of steps, one module each: how a step is written, what it is, how it is read."""
