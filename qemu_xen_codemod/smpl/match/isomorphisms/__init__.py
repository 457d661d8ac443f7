"""Other ways to write the same code, which a pattern matches as well."""
