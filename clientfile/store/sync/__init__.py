"""Meets the other clones of a folder: fetch, merge, land, push."""
