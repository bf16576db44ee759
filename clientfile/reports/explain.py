"""`margin --explain`: how a client's margin follows from its order lines, step by step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clientfile.figures.advantages import Accrual
from clientfile.figures.breakdown import PeriodPart
from clientfile.figures.early_payments import EarlyPayment
from clientfile.figures.lines import LineFigures, OrderFigures
from clientfile.figures.rebates import RebateYear
from clientfile.figures.results import Figures
from clientfile.figures.stated import stated_margin
from clientfile.figures.sums import total
from clientfile.language import _, ngettext, pgettext, translate
from clientfile.language.quantities import Rates, amount, day, unknown_amount
from clientfile.output.numbers import format_number, places_of
from clientfile.output.terminal import pad, shorten, width, with_bar
from clientfile.records.client import StatedYear
from clientfile.records.typed.periods import shown_days
from clientfile.reports.common import coverage
from clientfile.reports.common.rebates import rebate_text, rebate_values
from clientfile.reports.common.values import Values
from clientfile.schema.shapes import record_shape


def explain_figures(figures: Figures, rebates: Sequence[RebateYear]) -> dict[str, Any]:
    """The arithmetic of a client's figures as data; keys as in json.

    `rebates` are the later advantages of its years. Advantages are in the client's currency,
    `order_currency`, orders in the one that they name; costs, stated years and sums are in
    `currency`.
    """
    shown = shown_days(figures.period, figures.period.end)
    return {
        "client": figures.client,
        "period": figures.period.label,
        "from": shown.start,
        "to": shown.end,
        "order_currency": figures.own_currency,
        "currency": figures.currency,
        "years": [_part(part) for part in figures.parts],
        "revenue": figures.revenue,
        "later_advantages": figures.later_advantages,
        "cost": figures.cost,
        "margin": figures.margin,
        "margin_rate": figures.margin_rate,
        "source": figures.source,
        "rebates": [rebate_values(each) for each in rebates],
        **coverage.coverage_values(figures.covered, figures.revenue),
        "covered_revenue": figures.covered.revenue,
        **coverage.coverage_counts(figures.covered),
    }


def _part(part: PeriodPart) -> dict[str, Any]:
    values: dict[str, Any] = {"year": part.year, "from": part.span.start, "to": part.span.end}
    if part.unknown:
        return values | {"unknown": part.gap}
    if part.stated is not None:
        return values | {"stated": _stated(part.stated)}
    later = [(each.amount, part.currency) for each in part.accruals]
    later += [(each.net, each.currency) for each in part.early]
    rates = {code: rate.value for code, rate in sorted(part.rates.items())}
    return values | {
        "rate": rates.get(part.currency),
        "orders": [_order(order, part) for order in part.orders],
        "advantages": [_advantage(each) for each in part.accruals],
        "early_payments": [_early_payment(each) for each in part.early],
        "revenue": _sum_of_own(part, [(each.net, each.currency) for each in part.orders]),
        "later_advantages": _sum_of_own(part, later),
        "rates": rates,
    }


def _sum_of_own(part: PeriodPart, amounts: Sequence[tuple[Decimal, str]]) -> Decimal | None:
    """The sum of amounts, each with its currency; None where one is not in the client's."""
    if any(currency != part.currency for _amount, currency in amounts):
        return None
    return total(amount for amount, _currency in amounts)


def _stated(year: StatedYear) -> dict[str, Any]:
    return {
        "revenue": year.revenue,
        "cost": year.cost,
        "advantages": year.advantages,
        "gross_margin": year.gross_margin,
        "margin": stated_margin(year),
    }


def _order(order: OrderFigures, part: PeriodPart) -> dict[str, Any]:
    return {
        "ref": order.order.ref,
        "date": order.day,
        "discount": order.order.discount,
        "lines": [_line(line) for line in order.lines],
        "revenue": order.net,
        "currency": order.currency,
        "own_revenue": part.own_nets.get(order.order.ref),
    }


def _line(line: LineFigures) -> dict[str, Any]:
    sold = line.line
    return {
        "product": sold.product,
        "quantity": sold.quantity,
        "unit": sold.unit,
        "unit_price": sold.unit_price,
        "discount": sold.discount,
        "list_value": line.list_value,
        "net": line.net,
        "unit_cost": sold.unit_cost,
        "cost": line.cost,
    }


def _advantage(accrual: Accrual) -> dict[str, Any]:
    entry, after = accrual.advantage, accrual.after
    return {
        "kind": entry.kind,
        "rate": entry.rate,
        "above": entry.above,
        "base": after.base if entry.rate else None,
        "yearly": entry.amount if not entry.once else None,
        "days": after.days if entry.amount is not None and not entry.once else None,
        "once": entry.amount if entry.once else None,
        "accrued": after.amount,
        "accrued_before": accrual.before.amount,
        "amount": accrual.amount,
    }


def _early_payment(payment: EarlyPayment) -> dict[str, Any]:
    return {
        "ref": payment.ref,
        "date": payment.day,
        "closed": payment.amount,
        "amount": payment.net,
        "currency": payment.currency,
    }


