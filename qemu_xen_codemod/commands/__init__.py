# SPDX-License-Identifier: GPL-2.0-or-later
"""The commands, one module each: `add_parser(subparsers)` and `run(args) -> int`."""
