"""A compiled rule x a C file -> its matches: which part of the pattern matched what."""
