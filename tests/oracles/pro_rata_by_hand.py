"""What a period is compared with where only a year is stated, a second time, in fractions.

Written from docs/record-format.md, "Stated years": of a period that begins with its fiscal year,
the stated year × the days gone ÷ the days that it speaks for, each amount rounded once.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from tests.oracles import margin_by_hand
from tests.oracles.ledger_by_hand import half_away


def begins_with_its_year(hand, span):
    return span.first == hand.year(hand.fiscal_year(span.first)).first


def compared(hand, client, span):
    """(revenue, known margin) of the days before `span` with a stated year's share; None where
    they are known without, or can't be told with one either."""
    earlier = hand.before(span)
    if earlier is None or not (
        begins_with_its_year(hand, span) and begins_with_its_year(hand, earlier)
    ):
        return None
    ledger = hand.ledger(client)
    pieces = list(ledger.pieces(earlier.first, min(earlier.last, hand.today)))
    if not any(how == "unknown" for _, _, _, how, _ in pieces):
        return None
    whole = margin_by_hand.of_client(hand, client, earlier)
    revenue, part = Fraction(0), replace(whole)
    stated = {item["year"]: item for item in ledger.data["years"]}
    for year, first, last, how, item in pieces:
        if how == "stated":
            revenue += Fraction(item["revenue"])
        if how != "unknown":
            continue
        begin, end = ledger.stated_spans()[year]
        if "revenue" not in stated[year] or first != begin:
            return None
        share = Fraction((last - first).days + 1, (end - begin).days + 1)
        revenue += half_away(Fraction(stated[year]["revenue"]) * share)
        part.years, part.bare_years = part.years - 1, part.bare_years - 1
        margin = margin_by_hand.margin_of_year(stated[year])
        shared = {"revenue": half_away(Fraction(stated[year]["revenue"]) * share)}
        if margin is not None:
            shared["gross_margin"] = half_away(margin * share)
        margin_by_hand.beside(part, "stated", shared)
    return revenue, part
