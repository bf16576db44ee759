"""Results: states a fiscal year's figures as accounting has them."""

from __future__ import annotations

from clientfile.changes.fields import shorten_value
from clientfile.errors import UsageError
from clientfile.language import _
from clientfile.records.change import Change
from clientfile.records.edits import Append, Data, Edit, Path, Put
from clientfile.records.ids import items

_YEARS: Path = ("results", "years")


def set_result(client: str, data: Data, year: int, fields: Data) -> Change:
    """State figures of a fiscal year; other figures of the year stay.

    Raises UsageError where `fields` is empty.
    """
    if not fields:
        raise UsageError(
            _("nothing is stated: give --revenue, --gross-margin, --visits or the like")
        )
    years = [item.get("year") for item in items(data, *_YEARS)]
    figures = "; ".join(f"{key} {shorten_value(value)}" for key, value in fields.items())
    subject = _(
        "{client}: {year} stated: {figures}", client=client, year=str(year), figures=figures
    )
    edits: list[Edit] = [Append(_YEARS, ({"year": year, **fields},))]
    if year in years:
        path = (*_YEARS, years.index(year))
        edits = [Put((*path, key), value) for key, value in fields.items()]
    return Change("set-result", subject, {client: edits}, subject)
