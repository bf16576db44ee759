"""Imports tables: a file of another program and a map → a plan of changes."""
