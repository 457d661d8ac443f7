"""Build directories, read as data, and the running of their commands."""
