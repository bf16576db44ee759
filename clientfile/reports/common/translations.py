"""French for the words that only reports use, and functions that translate texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientfile.records.shape import Shape

REASONS = {
    "cadence": "cadence",
    "relationship": "relation",
    "promise": "promesse",
    "next": "prochaine action",
}
STATES = {
    "late": "en retard",
    "lapsed": "parti",
    "kept": "gardé",
    "new": "nouveau",
    "never": "jamais",
}
ADVICE = {"more": "plus", "less": "moins"}
BASIS = {"year": "année", "last-12-months": "12 derniers mois"}
MEASURES = {"revenue": "CA", "margin": "marge", "visits": "visites"}
KINDS = {"client": "client", "salesperson": "commercial"}
SOURCES = {"orders": "commandes", "stated": "indiqué", "both": "les deux"}


def translate_choice(value: Any, shape: Shape, language: str) -> Any:
    """A field's value in `language`; unchanged where the schema has no French word for it."""
    if language == "fr" and value in shape.choices[: len(shape.choices_fr)]:
        return shape.choices_fr[shape.choices.index(value)]
    return value


def phrase(french: Mapping[str, str], english: str, language: str, *values: object) -> str:
    """A text in `language`, with the values in its placeholders; `french` has it by the English."""
    return (french[english] if language == "fr" else english).format(*values)
