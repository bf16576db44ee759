"""The sections of a brief about business: orders, prices, payment, competitors, wallet."""

from __future__ import annotations

from collections.abc import Iterator

from clientfile.output.numbers import format_figure, format_number, places_of
from clientfile.records.edits import Data
from clientfile.reports.brief.document import Item
from clientfile.reports.brief.sentences import LISTED, BriefText


class BusinessSections(BriefText):
    """Each public method yields the entries of one section."""

    def orders(self) -> Iterator[Item]:
        """The newest orders, each with what is unpaid of it."""
        for order in self.values["orders"]:
            status = self.choice(order["status"], "business", "orders", "status")
            text = f"{order['date']} {order['ref']}: {self.money(order['revenue'])}"
            text += f", {status}" if status else ""
            if order["unpaid"]:
                text += self.word(", unpaid {0}", self.money(order["unpaid"]))
            yield Item(text)
        yield from self.more(self.values["orders_in_all"] - len(self.values["orders"]))

    def prices(self) -> Iterator[Item]:
        """The last price of each product."""
        prices = self.values["prices"]
        for price in prices[:LISTED]:
            amount = format_number(
                price["price"], self.language, places_of(self.values["currency"])
            )
            text = f"{price['product']}: {amount} {self.values['currency']}"
            text += f" / {price['unit']}" if price["unit"] else ""
            text += self.word(", less {0}", price["discount"]) if price["discount"] else ""
            yield Item(f"{text} ({self.number(price['quantity'])}, {price['date']})")
        yield from self.more(len(prices) - LISTED)

    def advantages(self) -> Iterator[Item]:
        """The price list, and the advantages granted beside it."""
        yield from self.field("Price list", self.values["position"])
        for each in self.values["advantages"]:
            yield Item(self.advantage(each))

    def advantage(self, each: Data) -> str:
        """One advantage in one line."""
        words = [self.choice(each.get("kind"), "business", "pricing", "advantages", "kind")]
        words.append(each.get("rate", ""))
        if "amount" in each:
            once = each.get("per", "once" if "date" in each else "year") == "once"
            words.append(self.money(each["amount"]) + ("" if once else self.word(" a year")))
        if "above" in each:
            words.append(self.word("above {0}", self.money(each["above"])))
        days = [self.word(f"{key} {{0}}", each[key]) for key in ("from", "until") if key in each]
        return ", ".join(filter(None, [*words, *days, each.get("date", ""), each.get("note", "")]))

    def payment(self) -> Iterator[Item]:
        """The terms of payment, how the last twelve months were paid, and what is unpaid."""
        pay = self.values["payment"]
        method = self.choice(pay["method"], "business", "payment", "method")
        days = None if pay["days"] is None else self.word("{0} days", pay["days"])
        end = self.word("end of month") if pay["end_of_month"] else None
        on_day = self.word("on the {0}", pay["on_day"]) if pay["on_day"] else None
        yield from self.field("Terms", method, days, end, on_day)
        regularity = ("business", "payment", "regularity")
        habit = self.choice(pay["regularity"], *regularity)
        stated = self.choice(pay["stated"], *regularity)
        took = late = None
        if pay["days_to_pay"] is not None:
            took = self.word("paid in {0} days", self.number(pay["days_to_pay"]))
        if pay["days_late"] is not None:
            late = self.word(
                "{0} days after the due date" if pay["days_late"] >= 0
                else "{0} days before the due date",
                self.number(abs(pay["days_late"])),
            )  # fmt: skip
        yield from self.field("Twelve months", habit, took, late)
        yield from self.field("Stated", stated)
        if pay["unpaid"] is not None:
            overdue = self.word("overdue {0}", self.money(pay["overdue"]))
            yield from self.field(
                "Unpaid", self.money(pay["unpaid"]), overdue if pay["overdue"] else None
            )

    def buying(self) -> Iterator[Item]:
        """How the client negotiates, decides and budgets."""
        negotiation, how = self.values["negotiation"] or {}, self.values["purchasing"] or {}
        yield from self.field("Negotiation", negotiation.get("type"), negotiation.get("notes"))
        days = how.get("decision_days")
        yield from self.field("Process", *how.get("process", ()),
                              self.word("{0} days to decide", days) if days is not None else None,
                              self.word("by tender") if how.get("tender") else None)  # fmt: skip
        month = how.get("budget_month")
        yield from self.field("Budget", self.word("in month {0}", month) if month else None)

    def competitors(self) -> Iterator[Item]:
        """Competitors at the client, and what interactions report of them."""
        for each in self.values["competitors"]:
            price = self.choice(each["price"], "business", "competitors", "price")
            price = self.word("price: {0}", price) if price else ""
            facts = (", ".join(each["products"] or ()), each["share"], price)
            text = self.word("{0}: {1}", each["name"], ", ".join(filter(None, facts)))
            text = text if any(facts) else each["name"]
            under = [
                *self.part("Strong in", each["strengths"]),
                *self.part("Weak in", each["weaknesses"]),
            ]
            seen = self.word(" (seen {0})", each["seen"]) if each["seen"] else ""
            yield Item(text + seen, under=tuple(under))
        for each in self.values["heard"]:
            yield Item(self.word("heard on {0}: {1}", each["date"], each["what"]))

    def wallet(self) -> Iterator[Item]:
        """Our revenue, all their purchases, the potential and our share."""
        wallet = self.values["wallet"]
        if wallet is None:
            return
        for label, key in (("Last twelve months", "revenue"), ("They buy in all", "purchases"),
                           ("Potential", "potential"), ("Gap", "gap")):  # fmt: skip
            if wallet[key] is not None:
                year = f" ({wallet['year']})" if key == "purchases" else ""
                yield Item(self.money(wallet[key], wallet["currency"]) + year, self.word(label))
        if wallet["share"] is not None:
            yield Item(
                format_figure(wallet["share"], "ratio", self.language), self.word("Our share")
            )
