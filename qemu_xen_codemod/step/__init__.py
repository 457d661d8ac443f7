"""What a rule does, one module a step: patch, todo, insert, mention, sweep."""
