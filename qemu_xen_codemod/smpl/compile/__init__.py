"""What a rule says -> a pattern to look for, what becomes of each part, and the code to add."""
