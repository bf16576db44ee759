"""Calendar files (RFC 5545), as other programs take them in. The one place that knows icalendar.

Events of a whole day, not tasks: the common calendars leave tasks (VTODO) out when they read a
file. A later file with the same events replaces them: the UIDs are the same, the SEQUENCE higher.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from clientfile import __version__
from clientfile.reports.agenda import CalendarEntry

# SEQUENCE counts the days from here: it must grow with every file, and fit into 31 bits.
_FIRST_DAY = date(2020, 1, 1)


def calendar_text(entries: Iterable[CalendarEntry], stamp: datetime) -> str:
    """A calendar file of these entries, as of `stamp` (UTC): lines of at most 75 bytes, ended by
    CR LF. Texts must hold no control characters but line feeds.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//clientfile//clientfile {__version__}//EN")
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
    # The first day after it: an end is not included.
    if entry.day < date.max:
        event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    event.add("categories", [entry.category])
    # Whoever has something to do on a day may still be asked for a meeting.
    event.add("transp", "TRANSPARENT")
    return event
