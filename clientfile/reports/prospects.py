"""`prospects`: how many there are per client, how many become clients, and how old they get.

The formulas of the ratios and the conversion stand in docs/reports.md. Ages are in days; None is
not known, or a ratio that would divide by nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from clientfile.figures.amounts import exact_decimals, median, ratio
from clientfile.figures.ledger import Ledger
from clientfile.figures.profile import PROFILE, Profile
from clientfile.language import _
from clientfile.output.table import Column, Table
from clientfile.records.typed.periods import Period, cut
from clientfile.reports.common.notes import period_note
from clientfile.reports.common.period_parts import subdivide_period

COLUMNS = (
    Column("period", _("Period"), "text"),
    Column("prospects", _("Prospects"), "integer"),
    Column("clients", _("Clients"), "integer"),
    Column("ratio", _("Ratio"), "ratio"),
    Column("new", _("New"), "integer"),
    Column("converted", _("Converted"), "integer"),
    Column("conversion", _("Conversion"), "ratio"),
    Column("lost", _("Lost"), "integer"),
    Column("median_age_days", _("Median age (days)"), "number"),
)
_DAY = timedelta(days=1)
# The status before the first day that is recorded, by a client's present status.
_STATUS_BEFORE = {"former": "client", "lost": "prospect"}


@exact_decimals
def prospects(ledger: Ledger, *, period: Period, per: str = "") -> Table:
    """A row for the period, or for each part of it that has begun.

    `prospects` and `clients` are counts on the last day, `new`, `converted` and `lost` those of
    all its days.
    """
    profiles, _ = ledger.extracts(PROFILE)
    spans = subdivide_period(ledger, period, per) or [period]
    rows = [
        _row(span.label, cut(span, ledger.today), profiles.values(), ledger.today)
        for span in spans
        if cut(span, ledger.today).days
    ]
    notes = [period_note(period, ledger.today)]
    return Table(COLUMNS, rows, client_key="", notes=notes, spare=("median_age_days", "new"))


def _row(label: str, span: Period, profiles: Iterable[Profile], today: date) -> dict[str, Any]:
    everyone = list(profiles)
    statuses = [(each, _status_at_end(each, span, today)) for each in everyone]
    open_ = [each for each, status in statuses if status == "prospect"]
    clients = sum(status == "client" for _, status in statuses)
    eve = span.start - _DAY if span.start > date.min else None
    at_start = sum(status_on(each, eve) == "prospect" for each in everyone) if eve else 0
    new = sum(_within(each.prospect_since, span) for each in everyone)
    converted = sum(_within(each.client_since, span) and was_prospect(each) for each in everyone)
    ages = [(span.end - each.prospect_since).days for each in open_ if each.prospect_since]
    return {
        "period": label,
        "prospects": len(open_),
        "clients": clients,
        "ratio": ratio(Decimal(len(open_)), Decimal(clients)),
        "new": new,
        "converted": converted,
        "conversion": ratio(Decimal(converted), Decimal(at_start + new)),
        "lost": sum(_within(each.lost_since, span) for each in everyone),
        "median_age_days": _median(ages),
    }


def _status_at_end(profile: Profile, span: Period, today: date) -> str:
    """The status at a span's end; today, also that of who only becomes a client on a later day."""
    present = profile.on(today).status
    is_ahead = present != profile.status and span.end >= today
    return status_on(profile, span.end) or (present if is_ahead else "")


def status_on(profile: Profile, day: date) -> str:
    """The status on a day: `prospect`, `client`, `former`, `lost`, or "" before the first of them.

    A present status without a day began with the newest status that has one; where none has one, it
    has always held. Where the only recorded day is that of a former client, it was a client before;
    of a lost prospect, a prospect.
    """
    dated = {
        "prospect": profile.prospect_since,
        "client": profile.client_since,
        "former": profile.former_since,
        "lost": profile.lost_since,
    }
    begun = {status: since for status, since in dated.items() if since is not None}
    if not begun:
        return profile.status
    past = {status: since for status, since in begun.items() if since <= day}
    if not past:
        return _STATUS_BEFORE.get(profile.status, "") if set(begun) == {profile.status} else ""
    if profile.status not in begun and max(begun.values()) <= day:
        return profile.status
    # Of two statuses with the same day, the later one of a client's life.
    return max(past, key=lambda status: (past[status], list(dated).index(status)))


def was_prospect(profile: Profile) -> bool:
    """Whether the client was a prospect on or before the day on which it became a client."""
    return (
        profile.prospect_since is not None
        and profile.client_since is not None
        and profile.prospect_since <= profile.client_since
    )


def _within(day: date | None, span: Period) -> bool:
    return day is not None and day in span


def _median(ages: Sequence[int]) -> Decimal | None:
    return median(ages) if ages else None


def conversions_of(profiles: Mapping[str, Profile], span: Period) -> dict[str | None, int]:
    """How many prospects became clients in a period, by the client's owner (None: without one)."""
    counts: dict[str | None, int] = {}
    for each in profiles.values():
        if _within(each.client_since, span) and was_prospect(each):
            counts[each.owner] = counts.get(each.owner, 0) + 1
    return counts
