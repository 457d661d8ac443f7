"""Trees: git checkouts and plain folders, read without running or changing anything of theirs."""
