"""A second computation of a client's figures, from a record's plain data, in fractions.

Written from the record format's own words, day by day, and sharing no code with the engine:
slow, plain, and here only so that the two can be compared.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from math import floor

from tests.oracles.rates_by_hand import Rates

CENT = Fraction(1, 100)
DAY = timedelta(days=1)


def half_away(amount):
    size = floor(abs(amount) / CENT + Fraction(1, 2)) * CENT
    return size if amount >= 0 else -size


def left(percent):
    rest = Fraction(1)
    for one in (percent or "0%").split("+"):
        rest *= 1 - Fraction(one.strip("%")) / 100
    return rest


def day_of(text):
    return date.fromisoformat(text)


def year_name(day, year_start):
    """The fiscal year of a day; `year_start`: month, day, and whether the first year names it."""
    month, number, by_first = year_start
    begun = date(day.year, month, number)
    if begun > day:
        begun = date(day.year - 1, month, number)
    ended = date(begun.year + 1, month, number) - DAY
    return begun.year if by_first else ended.year


def first_day_of(year, year_start):
    """The first day of the fiscal year of that name."""
    month, number, _ = year_start
    candidates = (date(each, month, number) for each in (year - 1, year))
    return next(day for day in candidates if year_name(day, year_start) == year)


class Ledger:
    """One client's data (`currency`, `orders`, `advantages`, `years`, `interactions`) by hand.

    `rates`: {currency: {label: rate}}; the folder's currency is EUR.
    """

    def __init__(self, data, *, year_start, today, rates=None, owner=None):
        self.data, self.year_start, self.today = data, year_start, today
        self.rates = Rates(rates or {}, self.first_day, self.year_of)
        self.owner, self.currency = owner, data.get("currency", "EUR")
        self.orders = [
            (
                day_of(order.get("invoiced", order["date"])),
                self.lines(order),
                order.get("currency", self.currency),
            )
            for order in data.get("orders", [])
            if order.get("status") != "cancelled" and "rebate" not in order
        ]
        self.orders = [order for order in self.orders if order[0] <= today]
        # Lines in euros, exact, and in the client's currency, each order rounded once.
        self.own = [
            (day, self.in_own(day, currency, sum((net for _, net, _ in lines), Fraction(0))))
            for day, lines, currency in self.orders
        ]
        self.orders = [
            (day, [(gross * rate, net * rate, cost) for gross, net, cost in lines])
            for day, lines, currency in self.orders
            for rate in [self.rates.on(currency, day)]
        ]

    def in_own(self, day, currency, net):
        if currency == self.currency:
            return net
        return half_away(net * self.rates.on(currency, day) / self.rates.on(self.currency, day))

    def lines(self, order):
        """(list value, net, cost or None) of each line of an order."""
        found = []
        for line in order.get("lines", []):
            gross = Fraction(line["quantity"]) * Fraction(line["unit_price"])
            net = gross * left(line.get("discount")) * left(order.get("discount"))
            cost = None
            if "unit_cost" in line:
                cost = half_away(Fraction(line["quantity"]) * Fraction(line["unit_cost"]))
            found.append((half_away(gross), half_away(net), cost))
        return found

    def year_of(self, day):
        return year_name(day, self.year_start)

    def first_day(self, year):
        return first_day_of(year, self.year_start)

    def last_day(self, year):
        return self.first_day(year + 1) - DAY

    def nets(self, first, last):
        return sum((net for day, net in self.own if first <= day <= last), Fraction(0))

    def span(self, stated, days):
        """The days a stated year speaks for, or None."""
        first, last = self.first_day(stated["year"]), self.last_day(stated["year"])
        if first > self.today:
            return None
        until = day_of(stated["until"]) if "until" in stated else None
        if until is None and self.today <= last and any(first <= day <= last for day in days):
            return None
        last = min(last, until or last, self.today)
        return (first, last) if first <= last else None

    def accrued(self, entry, day, year, carried):
        """What an entry has come to in `year` by the end of `day`."""
        first, last = self.first_day(year), self.last_day(year)
        days_of_year = (last - first).days + 1
        day = min(day, last)
        if "former_since" in self.data:
            day = min(day, day_of(self.data["former_since"]))
        start = day_of(entry["from"]) if "from" in entry else first
        end = min(day, day_of(entry["until"])) if "until" in entry else day
        start = max(start, first)
        total = Fraction(0)
        if "rate" in entry and start <= end:
            base = self.nets(start, end)
            if carried and start == first and end >= carried[0]:
                base = carried[1] + self.nets(carried[0] + DAY, end)
            beyond = max(base - Fraction(entry.get("above", 0)), Fraction(0))
            total += half_away(beyond * (1 - left(entry["rate"])))
        if "amount" in entry:
            once = entry.get("per", "once" if "date" in entry else "year") == "once"
            amount = Fraction(entry["amount"])
            if once and "date" in entry and first <= day_of(entry["date"]) <= day:
                total += amount
            if not once and start <= end:
                total += half_away(amount * ((end - start).days + 1) / days_of_year)
        return total

    def given_up(self, first, last, accrued):
        """(day, currency, amount) of what was closed for early payment in some days, without VAT:
        that which an advantage had accrued, or the rest."""
        for order in self.data.get("orders", []):
            sold = day_of(order.get("invoiced", order["date"]))
            if order.get("status") == "cancelled" or "rebate" in order or sold > self.today:
                continue
            net = sum((net for _, net, _ in self.lines(order)), Fraction(order.get("freight", 0)))
            whole = net + Fraction(order.get("tax", 0))
            for closing in order.get("settled", []):
                day = day_of(closing["date"]) if "date" in closing else sold
                if closing.get("reason") != "early-payment" or "amount" not in closing:
                    continue
                if first <= day <= min(last, self.today) and self.is_granted(sold) == accrued:
                    amount = Fraction(closing["amount"])
                    net_of_tax = half_away(amount * net / whole if whole else amount)
                    yield day, order.get("currency", self.currency), net_of_tax

    def is_granted(self, day):
        """Whether what is sold on a day has its advantage for early payment granted later."""
        if "former_since" in self.data and day > day_of(self.data["former_since"]):
            return False
        for entry in self.data.get("advantages", []):
            if entry.get("kind") != "early-payment" or entry.get("applied", "later") != "later":
                continue
            if "rate" not in entry and "amount" not in entry:
                continue
            if entry.get("per", "once" if "date" in entry else "year") == "once":
                if "date" in entry and self.year_of(day_of(entry["date"])) == self.year_of(day):
                    return True
            elif entry.get("from", "0001") <= day.isoformat() <= entry.get("until", "9999"):
                return True
        return False

    def rebate(self, year):
        """(accrued, credited) of what is granted later for a year; accrued None where unknown."""
        first, last = self.first_day(year), min(self.last_day(year), self.today)
        credited = sum(
            (self.in_own(*each) for each in self.given_up(first, last, accrued=True)), Fraction(0)
        )
        for order in self.data.get("orders", []):
            day = day_of(order.get("invoiced", order["date"]))
            if order.get("status") != "cancelled" and day <= self.today:
                nets = sum(net for _, net, _ in self.lines(order))
                if order.get("rebate") == year:
                    credited -= self.in_own(day, order.get("currency", self.currency), nets)
        if first > last:
            return Fraction(0), credited
        accrued = Fraction(0)
        for _, a, b, how, item in self.pieces(first, last):
            if how == "unknown" or (
                how == "stated" and (self.currency != "EUR" or "advantages" not in item)
            ):
                return None, credited
            if how == "stated":
                accrued += Fraction(item["advantages"])
                continue
            carried = None
            if how == "after" and any(a <= day <= b for day, _ in self.orders):
                rate = self.rates.on(self.currency, item["span"][1])
                carried = item["span"][1], half_away(Fraction(item["revenue"]) / rate)
            accrued += self.later(a, b, year, carried)
        return accrued, credited

    def later(self, first, last, year, carried):
        default = {"discount": "invoice"}
        entries = [
            entry
            for entry in self.data.get("advantages", [])
            if entry.get("applied", default.get(entry["kind"], "later")) == "later"
        ]
        return sum(
            (
                self.accrued(entry, last, year, carried)
                - self.accrued(entry, first - DAY, year, carried)
                for entry in entries
            ),
            Fraction(0),
        )

    def converted_later(self, first, last, year, carried):
        """What accrues in these days, each at its day's rate."""
        return sum(
            rate * self.later(a, b, year, carried)
            for a, b, rate in self.rates.stretches(self.currency, first, last)
        )

    def all_later(self, first, last, year, stated):
        """What accrues in these days and what was closed for early payment, in euros, exact.

        `stated` is the year whose stated revenue counts before these days, if any.
        """
        carried = None
        if stated is not None:
            until = stated["span"][1]
            rate = self.rates.on(self.currency, until)
            carried = until, half_away(Fraction(stated["revenue"]) / rate)
        return self.converted_later(first, last, year, carried) + sum(
            self.rates.on(currency, day) * amount
            for day, currency, amount in self.given_up(first, last, accrued=False)
        )

    def stated_spans(self):
        """year -> (first, last) of the days that a stated year's money speaks for."""
        found = {}
        days = [day for day, _ in self.orders]
        for item in self.data.get("years", []):
            in_year = any(self.year_of(day) == item["year"] for day in days)
            telling = {"revenue"} if in_year else {"revenue", "gross_margin", "cost", "advantages"}
            span = self.span(item, days) if telling & set(item) else None
            if span is not None:
                found[item["year"]] = span
        return found

    def ordered(self, first, last, spans):
        """Whether an order is dated in the period, outside the stated years that it holds."""
        whole = [(a, b) for a, b in spans.values() if first <= a and b <= last]
        return any(
            first <= day <= last and not any(a <= day <= b for a, b in whole)
            for day, _ in self.orders
        )

    def pieces(self, first, last):
        """(year, first, last, "stated" or "orders" or "unknown", stated year) for each piece."""
        stated = {item["year"]: item for item in self.data.get("years", [])}
        spans = self.stated_spans()
        cut_by_orders = self.ordered(first, last, spans)
        for year in range(self.year_of(first), self.year_of(last) + 1):
            a, b = max(first, self.first_day(year)), min(last, self.last_day(year))
            if year not in spans:
                yield year, a, b, "orders", {}
                continue
            item, span = stated[year], spans[year]
            if a <= span[1]:
                end = min(b, span[1])
                if (a, end) == span:
                    yield year, a, end, "stated" if "revenue" in item else "unknown", item
                else:
                    yield year, a, end, "orders" if cut_by_orders else "unknown", {}
            if b > span[1]:
                yield year, max(a, span[1] + DAY), b, "after", {**item, "span": span}

    def figures(self, first, last):
        """revenue, list value, later advantages, cost, margin: None where not known."""
        last = min(last, self.today)
        own = {"revenue": Fraction(0), "list": Fraction(0), "later": Fraction(0)}
        sums = {"revenue": Fraction(0), "list": Fraction(0), "later": Fraction(0)}
        sums |= {"cost": Fraction(0), "margin": Fraction(0)}
        unknown = set()

        def add(key, value):
            if value is None:
                unknown.add(key)
            else:
                sums[key] += value

        for year, a, b, how, item in self.pieces(first, last):
            if how == "unknown":
                unknown |= set(sums)
                continue
            if how == "stated":
                revenue = Fraction(item["revenue"])
                advantages, cost = item.get("advantages"), item.get("cost")
                add("revenue", revenue)
                add("list", None)
                add("later", None if advantages is None else Fraction(advantages))
                add("cost", None if cost is None else Fraction(cost))
                margin = item.get("gross_margin")
                if margin is None and advantages is not None and cost is not None:
                    margin = revenue - Fraction(advantages) - Fraction(cost)
                add("margin", None if margin is None else Fraction(margin))
                continue
            here = [line for day, lines in self.orders if a <= day <= b for line in lines]
            own["revenue"] += sum(net for _, net, _ in here)
            own["list"] += sum(gross for gross, _, _ in here)
            own["later"] += self.all_later(a, b, year, item if how == "after" and here else None)
            for _, _, cost in here:
                add("cost", cost)
                add("margin", None if cost is None else -cost)
        converted = {key: half_away(value) for key, value in own.items()}
        for key, value in converted.items():
            sums[key] += value
        sums["margin"] += converted["revenue"] - converted["later"]
        return {key: None if key in unknown else value for key, value in sums.items()}

    def visits(self, first, last):
        last = min(last, self.today)
        seen = {
            (day_of(item["date"]), item.get("salesperson", self.owner))
            for item in self.data.get("interactions", [])
            if item["kind"] == "visit" and day_of(item["date"]) <= self.today
        }
        count = 0
        cut = False
        left_over = {visit for visit in seen if first <= visit[0] <= last}
        for item in self.data.get("years", []):
            # Stated visits win: nothing counted makes a year's own give way.
            span = self.span(item, []) if "visits" in item else None
            if span is None or span[1] < first or last < span[0]:
                continue
            if first <= span[0] and span[1] <= last:
                count += item["visits"]
                left_over -= {visit for visit in left_over if span[0] <= visit[0] <= span[1]}
            else:
                cut = True
        return None if cut and not left_over else count + len(left_over)
