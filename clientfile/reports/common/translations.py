"""French for the words that only reports use; the schema has those of records."""

from __future__ import annotations

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
