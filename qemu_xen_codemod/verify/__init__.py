"""Proof for each patch of a series: it applies, builds, does what it says and nothing else."""
