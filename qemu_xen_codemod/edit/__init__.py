"""Bytes in, bytes out: edits on a file's bytes and the layout of what they leave."""
