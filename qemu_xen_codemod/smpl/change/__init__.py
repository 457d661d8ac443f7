"""A match -> the edits that it asks for, or why they would not be safe."""
