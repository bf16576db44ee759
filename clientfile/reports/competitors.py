"""`competitors`: who else sells what to which client, at which price."""

from __future__ import annotations

from clientfile.figures.ledger import Ledger
from clientfile.figures.profile import PROFILE
from clientfile.language import _
from clientfile.output.table import Column, Table
from clientfile.records.typed.amounts import percent_factor
from clientfile.records.typed.periods import Period
from clientfile.reports.common.notes import period_note

COLUMNS = (
    Column("competitor", _("Competitor"), "text"),
    Column("client", _("Client"), "text"),
    Column("product", _("Product"), "text"),
    Column("share", _("Share"), "ratio"),
    Column("price", _("Price"), "text", "business.competitors.price"),
    Column("seen", _("Seen"), "date"),
)


def competitors(ledger: Ledger, *, period: Period) -> Table:
    """A row for each competitor, client and product (one row where no product is named), by name.

    `share` is a ratio of the product's purchases, None where the record has none. `seen` is the
    newest day on which the competitor was noted or heard of. A period has those seen in it, all
    time also those without a day.
    """
    profiles, _ = ledger.extracts(PROFILE)
    everyone = period.unit == "all"
    rows = [
        {
            "competitor": each.name,
            "client": client,
            "product": product,
            "share": None if each.share is None else 1 - percent_factor(each.share),
            "price": each.price,
            "seen": each.seen,
        }
        for client, profile in profiles.items()
        for each in profile.competitors
        if (each.seen in period if each.seen else everyone)
        for product in each.products or (None,)
    ]
    rows.sort(key=lambda row: (row["competitor"], row["client"], row["product"] or ""))
    return Table(COLUMNS, rows, notes=[period_note(period, ledger.today)] if rows else [])
