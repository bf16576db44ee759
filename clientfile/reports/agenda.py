"""`due -f ics`: the rows of `due` as entries of a calendar, in plain words."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from clientfile.language import _, ngettext, translate
from clientfile.output.terminal import one_line
from clientfile.reports.common import words

_REASONS = {str(word): word for word in words.REASONS}


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
                one_line(translate(_summary(row), language)),
                "\n".join(one_line(translate(line, language)) for line in _description(row)),
                translate(_REASONS.get(row["reason"], row["reason"]), language),
            )
        )
    return entries


def _identity(row: Mapping[str, Any]) -> str:
    """What identifies a row, today and later: ids where there are any, else its words."""
    if row["what"] is None:
        return ".".join(filter(None, (row["client"], row["reason"], row["person"])))
    words = f"{row['whose']} {row['what']}".encode(errors="replace")
    return f"{row['client']}.{row['reason']}.{row['id'] or hashlib.sha1(words).hexdigest()[:12]}"


def _summary(row: Mapping[str, Any]) -> str:
    name, what = row["name"], row["what"]
    whom = f"{row['person_name']} ({name})" if row["person_name"] else name
    if row["reason"] == "reminder":
        return _("{client}: {what}", client=whom, what=what)
    if row["reason"] == "next":
        return _("{client}: {what}", client=name, what=what)
    if row["reason"] == "promise":
        if row["whose"] == "ours":
            return _("Promised to {whom}: {what}", whom=whom, what=what)
        # A promise of theirs names whom it was made to; the client has to keep it.
        return _("Expected of {client}: {what}", client=name, what=what)
    if row["reason"] == "cadence":
        return _("Contact {whom}", whom=whom)
    return _("See {whom}, with nothing to sell", whom=whom)


def _description(row: Mapping[str, Any]) -> Iterable[str]:
    yield _due_line(row["due"], row["overdue_days"])
    if row["undated"]:
        yield _("No day was stated for it")
    if row["nobody_after"]:
        yield _(
            "{person} left, and nobody follows: clientfile successor {client}/{id} NAME",
            person=row["person_name"],
            client=row["client"],
            id=row["person"],
        )
    last, relationship = row["last_contact"], row["last_relationship"]
    yield _("Last contact: {day}", day=last) if last else _("No contact yet")
    if row["reason"] == "relationship" and relationship:
        yield _("Last one that was not about selling: {day}", day=relationship)
    if row["owner"]:
        yield _("Owner: {owner}", owner=row["owner"])
    if row["class"]:
        yield _("Class: {class_}", class_=row["class"])
    yield _("Before you go: clientfile brief {client}", client=row["client"])


def _due_line(due: date, late: int) -> str:
    if late <= 0:
        return _("Due: {day}", day=due)
    return ngettext("Due: {day}, {count} day late", "Due: {day}, {count} days late", late, day=due)
