"""Bench: what codemod takes beside other tools. A developer's tool, not part of the wheel."""
