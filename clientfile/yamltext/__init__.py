"""YAML text and nothing else: read it with places, write a value, change a few lines of it."""
