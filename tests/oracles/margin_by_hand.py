"""What is known of a margin where costs are missing, a second time, in fractions.

Written from docs/record-format.md, "Advantages and margin": the margin of what is covered (a line
with a cost; a stated year with its margin, or with all that makes it) less all later advantages.
It shares no code with the engine; a client's pieces of time are those of `ledger_by_hand`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tests.oracles.ledger_by_hand import half_away

NONE = Fraction(0)


@dataclass
class Part:
    """What is known: exact revenue of covered lines, their costs, and what stands beside lines."""

    exact: Fraction = NONE
    costs: Fraction = NONE
    stated: Fraction = NONE
    stated_revenue: Fraction = NONE
    later: Fraction = NONE
    lines: int = 0
    bare_lines: int = 0
    years: int = 0
    bare_years: int = 0

    @property
    def covers(self):
        """Whether anything is covered, or there is nothing that might be."""
        lines, years = self.lines - self.bare_lines, self.years - self.bare_years
        return bool(lines or years or self.whole)

    @property
    def whole(self):
        return not self.bare_lines and not self.bare_years

    @property
    def revenue(self):
        return half_away(self.exact) + self.stated_revenue if self.covers else None

    @property
    def amount(self):
        later = half_away(self.later)
        if self.covers:
            return half_away(self.exact) - self.costs + self.stated - later
        return -later if later else None


def line(part, net, cost):
    """Count a line in, its net converted."""
    part.lines += 1
    if cost is None:
        part.bare_lines += 1
    else:
        part.exact += net
        part.costs += cost


def margin_of_year(item):
    """What a stated year says of its margin, or what makes it; None where that lacks."""
    if "gross_margin" in item:
        return Fraction(item["gross_margin"])
    if not {"revenue", "advantages", "cost"} <= set(item):
        return None
    return Fraction(item["revenue"]) - Fraction(item["advantages"]) - Fraction(item["cost"])


def beside(part, how, item):
    """Count a stated year in, or days of which nothing is known."""
    part.years += 1
    margin = margin_of_year(item) if how == "stated" else None
    if margin is None:
        part.bare_years += 1
    else:
        part.stated += margin
        part.stated_revenue += Fraction(item["revenue"])


def of_client(hand, client, span):
    """What is known of a client's margin in a span."""
    part = Part()
    if span.first > hand.today:
        return part
    ledger = hand.ledger(client)
    for year, first, last, how, item in ledger.pieces(span.first, min(span.last, hand.today)):
        if how in ("unknown", "stated"):
            beside(part, how, item)
            continue
        here = [each for day, lines in ledger.orders if first <= day <= last for each in lines]
        part.later += ledger.all_later(first, last, year, item if how == "after" and here else None)
        for _, net, cost in here:
            line(part, net, cost)
    return part


def amounts_by(hand, group, span):
    """The known margin of each group, exact for those that share a client's lines out."""
    if group not in ("owner", "product", "category"):
        return _whole_clients(hand, group, span)
    found = {}
    for client, data in hand.records.items():
        owner = data["identity"].get("owner") or "(nobody)"
        keys = {
            "owner": lambda order, _, owner=owner: order.get("salesperson", owner),
            "product": lambda _, each: each["product"],
            "category": lambda _, each: each.get("category", "(no category)"),
        }
        for order, each, net, cost in hand.sold(client, span):
            if cost is not None:
                name = keys[group](order, each)
                found[name] = found.get(name, NONE) + net - cost
        whole = of_client(hand, client, span)
        rest = owner if group == "owner" else "(not by product)"
        found[rest] = found.get(rest, NONE) + whole.stated - half_away(whole.later)
    return found


def _whole_clients(hand, group, span):
    found = {}
    for client in hand.records:
        amount = of_client(hand, client, span).amount or NONE
        for name, *_ in hand.groups_of(client, group, span):
            sign = -1 if name == "(several tags)" else 1
            found[name] = found.get(name, NONE) + sign * amount
    return found
