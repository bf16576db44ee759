"""`margin --explain`: how a client's margin follows from its order lines, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from clientfile.figures.advantages import Accrual
from clientfile.figures.breakdown import PeriodPart
from clientfile.figures.lines import LineFigures, OrderFigures
from clientfile.figures.results import Figures
from clientfile.figures.sums import stated_margin
from clientfile.output.numbers import format_number, places_of
from clientfile.output.terminal import shorten, with_bar
from clientfile.records.client import StatedYear
from clientfile.reports.common.values import Values


def explain_figures(figures: Figures) -> dict[str, Any]:
    """The arithmetic of a client's figures as data; keys as in json.

    Orders and advantages are in `order_currency`, costs, stated years and sums in `currency`.
    """
    return {
        "client": figures.client,
        "period": figures.period.label,
        "from": figures.period.start,
        "to": figures.period.end,
        "order_currency": figures.own_currency,
        "currency": figures.currency,
        "years": [_part(part) for part in figures.parts],
        "revenue": figures.revenue,
        "later_advantages": figures.later_advantages,
        "cost": figures.cost,
        "margin": figures.margin,
        "margin_rate": figures.margin_rate,
        "source": figures.source,
    }


def _part(part: PeriodPart) -> dict[str, Any]:
    values: dict[str, Any] = {"year": part.year, "from": part.span.start, "to": part.span.end}
    if part.unknown:
        return values | {"unknown": part.gap}
    if part.stated is not None:
        return values | {"stated": _stated(part.stated)}
    return values | {
        "rate": part.rate.value if part.rate else None,
        "orders": [_order(order) for order in part.orders],
        "advantages": [_advantage(each) for each in part.accruals],
        "revenue": part.revenue,
        "later_advantages": part.later_advantages,
    }


def _stated(year: StatedYear) -> dict[str, Any]:
    return {
        "revenue": year.revenue,
        "cost": year.cost,
        "advantages": year.advantages,
        "gross_margin": year.gross_margin,
        "margin": stated_margin(year),
    }


def _order(order: OrderFigures) -> dict[str, Any]:
    return {
        "ref": order.order.ref,
        "date": order.day,
        "discount": order.order.discount,
        "lines": [_line(line) for line in order.lines],
        "revenue": order.net,
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


# A longer name would push the figures of its line out of sight.
_LONGEST_NAME = 60


def explanation_lines(values: Values, language: str) -> list[str]:
    """The data of `explain_figures` as lines of a page."""
    money = _AmountFormat(language)
    own, folder = values["order_currency"], values["currency"]
    lines = [f"{values['client']}, {values['period']}: {values['from']} to {values['to']}"]
    for part in values["years"]:
        lines += ["", *_part_lines(part, money, own, folder)]
    if not values["years"]:
        lines += ["", "Nothing was sold, granted or stated in these days."]
    return [*lines, "", *_sum_lines(values, money, folder)]


class _AmountFormat:
    """Formats amounts in the page's language; a dash for one that is not known."""

    def __init__(self, language: str) -> None:
        self._language = language

    def __call__(self, amount: Decimal | None, currency: str = "") -> str:
        """The amount, with all decimals of the currency where one is named."""
        return "-" if amount is None else format_number(amount, self._language, places_of(currency))


def _part_lines(part: Values, money: _AmountFormat, own: str, folder: str) -> Iterator[str]:
    yield f"{part['year']}, {part['from']} to {part['to']}"
    if "unknown" in part:
        yield "  stated for the whole year only: not known for these days"
        return
    if "stated" in part:
        yield from _stated_lines(part["stated"], money, folder)
        return
    for order in part["orders"]:
        less = f", less {order['discount']}" if order["discount"] else ""
        yield f"  order {order['ref']} of {order['date']}{less}: {money(order['revenue'])} {own}"
        yield from (
            f"    {_order_line_text(line, order, money, folder)}" for line in order["lines"]
        )
    orders = [order["revenue"] for order in part["orders"]]
    yield f"  orders: {_sum_text(orders, part['revenue'], money)} {own}"
    for each in part["advantages"]:
        yield f"  {_advantage_text(each, money)} {own}"
    if part["rate"] not in (None, 1):
        yield f"  at {money(part['rate'])} {folder} for one {own}"


def _order_line_text(line: Values, order: Values, money: _AmountFormat, folder: str) -> str:
    unit = f" {line['unit']}" if line["unit"] else ""
    less = [each for each in (line["discount"], order["discount"]) if each]
    product = with_bar(shorten(line["product"], _LONGEST_NAME))
    text = f"{product}: {money(line['quantity'])}{unit} × {money(line['unit_price'])}"
    if less:
        text += f" = {money(line['list_value'])}, less " + ", less ".join(less)
    text += f" = {money(line['net'])}"
    if line["cost"] is None:
        return text + "; cost not known"
    return text + (
        f"; cost {money(line['quantity'])} × {money(line['unit_cost'])} = "
        f"{money(line['cost'])} {folder}"
    )


def _advantage_text(each: Values, money: _AmountFormat) -> str:
    terms = []
    if each["rate"]:
        above = f" beyond {money(each['above'])}" if each["above"] else ""
        terms.append(f"{each['rate']} of {money(each['base'])}{above}")
    if each["yearly"] is not None:
        terms.append(f"{money(each['yearly'])} a year, {each['days']} days")
    if each["once"] is not None:
        terms.append(money(each["once"]))
    earlier = ""
    if each["accrued_before"]:
        earlier = f" = {money(each['accrued'])}, less {money(each['accrued_before'])} before"
    head = f"{each['kind']}, granted later"
    if not each["rate"] and each["yearly"] is None and each["once"] == each["amount"]:
        return f"{head}: {money(each['amount'])}"
    return f"{head}: {' and '.join(terms)}{earlier} = {money(each['amount'])}"


def _stated_lines(stated: Values, money: _AmountFormat, folder: str) -> Iterator[str]:
    yield f"  stated: revenue {money(stated['revenue'])} {folder}"
    if stated["gross_margin"] is not None:
        yield f"  stated: gross margin {money(stated['gross_margin'])} {folder}"
        return
    parts = (stated["revenue"], stated["advantages"], stated["cost"])
    yield (
        f"  margin: {money(parts[0])} less advantages {money(parts[1])} less cost "
        f"{money(parts[2])} = {money(stated['margin'])} {folder}"
    )


def _sum_lines(values: Values, money: _AmountFormat, folder: str) -> Iterator[str]:
    revenue, later, cost, margin = (
        money(values[key], folder) for key in ("revenue", "later_advantages", "cost", "margin")
    )
    yield f"revenue           {revenue} {folder}"
    yield f"later advantages  {later} {folder}"
    yield f"cost              {cost} {folder}"
    if values["margin"] is None:
        yield "margin            not known"
    elif any("stated" in part for part in values["years"]):
        yield f"margin            {margin} {folder}, stated years by their own"
    else:
        yield f"margin            {revenue} - {later} - {cost} = {margin} {folder}"


def _sum_text(amounts: Sequence[Decimal], total: Decimal, money: _AmountFormat) -> str:
    if len(amounts) < 2:
        return money(total)
    return f"{' + '.join(money(amount) for amount in amounts)} = {money(total)}"
