# SPDX-License-Identifier: GPL-2.0-or-later
"""Shapes: rule files and packs as they are written in YAML. Nothing else loads pydantic."""
