"""Imports CSV files: a file of another program and a map → a plan of changes."""
