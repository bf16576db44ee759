"""What is told of the rows of a file."""

from __future__ import annotations

Note = tuple[int, str]
"""A line of the file, and a sentence about it."""