# A longer name would push the figures of its line out of sight.
_LONGEST_NAME = 60
_SUMS = (
    (pgettext("term of a margin", "revenue"), "revenue"),
    (pgettext("term of a margin", "later advantages"), "later_advantages"),
    (pgettext("term of a margin", "cost"), "cost"),
)
_MARGIN = pgettext("result of a sum", "margin")
_KNOWN_MARGIN = pgettext("result of a sum", "known margin")
_ADVANTAGES = record_shape().child("business").child("pricing").child("advantages").child(0)


def explanation_lines(values: Values, language: str) -> list[str]:
    """The data of `explain_figures` as lines of a page, in a language."""
    text = _ExplanationText(language, values["order_currency"], values["currency"])
    return [text.say(line) for line in text.lines(values)]


@dataclass(frozen=True)
class _ExplanationText:
    """Formats the page's lines: orders are in the currency `own`, sums in that of the `folder`."""

    language: str
    own: str
    folder: str

    def lines(self, values: Values) -> Iterator[str]:
        yield _(
            "{client}, {period}: {start} to {end}",
            client=values["client"],
            period=values["period"],
            start=values["from"],
            end=values["to"],
        )
        for part in values["years"]:
            yield ""
            yield _("{year}, {start} to {end}", year=part["year"], start=part["from"],
                    end=part["to"])  # fmt: skip
            yield from self.indented(self.part(part))
        if not values["years"]:
            yield from ("", _("Nothing was sold, granted or stated in these days."))
        if values["rebates"]:
            yield ""
        for rebate in values["rebates"]:
            yield rebate_text(rebate, self.own_money)
        yield ""
        yield from self.sums(values)

    def say(self, text: str) -> str:
        return translate(text, self.language)

    def indented(self, texts: Iterable[str]) -> Iterator[str]:
        return (f"  {self.say(text)}" for text in texts)

    def number(self, value: Decimal | None, currency: str = "") -> str:
        """A number with all decimals of the currency where one is named; a dash for None."""
        if value is None:
            return "-"
        return format_number(value, self.language, places_of(currency))

    def amount(self, value: Decimal | None, currency: str, places: int = 0) -> str:
        """An amount with at least so many decimals, and its currency; a dash for None."""
        known = unknown_amount(currency) if value is None else amount(value, currency, places)
        return self.say(known)

    def own_money(self, value: Decimal | None) -> str:
        """An amount with all decimals of the client's currency; a dash for None."""
        return self.amount(value, self.own, places_of(self.own))

    def part(self, part: Values) -> Iterator[str]:
        if "unknown" in part:
            yield _("stated for the whole year only: not known for these days")
            return
        if "stated" in part:
            yield from self.stated(part["stated"])
            return
        for order in part["orders"]:
            yield self.order(order)
            yield from self.indented(self.order_line(line, order) for line in order["lines"])
        for code in dict.fromkeys(order["currency"] for order in part["orders"]) or (self.own,):
            own = [order for order in part["orders"] if order["currency"] == code]
            yield _("orders: {amounts}", amounts=self.total(own, code))
        for each in part["advantages"]:
            yield self.advantage(each)
        for each in part["early_payments"]:
            yield self.early_payment(each)
        for code, rate in part["rates"].items():
            if code != self.folder:
                yield _("at {rate} for one {own}", rate=self.amount(rate, self.folder), own=code)

    def order(self, order: Values) -> str:
        ref, revenue = order["ref"], self.amount(order["revenue"], order["currency"])
        if order["own_revenue"] is not None:
            own = self.amount(order["own_revenue"], self.own)
            revenue = _("{amount}, or {own} for later advantages", amount=revenue, own=own)
        if order["discount"]:
            return _(
                "order {ref} of {day}, less {discount}: {amount}",
                ref=ref,
                day=day(order["date"]),
                discount=Rates(order["discount"]),
                amount=revenue,
            )
        return _("order {ref} of {day}: {amount}", ref=ref, day=day(order["date"]), amount=revenue)

    def order_line(self, line: Values, order: Values) -> str:
        values = {
            "product": with_bar(shorten(line["product"], _LONGEST_NAME)),
            "calculation": self.calculation(line, order),
            "net": self.number(line["net"]),
        }
        if line["cost"] is None:
            return _("{product}: {calculation} = {net}; cost not known", **values)
        return _(
            "{product}: {calculation} = {net}; cost {quantity} × {unit_cost} = {cost}",
            **values,
            quantity=self.number(line["quantity"]),
            unit_cost=self.number(line["unit_cost"]),
            cost=self.amount(line["cost"], self.folder),
        )

    def calculation(self, line: Values, order: Values) -> str:
        """Quantity × price, and less the discounts."""
        unit = f" {line['unit']}" if line["unit"] else ""
        product = f"{self.number(line['quantity'])}{unit} × {self.number(line['unit_price'])}"
        discounts = [Rates(each) for each in (line["discount"], order["discount"]) if each]
        if not discounts:
            return product
        listed = f"{product} = {self.number(line['list_value'])}"
        if len(discounts) == 1:
            return _("{amount}, less {discount}", amount=listed, discount=discounts[0])
        return _(
            "{amount}, less {discount}, less {further}",
            amount=listed,
            discount=discounts[0],
            further=discounts[1],
        )

    def total(self, orders: Sequence[Values], currency: str) -> str:
        result = self.amount(total(order["revenue"] for order in orders), currency)
        if len(orders) < 2:
            return result
        return f"{' + '.join(self.number(order['revenue']) for order in orders)} = {result}"

    def advantage(self, each: Values) -> str:
        kind = _ADVANTAGES.child("kind").word(each["kind"])
        result = self.amount(each["amount"], self.own)
        if not each["rate"] and each["yearly"] is None and each["once"] == each["amount"]:
            return _("{kind}, granted later: {amount}", kind=kind, amount=result)
        terms = self.terms(each)
        if each["accrued_before"]:
            return _(
                "{kind}, granted later: {terms} = {accrued}, less {before} before = {amount}",
                kind=kind,
                terms=terms,
                accrued=self.number(each["accrued"]),
                before=self.number(each["accrued_before"]),
                amount=result,
            )
        return _("{kind}, granted later: {terms} = {amount}", kind=kind, terms=terms, amount=result)

    def early_payment(self, each: Values) -> str:
        return _(
            "order {ref} paid early, {day}: {closed} not to come in, without VAT {amount}",
            ref=each["ref"],
            day=day(each["date"]),
            closed=self.number(each["closed"]),
            amount=self.amount(each["amount"], each["currency"]),
        )

    def terms(self, each: Values) -> str:
        """What an advantage is computed from: a rate, an amount, or both."""
        terms: list[str] = []
        if each["rate"]:
            terms.append(self.rate(each))
        if each["yearly"] is not None:
            yearly, days = self.number(each["yearly"]), each["days"]
            terms.append(
                ngettext(
                    "{amount} a year, {count} days",
                    "{amount} a year, {count} days",
                    days,
                    amount=yearly,
                )
            )
        if each["once"] is not None:
            terms.append(self.number(each["once"]))
        if len(terms) == 2:
            return _("{first} and {second}", first=terms[0], second=terms[1])
        return terms[0] if terms else ""

    def rate(self, each: Values) -> str:
        rate, base = Rates(each["rate"]), self.number(each["base"])
        if not each["above"]:
            return _("{rate} of {amount}", rate=rate, amount=base)
        above = self.number(each["above"])
        return _("{rate} of {amount} beyond {above}", rate=rate, amount=base, above=above)

    def stated(self, stated: Values) -> Iterator[str]:
        yield _("stated: revenue {amount}", amount=self.amount(stated["revenue"], self.folder))
        if stated["gross_margin"] is not None:
            margin = self.amount(stated["gross_margin"], self.folder)
            yield _("stated: gross margin {amount}", amount=margin)
            return
        yield _(
            "margin: {revenue} less advantages {advantages} less cost {cost} = {margin}",
            revenue=self.number(stated["revenue"]),
            advantages=self.number(stated["advantages"]),
            cost=self.number(stated["cost"]),
            margin=self.amount(stated["margin"], self.folder),
        )

    def sums(self, values: Values) -> Iterator[str]:
        places = places_of(self.folder)
        entries: list[tuple[str, str]] = [
            (heading, self.amount(values[key], self.folder, places)) for heading, key in _SUMS
        ]
        entries.append((_MARGIN, self.margin(values)))
        if values["margin"] is None and values["margin_known"] is not None:
            entries.append((_KNOWN_MARGIN, self.margin_of_covered(values)))
        headings = [self.say(heading) for heading, _text in entries]
        column = max(map(width, headings))
        for heading, (_heading, text) in zip(headings, entries, strict=True):
            yield f"{pad(heading, column)}  {self.say(text)}"

    def margin(self, values: Values) -> str:
        if values["margin"] is None:
            return pgettext("a margin", "not known")
        margin = self.amount(values["margin"], self.folder, places_of(self.folder))
        if any("stated" in part for part in values["years"]):
            return _("{margin}, stated years by their own", margin=margin)
        terms = (self.number(values[key], self.folder) for _heading, key in _SUMS)
        return f"{' - '.join(terms)} = {margin}"

    def margin_of_covered(self, values: Values) -> str:
        """What is known of a margin that is not known as a whole, and what it covers."""
        margin = self.amount(values["margin_known"], self.folder, places_of(self.folder))
        revenue, later = values["covered_revenue"], values["later_advantages"]
        if revenue is not None and not any(
            "stated" in part or "unknown" in part for part in values["years"]
        ):
            cost = revenue - later - values["margin_known"]
            terms = (self.number(each, self.folder) for each in (revenue, later, cost))
            margin = f"{' - '.join(terms)} = {margin}"
        return coverage.with_coverage(margin, values)
