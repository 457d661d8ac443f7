"""What a user reads: tallies, coloured diffs, progress."""
