"""Rule files and packs: read, checked, put in series order, tested by their own examples."""
