"""Says a text in a language by a table of its English."""

from __future__ import annotations

from collections.abc import Mapping


def phrase(french: Mapping[str, str], english: str, language: str, *values: object) -> str:
    """A text in `language`, with the values in its placeholders; `french` has it by the English."""
    return (french[english] if language == "fr" else english).format(*values)
