"""The text of a new `clientfile.toml`: every setting with what it is for."""

from __future__ import annotations

from clientfile.language import _, translate
from clientfile.language.catalogue import languages


def new_settings(records: str, language: str) -> str:
    """The settings of a new folder in its language; `records` names the records folder."""
    others = ", ".join(f'"{each}"' for each in languages() if each != language)
    text = _(
        """\
# The settings of this client folder; every line may be left out.
format = "1.0"
records = "{records}"          # where the records are, relative to this file
currency = "EUR"             # of every client that names no other
fiscal_year_start = 1        # the month in which a fiscal year begins
language = "{language}"              # or {others}: headings, titles and words of a record

[cadence]                    # days between two contacts, by class or status
A = 30
B = 60
C = 120
prospect = 45
relationship = 90            # between two that are not about selling

# [rates.2026]               # one unit of a currency in the folder's
# USD = 0.92

# [team]                     # who is who in git
# claire = "claire@example.com"
""",
        records=records,
        language=language,
        others=others,
    )
    return translate(text, language)
