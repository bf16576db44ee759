"""The sections of a brief about business: orders, prices, payment, competitors, wallet."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from clientfile.language import _, ngettext, pgettext
from clientfile.language.quantities import Rates, day
from clientfile.output.numbers import format_figure
from clientfile.records.edits import Data
from clientfile.reports.brief.document import Item
from clientfile.reports.brief.sentences import LISTED, BriefText
from clientfile.reports.common.rebates import rebate_text
from clientfile.reports.common.values import Values
from clientfile.reports.receivables import BRACKETS


class BusinessSections(BriefText):
    """Each public method yields the entries of one section."""

    def orders(self) -> Iterator[Item]:
        """The newest orders, each with what is unpaid of it."""
        for order in self.values["orders"]:
            head = self._order(order)
            status = self.choice(order["status"], "business", "orders", "status")
            yield self.item(self.join(head, status, *self._unpaid(order)))
        yield from self.more(self.values["orders_in_all"] - len(self.values["orders"]))

    def _unpaid(self, order: Values) -> Iterator[str]:
        unpaid, currency = order["unpaid"], order["currency"]
        if unpaid and unpaid > 0:
            yield _("unpaid {amount}", amount=self.money(unpaid, currency))
        elif unpaid:
            yield _("to its credit {amount}", amount=self.money(-unpaid, currency))

    def _order(self, order: Values) -> str:
        """An order by its revenue; a credit note that pays a rebate has none, but an amount."""
        known = {"day": day(order["date"]), "ref": order["ref"]}
        if order["rebate"] is None:
            return _(
                "{day} {ref}: {amount}",
                **known,
                amount=self.money(order["revenue"], order["currency"]),
            )
        return _(
            "{day} {ref}: rebate for {year}, {amount}",
            **known,
            year=str(order["rebate"]),
            amount=self.money(order["to_pay"], order["currency"]),
        )

    def prices(self) -> Iterator[Item]:
        """The last price of each product."""
        prices = self.values["prices"]
        for price in prices[:LISTED]:
            yield self.item(
                _(
                    "{product}: {price} ({quantity}, {day})",
                    product=price["product"],
                    price=self._price(price),
                    quantity=self.number(price["quantity"]),
                    day=day(price["date"]),
                )
            )
        yield from self.more(len(prices) - LISTED)

    def _price(self, price: Values) -> str:
        unit = f" / {price['unit']}" if price["unit"] else ""
        text = self.say(self.money(price["price"], price["currency"])) + unit
        if not price["discount"]:
            return text
        return _("{amount}, less {discount}", amount=text, discount=Rates(price["discount"]))

    def advantages(self) -> Iterator[Item]:
        """The price list, and the advantages granted beside it."""
        yield from self.field(_("Price list"), self.values["position"])
        for each in self.values["advantages"]:
            yield Item(self.advantage(each))
        for each in self.values["rebates"]:
            yield self.item(rebate_text(each, self.money))

    def advantage(self, each: Data) -> str:
        """One advantage in one line."""
        kind = self.choice(each.get("kind"), "business", "pricing", "advantages", "kind")
        amount = above = from_ = until = None
        if "amount" in each:
            amount = self.money(each["amount"])
            if each.get("per", "once" if "date" in each else "year") != "once":
                amount = _("{amount} a year", amount=amount)
        if "above" in each:
            above = _("above {amount}", amount=self.money(each["above"]))
        if "from" in each:
            from_ = _("from {day}", day=day(each["from"]))
        if "until" in each:
            until = _("until {day}", day=day(each["until"]))
        given = day(each["date"]) if "date" in each else None
        rate = Rates(each["rate"]) if "rate" in each else None
        return self.join(kind, rate, amount, above, from_, until, given, each.get("note"))

    def payment(self) -> Iterator[Item]:
        """The terms of payment, how the last twelve months were paid, and what is unpaid."""
        pay = self.values["payment"]
        yield from self.field(
            _("Terms"),
            self.choice(pay["method"], "business", "payment", "method"),
            None if pay["days"] is None else _days(pay["days"]),
            *self._month_end(pay),
            _("on the {day}", day=pay["on_day"]) if pay["on_day"] else None,
        )
        regularity = ("business", "payment", "regularity")
        took = None if pay["days_to_pay"] is None else self._took(pay["days_to_pay"])
        late = None if pay["days_late"] is None else self._lateness(pay["days_late"])
        habit = self.choice(pay["regularity"], *regularity)
        yield from self.field(_("Twelve months"), habit, took, late)
        yield from self.field(
            pgettext("habit of payment", "Stated"), self.choice(pay["stated"], *regularity)
        )
        if pay["unpaid"] is not None and not pay["open"]:
            yield from self.field(_("Unpaid"), self.money(pay["unpaid"]))
        for row in pay["open"]:
            yield from self.field(_("Unpaid"), *self._open(row))
        if pay["unpaid"] is not None and pay["payments_since"]:
            yield from self.field(
                _("Payments known"), _("from {day} on", day=day(pay["payments_since"]))
            )

    def _month_end(self, pay: Values) -> Iterator[str]:
        if pay["days_from"] == "month-end":
            yield _("from the end of the month")
        elif pay["end_of_month"]:
            yield _("end of month")

    def _open(self, row: Values) -> Iterator[str]:
        """What is open in one currency, in all and by how it stands."""
        currency = row["currency"]
        yield self.money(row["total"], currency)
        if overdue := sum(row[key] for key in BRACKETS):
            yield _("overdue {amount}", amount=self.money(overdue, currency))
        if row["no_due_date"]:
            yield _("without a due date {amount}", amount=self.money(row["no_due_date"], currency))
        if row["credit"] and row["credit"] != row["total"]:
            yield _("to its credit {amount}", amount=self.money(-row["credit"], currency))

    def _took(self, days: Decimal) -> str:
        return ngettext(
            "paid in {days} days", "paid in {days} days", int(days), days=self.number(days)
        )

    def _lateness(self, days: Decimal) -> str:
        whole, text = int(abs(days)), self.number(abs(days))
        if days >= 0:
            return ngettext(
                "{days} days after the due date", "{days} days after the due date", whole, days=text
            )
        return ngettext(
            "{days} days before the due date", "{days} days before the due date", whole, days=text
        )

    def buying(self) -> Iterator[Item]:
        """How the client negotiates, decides and budgets."""
        negotiation, how = self.values["negotiation"] or {}, self.values["purchasing"] or {}
        yield from self.field(_("Negotiation"), negotiation.get("type"), negotiation.get("notes"))
        days, month = how.get("decision_days"), how.get("budget_month")
        yield from self.field(
            _("Process"),
            *how.get("process", ()),
            None if days is None
            else ngettext("{count} days to decide", "{count} days to decide", days),
            _("by tender") if how.get("tender") else None,
        )  # fmt: skip
        yield from self.field(_("Budget"), _("in month {month}", month=month) if month else None)

    def competitors(self) -> Iterator[Item]:
        """Competitors at the client, and what interactions report of them."""
        for each in self.values["competitors"]:
            yield self.item(
                self._competitor(each),
                under=(
                    *self.part(_("Strong in"), each["strengths"]),
                    *self.part(_("Weak in"), each["weaknesses"]),
                ),
            )
        for each in self.values["heard"]:
            yield self.item(_("heard on {day}: {what}", day=day(each["date"]), what=each["what"]))

    def _competitor(self, each: Values) -> str:
        price = self.choice(each["price"], "business", "competitors", "price")
        facts = self.join(
            ", ".join(each["products"] or ()),
            Rates(each["share"]) if each["share"] else None,
            _("price: {price}", price=price) if price else None,
        )
        text = _("{label}: {text}", label=each["name"], text=facts) if facts else each["name"]
        if each["seen"]:
            return _("{text} (seen {day})", text=text, day=day(each["seen"]))
        return text

    def wallet(self) -> Iterator[Item]:
        """Our revenue, all their purchases, the potential and our share."""
        wallet = self.values["wallet"]
        if wallet is None:
            return
        for label, key in (
            (_("Last twelve months"), "revenue"),
            (_("They buy in all"), "purchases"),
            (_("Potential"), "potential"),
            (_("Gap"), "gap"),
        ):
            if wallet[key] is not None:
                year = f" ({wallet['year']})" if key == "purchases" else ""
                yield self.item(self.say(self.money(wallet[key], wallet["currency"])) + year, label)
        if wallet["share"] is not None:
            share = format_figure(wallet["share"], "ratio", self.language)
            yield self.item(share, _("Our share"))


def _days(days: int) -> str:
    return ngettext("{count} days", "{count} days", days)
