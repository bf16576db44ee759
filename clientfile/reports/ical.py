"""Formats calendar entries as a file of RFC 5545, by icalendar.

Entries are events of a whole day, not tasks: the common calendars ignore tasks (VTODO) in a file.
A later file replaces the events of an earlier one: the UIDs are the same, the SEQUENCE is higher.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from clientfile import __version__
from clientfile.reports.agenda import CalendarEntry

# SEQUENCE is the number of days since then: it must grow with every file, and fit into 31 bits.
_FIRST_DAY = date(2020, 1, 1)


def calendar_text(entries: Iterable[CalendarEntry], stamp: datetime) -> str:
    """The text of a calendar file as of `stamp` (UTC): lines up to 75 bytes that end in CR LF.

    The entries' texts must hold no control characters but line feeds.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//clientfile//clientfile {__version__}//EN")  # no message
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for entry in entries:
        calendar.add_component(_event(entry, stamp))
    return bytes(calendar.to_ical(sorted=False)).decode()


def _event(entry: CalendarEntry, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", stamp)
    event.add("sequence", max((stamp.date() - _FIRST_DAY).days, 0))
    event.add("dtstart", entry.day)
    # RFC 5545: the end is the first day that is not included.
    if entry.day < date.max:
        event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    event.add("categories", [entry.category])
    # The day stays free: an entry must not stop colleagues from planning a meeting.
    event.add("transp", "TRANSPARENT")
    return event
