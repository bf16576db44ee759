"""`due -f ics`: the rows of `due` as entries of a calendar, in plain words."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from clientfile.output.terminal import one_line
from clientfile.reports.common.phrases import phrase

_FRENCH = {
    "{0}: {1}": "{0} : {1}",
    "Contact {0}": "Contacter {0}",
    "See {0}, with nothing to sell": "Voir {0}, sans rien à vendre",
    "Promised to {0}: {1}": "Promis à {0} : {1}",
    "Expected of {0}: {1}": "Attendu de {0} : {1}",
    "Last contact: {0}": "Dernier contact : {0}",
    "No contact yet": "Aucun contact encore",
    "Last one that was not about selling: {0}": "Dernier hors vente : {0}",
    "Due: {0}": "Pour le : {0}",
    "Due: {0}, {1} days late": "Pour le : {0}, {1} jours de retard",
    "Due: {0}, 1 day late": "Pour le : {0}, 1 jour de retard",
    "Owner: {0}": "Commercial : {0}",
    "Class: {0}": "Classe : {0}",
    "Before you go: {0}": "Avant d'y aller : {0}",
}


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """A calendar entry on one day; what is due has the same `uid` in every file."""

    uid: str
    day: date
    summary: str
    description: str
    category: str


def calendar_entries(
    rows: Iterable[Mapping[str, Any]], today: date, language: str
) -> list[CalendarEntry]:
    """One entry a row of `due`, on its day; what is late stands on today, where it is seen."""
    seen: Counter[str] = Counter()
    entries = []
    for row in rows:
        name = _identity(row)
        seen[name] += 1
        # Promises that are written by hand have no ids: those with the same words are numbered.
        uid = name if seen[name] == 1 else f"{name}.{seen[name]}"
        entries.append(
            CalendarEntry(
                f"{uid}@clientfile",
                max(row["due"], today),
                one_line(_summary(row, language)),
                "\n".join(map(one_line, _description(row, language))),
                row["reason"],
            )
        )
    return entries


def _identity(row: Mapping[str, Any]) -> str:
    """What identifies a row, today and later: ids where there are any, else its words."""
    if row["what"] is None:
        return ".".join(filter(None, (row["client"], row["reason"], row["person"])))
    words = f"{row['whose']} {row['what']}".encode(errors="replace")
    return f"{row['client']}.{row['reason']}.{row['id'] or hashlib.sha1(words).hexdigest()[:12]}"


def _summary(row: Mapping[str, Any], language: str) -> str:
    whom = row["name"]
    if row["person_name"]:
        whom = f"{row['person_name']} ({whom})"
    if row["reason"] == "next":
        return phrase(_FRENCH, "{0}: {1}", language, row["name"], row["what"])
    if row["reason"] == "promise":
        text = "Promised to {0}: {1}" if row["whose"] == "ours" else "Expected of {0}: {1}"
        # A promise of theirs names whom it was made to; the client has to keep it.
        partner = whom if row["whose"] == "ours" else row["name"]
        return phrase(_FRENCH, text, language, partner, row["what"])
    text = "Contact {0}" if row["reason"] == "cadence" else "See {0}, with nothing to sell"
    return phrase(_FRENCH, text, language, whom)


def _description(row: Mapping[str, Any], language: str) -> Iterable[str]:
    late = row["overdue_days"]
    days = "" if late <= 0 else ", 1 day late" if late == 1 else ", {1} days late"
    yield phrase(_FRENCH, "Due: {0}" + days, language, row["due"], late)
    last = row["last_contact"]
    yield phrase(_FRENCH, "Last contact: {0}" if last else "No contact yet", language, last)
    if row["reason"] == "relationship" and row["last_relationship"]:
        text = "Last one that was not about selling: {0}"
        yield phrase(_FRENCH, text, language, row["last_relationship"])
    for text, key in (("Owner: {0}", "owner"), ("Class: {0}", "class")):
        if row[key]:
            yield phrase(_FRENCH, text, language, row[key])
    yield phrase(_FRENCH, "Before you go: {0}", language, f"clientfile brief {row['client']}")
