"""Conflicts at the terminal: their questions and their table; and what a sync tells."""
