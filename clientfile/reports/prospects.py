"""`prospects`: how many there are for each client, how many become one, and how old they get."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from clientfile.figures.amounts import exact_decimals, median, ratio
from clientfile.figures.ledger import Ledger
from clientfile.figures.profile import PROFILE, Profile
from clientfile.output.table import Column, Table
from clientfile.records.typed.periods import Period, cut
from clientfile.reports.common.notes import period_note
from clientfile.reports.common.period_parts import subdivide_period

COLUMNS = (
    Column("period", "Period", "text", "Période"),
    Column("prospects", "Prospects", "integer", "Prospects"),
    Column("clients", "Clients", "integer", "Clients"),
    Column("ratio", "Ratio", "ratio", "Ratio"),
    Column("new", "New", "integer", "Nouveaux"),
    Column("converted", "Converted", "integer", "Convertis"),
    Column("conversion", "Conversion", "ratio", "Conversion"),
    Column("lost", "Lost", "integer", "Perdus"),
    Column("median_age_days", "Median age (days)", "number", "Âge médian (jours)"),
)
"""Its columns."""
_DAY = timedelta(days=1)
_BEFORE = {"former": "client", "lost": "prospect"}


@exact_decimals
def prospects(ledger: Ledger, *, period: Period, per: str = "") -> Table:
    """A row for the period, or for each part of it; nothing is told of days to come.

    Numbers are of the period's last day, changes of the days in it.
    """
    profiles, _ = ledger.extracts(PROFILE)
    spans = subdivide_period(ledger, period, per) or [period]
    rows = [
        _row(span.label, cut(span, ledger.today), profiles.values())
        for span in spans
        if cut(span, ledger.today).days
    ]
    notes = [period_note(period, ledger.today)]
    return Table(COLUMNS, rows, client_key="", notes=notes, spare=("median_age_days", "new"))


def _row(label: str, span: Period, profiles: Iterable[Profile]) -> dict[str, Any]:
    everyone = list(profiles)
    states = [(each, state_on(each, span.end)) for each in everyone]
    open_ = [each for each, state in states if state == "prospect"]
    clients = sum(state == "client" for _, state in states)
    eve = span.start - _DAY if span.start > date.min else None
    at_start = sum(state_on(each, eve) == "prospect" for each in everyone) if eve else 0
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


def state_on(profile: Profile, day: date) -> str:
    """What it was on a day: `prospect`, `client`, `former`, `lost`, or "" where it was not yet
    known.

    A stage without its day began with the newest that has one, and without any it has always been.
    Before the only day that is known of a former client it was a client, of a lost prospect a
    prospect.
    """
    dated = {
        "prospect": profile.prospect_since,
        "client": profile.client_since,
        "former": profile.former_since,
        "lost": profile.lost_since,
    }
    known = {state: since for state, since in dated.items() if since is not None}
    if not known:
        return profile.status
    past = {state: since for state, since in known.items() if since <= day}
    if not past:
        return _BEFORE.get(profile.status, "") if set(known) == {profile.status} else ""
    if profile.status not in known and max(known.values()) <= day:
        return profile.status
    # Of two on the same day the later one of a client's life.
    return max(past, key=lambda state: (past[state], list(dated).index(state)))


def was_prospect(profile: Profile) -> bool:
    """Whether it was a prospect before it became a client."""
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
    """How many prospects became clients in some days, by the client's owner."""
    found: dict[str | None, int] = {}
    for each in profiles.values():
        if _within(each.client_since, span) and was_prospect(each):
            found[each.owner] = found.get(each.owner, 0) + 1
    return found
