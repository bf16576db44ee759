"""`show`: the computed figures of one client, beside what its record states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from clientfile.figures.classes import assign_ranks
from clientfile.figures.covered_margin import CoveredMargin
from clientfile.figures.ledger import Ledger
from clientfile.figures.summary import Summary
from clientfile.language import Message, _, pgettext, translate
from clientfile.language.quantities import day as as_day
from clientfile.output.numbers import format_figure
from clientfile.output.table import Kind
from clientfile.records.edits import Data
from clientfile.records.ids import people, person_name
from clientfile.records.posts import past_post_on, shifted
from clientfile.records.shape import Shape
from clientfile.records.statuses import begun_days, status_on
from clientfile.records.typed.periods import fiscal_year, fiscal_year_period
from clientfile.reports.common import coverage, words
from clientfile.reports.common.standings import standings
from clientfile.reports.common.values import Values


def computed_results(client: str, ledger: Ledger) -> dict[str, Any]:
    """The computed part of a client's results; keys as in json.

    It has this fiscal year so far and the last one, each with the client's rank by margin among
    active clients, and its class.
    """
    year = fiscal_year(ledger.today, ledger.settings.fiscal_year_start)
    return {
        "currency": ledger.settings.currency,
        "class": standings(ledger)[client].class_,
        "this_year": _year(client, ledger, year),
        "last_year": _year(client, ledger, year - 1),
    }


def _year(client: str, ledger: Ledger, year: int) -> dict[str, Any]:
    period = fiscal_year_period(year, ledger.settings.fiscal_year_start)
    figures, _ = ledger.figures(period)
    ranks = assign_ranks(
        {name: each.ranking_margin for name, each in figures.items() if each.active}
    )
    until = min(period.end, ledger.today)
    return {
        "year": year,
        "until": until,
        **_figures_values(figures.get(client)),
        "rank": ranks.get(client),
    }


_KEYS = (
    "revenue",
    "margin",
    "margin_rate",
    "cost_coverage",
    "orders",
    "visits",
    "revenue_per_visit",
    "margin_per_visit",
    "source",
)
# What stands, with its coverage, for a figure that is not known as a whole.
_KNOWN_PARTS = {"margin": "margin_known", "margin_rate": "margin_rate_known"}


def _figures_values(figures: Summary | None) -> dict[str, Any]:
    covered = figures.covered if figures else CoveredMargin(None, None)
    return {
        **{key: getattr(figures, key, None) for key in _KEYS},
        **coverage.coverage_values(covered, figures.revenue if figures else None),
        **coverage.coverage_counts(covered),
    }


def comparison_rows(computed: Mapping[str, Any], language: str) -> list[tuple[str, str, str]]:
    """The computed figures as rows: heading, last year's figure and this year's, as texts."""
    last, this = computed["last_year"], computed["this_year"]
    return [
        (
            translate(heading, language),
            translate(_figure(last, key, kind, language), language),
            translate(_figure(this, key, kind, language), language),
        )
        for key, heading, kind in _HEADINGS
    ]


def _figure(year: Values, key: str, kind: Kind, language: str) -> str:
    """A figure of a year, the word for where its figures come from, or a known part."""
    value, part = year[key], year.get(_KNOWN_PARTS.get(key, ""))
    if value is None and part is not None:
        return coverage.with_coverage(format_figure(part, kind, language), year)
    word = _SOURCES.get(value, value) if isinstance(value, str) else value
    return format_figure(word, kind, language)


_SOURCES = {str(word): word for word in words.SOURCES}


_HEADINGS: tuple[tuple[str, str, Kind], ...] = (
    ("revenue", pgettext("in full", "Revenue"), "money"),
    ("margin", _("Margin"), "money"),
    ("margin_rate", _("Margin rate"), "ratio"),
    ("rank", _("Rank by margin"), "integer"),
    ("orders", _("Orders"), "integer"),
    ("visits", _("Visits"), "integer"),
    ("revenue_per_visit", _("Revenue per visit"), "money"),
    ("margin_per_visit", _("Margin per visit"), "money"),
    ("source", _("Source"), "text"),
)


def notes_on_changes_ahead(
    data: Data, today: date, shape: Shape, person: str = ""
) -> Iterator[Message]:
    """Notes on what the record has already and what holds from a later day only: the client's
    status, and people's posts; of one `person` (an id) alone where named. `shape` is a record's.
    """
    identity = data.get("identity", {})
    status, begun = str(identity.get("status")), begun_days(identity)
    present = status_on(status, begun, today)
    if present != status and not person:
        field = shape.child("identity").child("status")
        yield _(
            "the status {status} begins on {day}; until then: {former}",
            status=field.word(status),
            day=as_day(begun[status]),
            former=field.word(present),
        )
    for each in people(data):
        if person in ("", each.get("id")):
            yield from _notes_on_post(each, today)


def _notes_on_post(person: Data, today: date) -> Iterator[Message]:
    post = past_post_on(person, today)
    if post is None:
        return
    values = {
        "person": person_name(person),
        "day": as_day(str(shifted(post.span.last, 1))),
        "post": post.entry.get("function"),
    }
    if values["post"]:
        yield _("the post of {person} begins on {day}; until then: {post}", **values)
    else:
        yield _("the post of {person} begins on {day}", **values)
