"""A second computation of every report, from records' plain data, in fractions and day by day.

Written from the record format's own words and sharing no code with the engine or the reports; a
client's own figures are those of `ledger_by_hand`. Amounts are in the folder's currency.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from tests.oracles.due_by_hand import status_of
from tests.oracles.ledger_by_hand import CENT, DAY, Ledger, day_of, half_away, year_name

LONG_AGO = date(2019, 1, 1)
STAGES = ("prospect", "client", "former", "lost")


def added(amounts):
    """The sum, None where one is not known."""
    known = list(amounts)
    return None if None in known else sum(known, Fraction(0))


def less(whole, part):
    return None if whole is None or part is None else whole - part


def four_places(part, whole):
    if part is None or not whole:
        return None
    return half_away(Fraction(part) / Fraction(whole) * 100) / 100


def growth(value, before):
    return None if before is None or before <= 0 else four_places(less(value, before), before)


def median(numbers):
    told = sorted(numbers)
    return Fraction(told[(len(told) - 1) // 2] + told[len(told) // 2], 2) if told else None


@dataclass
class Span:
    """Days, and whether they are a year, a quarter, a month or just days."""

    first: date
    last: date
    unit: str = "days"
    label: str = ""


@dataclass
class Books:
    """A folder: records' data by id, when its years start, rates by currency and label."""

    records: dict
    year_start: tuple
    today: date
    rates: dict = field(default_factory=dict)
    targets: dict = field(default_factory=dict)

    def ledger(self, client, *, costless=False):
        data = self.records[client]
        business = data.get("business", {})
        orders = business.get("orders", [])
        if costless:
            orders = [
                {**order, "lines": [{**line, "unit_cost": 0} for line in order["lines"]]}
                for order in orders
            ]
        flat = {
            "currency": business.get("currency", "EUR"),
            "orders": orders,
            "advantages": business.get("pricing", {}).get("advantages", []),
            "years": data.get("results", {}).get("years", []),
            "interactions": data.get("contacts", {}).get("interactions", []),
        }
        if "former_since" in data["identity"]:
            flat["former_since"] = data["identity"]["former_since"]
        return Ledger(
            flat,
            year_start=self.year_start,
            today=self.today,
            rates=self.rates,
            owner=data["identity"].get("owner"),
        )

    def foreign(self, client):
        return self.records[client].get("business", {}).get("currency", "EUR") != "EUR"

    # Days.

    def year(self, number):
        any_ledger = Ledger({}, year_start=self.year_start, today=self.today)
        return Span(
            any_ledger.first_day(number), any_ledger.last_day(number), "year", f"{number:04d}"
        )

    def fiscal_year(self, day):
        return year_name(day, self.year_start)

    def months(self, day, count):
        """The calendar month, the quarter or the year that a day is in."""
        if count == 1:
            first = _month(day.year, day.month)
            return Span(first, _month(day.year, day.month + 1) - DAY, "month", f"{first:%Y-%m}")
        name = self.fiscal_year(day)
        if count == 12:
            return self.year(name)
        begins = self.year(name).first
        starts = [
            _month(begins.year, begins.month + more) + (begins.day - 1) * DAY
            for more in (0, 3, 6, 9, 12)
        ]
        for number, (first, after) in enumerate(pairwise(starts), 1):
            if first <= day < after:
                return Span(first, after - DAY, "quarter", f"{name:04d}-Q{number}")
        raise AssertionError(day)

    def parts(self, span, per):
        """The months, quarters or years of a span, as far as today."""
        day, found = span.first, []
        while day <= min(span.last, self.today):
            whole = self.months(day, {"month": 1, "quarter": 3, "year": 12}[per])
            inside = Span(max(whole.first, span.first), min(whole.last, span.last))
            inside.label = whole.label
            if (inside.first, inside.last) == (whole.first, whole.last):
                inside.unit = whole.unit
            found.append(inside)
            day = whole.last + DAY
        return found

    def before(self, span, *, whole=False):
        """The span before, as far as this one has got by today; None for one yet to come."""
        if span.first > self.today:
            return None
        if span.unit == "days":
            length = (span.last - span.first).days + 1
            earlier = Span(span.first - timedelta(days=length), span.first - DAY)
        else:
            count = {"month": 1, "quarter": 3, "year": 12}[span.unit]
            earlier = self.months(span.first - DAY, count)
        if span.last > self.today and not whole:
            gone = self.today - span.first
            earlier = Span(earlier.first, min(earlier.last, earlier.first + gone), earlier.unit)
        return earlier

    def cut(self, span):
        return Span(span.first, min(span.last, self.today))

    # One client.

    def earned(self, client, span, *, costless=False):
        """revenue, margin and visits of a client; nothing of days to come."""
        if span.first > self.today:
            return {"revenue": Fraction(0), "margin": Fraction(0), "visits": 0}
        ledger = self.ledger(client, costless=costless)
        told = ledger.figures(span.first, span.last)
        return {**told, "visits": ledger.visits(span.first, span.last)}

    def sold(self, client, span):
        """(order, line, exact revenue, cost) of each line that makes revenue in a span."""
        if span.first > self.today:
            return
        ledger = self.ledger(client)
        for _, a, b, how, _ in ledger.pieces(span.first, min(span.last, self.today)):
            if how not in ("orders", "after"):
                continue
            for order in ledger.data["orders"]:
                day = day_of(order.get("invoiced", order["date"]))
                if order.get("status") == "cancelled" or "rebate" in order:
                    continue
                if not a <= day <= b or day > self.today:
                    continue
                for line, (_, net, cost) in zip(order["lines"], ledger.lines(order), strict=True):
                    rate = ledger.rates.on(order.get("currency", ledger.currency), day)
                    yield order, line, net * rate, cost

    def rest(self, client, span):
        """Revenue and margin that no line makes: stated years, later advantages."""
        if span.first > self.today:
            return Fraction(0), Fraction(0)
        ledger, last = self.ledger(client), min(span.last, self.today)
        pieces = list(ledger.pieces(span.first, last))
        if any(how == "unknown" for _, _, _, how, _ in pieces):
            return None, None
        stated = sum(
            (Fraction(item["revenue"]) for *_, how, item in pieces if how == "stated"), Fraction(0)
        )
        # Without any cost, what is left of the margin is the lines' revenue and this.
        free = self.earned(client, span, costless=True)
        return stated, less(free["margin"], free["revenue"] - stated)

    def shares(self, client, span, key_of):
        """(revenue, margin) by key; in another currency exact, before any rounding."""
        found = {}
        for order, line, revenue, cost in self.sold(client, span):
            had = found.get(key_of(order, line), (Fraction(0), Fraction(0)))
            margin = None if cost is None or had[1] is None else had[1] + revenue - cost
            found[key_of(order, line)] = (had[0] + revenue, margin)
        return found

    # Groups.

    def grouped(self, group, span):
        """(revenue, margin) by the group's name."""
        told = []
        for client in self.records:
            told += self.groups_of(client, group, span)
        found = {}
        for name, revenue, margin in told:
            had = found.get(name, (Fraction(0), Fraction(0)))
            found[name] = (added([had[0], revenue]), added([had[1], margin]))
        return found

    def groups_of(self, client, group, span):
        identity = self.records[client]["identity"]
        if group in ("owner", "product", "category"):
            rest = self.rest(client, span)
            yield (
                (identity.get("owner", "(nobody)"), *rest)
                if group == "owner"
                else ("(not by product)", *rest)
            )
            keys = {
                "owner": lambda order, _: order.get("salesperson", identity.get("owner")),
                "product": lambda _, line: line["product"],
                "category": lambda _, line: line.get("category", "(no category)"),
            }
            for key, share in self.shares(client, span, keys[group]).items():
                yield (key or "(nobody)", *share)
            return
        earned = self.earned(client, span)
        money = earned["revenue"], earned["margin"]
        if group == "tag":
            tags = list(dict.fromkeys(identity.get("tags", []))) or ["(no tag)"]
            for tag in tags:
                yield (tag, *money)
            for _ in tags[1:]:
                yield ("(several tags)", less(Fraction(0), money[0]), less(Fraction(0), money[1]))
            return
        address = identity.get("address", {})
        name = {
            "": "all",
            "client": client,
            "type": identity.get("type"),
            "sector": identity.get("sector", {}).get(
                "label", identity.get("sector", {}).get("ape")
            ),
            "group": identity.get("group", client if client in self.heads() else None),
            "city": address.get("city"),
            "region": address.get("region"),
            "country": address.get("country"),
        }[group]
        yield (name or "(not said)", *money)

    def heads(self):
        return {data["identity"].get("group") for data in self.records.values()}

    # Salespeople.

    def owners(self, span):  # noqa: C901
        """revenue, margin, visits, interactions, clients, prospects, converted by salesperson."""
        money, cut = self.grouped("owner", span), self.cut(span)
        found = {}

        def of(name):
            return found.setdefault(name or "(nobody)", {
                "visits": 0, "interactions": 0, "clients": 0, "prospects": 0, "converted": 0,
            })  # fmt: skip

        for client, data in self.records.items():
            identity = data["identity"]
            owner = identity.get("owner")
            status = status_of(identity, self.today)
            of(owner)["clients"] += status == "client"
            of(owner)["prospects"] += status == "prospect"
            of(owner)["converted"] += self.converted(identity, cut)
            counted = set()
            for item in data.get("contacts", {}).get("interactions", []):
                day, who = day_of(item["date"]), item.get("salesperson", owner)
                if cut.first <= day <= cut.last:
                    of(who)["interactions"] += 1
                    if item["kind"] == "visit":
                        counted.add((day, who))
            total = self.earned(client, span)["visits"]
            ledger = self.ledger(client)
            for item in data.get("results", {}).get("years", []):
                days = ledger.span(item, []) if "visits" in item else None
                if days and cut.first <= days[0] and days[1] <= cut.last:
                    counted = {one for one in counted if not days[0] <= one[0] <= days[1]}
            for _, who in counted:
                if of(who)["visits"] is not None:
                    of(who)["visits"] += 1
            if total is None:
                of(owner)["visits"] = None
            elif of(owner)["visits"] is not None:
                of(owner)["visits"] += total - len(counted)
        for name, (revenue, margin) in money.items():
            of(name).update(revenue=revenue, margin=margin)
        for row in found.values():
            row.setdefault("revenue", Fraction(0))
            row.setdefault("margin", Fraction(0))
        return found

    # Prospects.

    @staticmethod
    def converted(identity, cut):
        if "client_since" not in identity or "prospect_since" not in identity:
            return False
        became = day_of(identity["client_since"])
        return day_of(identity["prospect_since"]) <= became and cut.first <= became <= cut.last

    @staticmethod
    def stage(identity, day):
        """What a client was on a day; a stage without its day began with the newest that has one,
        and without any it has always been."""
        stages = [
            (day_of(identity[f"{stage}_since"]), place, stage)
            for place, stage in enumerate(STAGES)
            if f"{stage}_since" in identity
        ]
        now = identity["status"]
        if not stages:
            return now
        if f"{now}_since" not in identity:
            stages.append((max(stages)[0], len(STAGES), now))
        elif len(stages) == 1 and now in ("former", "lost"):
            # Nobody leaves who was not there, or is lost who was not courted.
            stages.append((date.min, -1, {"former": "client", "lost": "prospect"}[now]))
        past = [stage for stage in stages if stage[0] <= day]
        return max(past)[2] if past else ""

    def prospects(self, span):
        cut, everyone = self.cut(span), [data["identity"] for data in self.records.values()]

        def within(identity, key):
            return key in identity and cut.first <= day_of(identity[key]) <= cut.last

        at_end = [(one, self.stage(one, cut.last)) for one in everyone]
        if cut.last >= self.today:
            now = [status_of(one, self.today) for one in everyone]
            at_end = [(one, stage or (today if today != one["status"] else ""))
                      for (one, stage), today in zip(at_end, now, strict=True)]  # fmt: skip
        open_ = [one for one, stage in at_end if stage == "prospect"]
        at_start = sum(self.stage(one, cut.first - DAY) == "prospect" for one in everyone)
        clients = sum(stage == "client" for _, stage in at_end)
        new = sum(within(one, "prospect_since") for one in everyone)
        converted = sum(self.converted(one, cut) for one in everyone)
        dated = [day_of(one["prospect_since"]) for one in open_ if "prospect_since" in one]
        return {
            "prospects": len(open_),
            "clients": clients,
            "ratio": four_places(len(open_), clients),
            "new": new,
            "converted": converted,
            "conversion": four_places(converted, at_start + new),
            "lost": sum(within(one, "lost_since") for one in everyone),
            "median_age_days": median([(cut.last - day).days for day in dated]),
        }

    # Loyalty.

    def is_purchase(self, client, order):
        """Whether an order sells at least as much as it takes back, and is no rebate."""
        worth = sum(net for _, net, _ in self.ledger(client).lines(order))
        return worth >= 0 and "rebate" not in order

    def loyalty(self, client, span):
        """state, last order, usual interval, silence, revenue now and before."""
        until = min(span.last, self.today)
        orders = [
            order
            for order in self.records[client].get("business", {}).get("orders", [])
            if order.get("status") != "cancelled" and self.is_purchase(client, order)
        ]
        days = sorted({day_of(order["date"]) for order in orders})
        days = [day for day in days if day <= until]
        gaps = [(b - a).days for a, b in pairwise(days)]
        usual = median(gaps) if len(days) >= 3 else None
        silent = (until - days[-1]).days if days else None
        earlier, whole = self.before(span), self.before(span, whole=True)
        now = self.earned(client, span)["revenue"]
        before = self.earned(client, earlier)["revenue"] if earlier else None
        told = before
        if earlier and told is None:
            told = self.earned(client, whole)["revenue"]
        past = self.earned(client, Span(LONG_AGO, min(span.first - DAY, self.today)))["revenue"]
        late = usual is not None and silent > usual * Fraction(3, 2)
        if now is None:
            state = None
        elif now > 0:
            state = "late" if late else None if told is None and earlier else "kept"
            if state == "kept" and not (told or 0) > 0:
                state = "new"
        elif (told or 0) > 0 or (past or 0) > 0 or (past is None and self._bought(client, span)):
            state = "lapsed"
        else:
            state = None if past is None or (earlier and told is None) else "never"
        last = days[-1] if days else None
        return {
            "state": state, "last_order": last, "interval_days": usual, "silent_days": silent,
            "revenue": now, "previous": before,
        }  # fmt: skip

    def _bought(self, client, span):
        return self.ledger(client).nets(LONG_AGO, span.first - DAY) > 0

    # Wallets and targets.

    def converted_amount(self, client, amount, year):
        currency = self.records[client].get("business", {}).get("currency", "EUR")
        if amount is None or currency == "EUR":
            return None if amount is None else Fraction(amount)
        rate = self.ledger(client).rates.in_year(currency, year)
        return half_away(Fraction(amount) * rate)

    def wallet(self, client, span):
        """year, revenue, purchases, share, potential, gap; None for no row."""
        business = self.records[client].get("business", {})
        bought = {one["year"]: one["amount"] for one in business.get("purchases", [])}
        potential = business.get("potential", {}).get("amount")
        if not bought and potential is None:
            return None
        a_year_ago = self.today.replace(year=self.today.year - 1) + DAY
        revenue = self.earned(client, Span(a_year_ago, self.today))["revenue"]
        potential = self.converted_amount(client, potential, self.fiscal_year(self.today))
        gap, year = less(potential, revenue), max(bought, default=None)
        whole = span.unit == "year" and span.last <= self.today
        if whole and int(span.label) in bought:
            year = int(span.label)
            revenue = self.earned(client, span)["revenue"]
        purchases = None if year is None else self.converted_amount(client, bought[year], year)
        return {
            "year": year, "revenue": revenue, "purchases": purchases,
            "share": four_places(revenue, purchases), "potential": potential, "gap": gap,
        }  # fmt: skip

    def aims(self, number):  # noqa: C901
        """(kind, who, what) -> target, actual, reached, expected by now."""
        span, measures = self.year(number), {"gross_margin": "margin"}
        elapsed, whole = self.before(span), self.year(number - 1)
        sellers = {name: self.owners(days) if days else {} for name, days in
                   (("now", span), ("then", elapsed), ("whole", whole))}  # fmt: skip
        found = {}

        def add(kind, who, what, target, now, then, all_then):
            unit = 1 if what == "visits" else CENT
            days = (span.last - span.first).days + 1
            part = Fraction(max(0, (self.cut(span).last - span.first).days + 1), days)
            if then is not None and all_then and 0 <= then <= all_then:
                part = Fraction(then) / Fraction(all_then)
            expected = half_away(Fraction(target) * part / unit * CENT) / CENT * unit
            found[kind, who, what] = (
                Fraction(target), now, four_places(now, target), expected
            )  # fmt: skip

        for who, aims in self.targets.get(number, {}).items():
            for what, target in aims.items():
                key = measures.get(what, what)
                told = [sellers[when].get(who, {}).get(key, 0) for when in sellers]
                if elapsed is None or who not in sellers["then"]:
                    told[1] = None
                if elapsed is None or who not in sellers["whole"]:
                    told[2] = None
                add("salesperson", who, what, target, *told)
        for client, data in self.records.items():
            for aim in data.get("results", {}).get("targets", []):
                for what in ("revenue", "gross_margin", "visits"):
                    if aim["year"] != number or what not in aim:
                        continue
                    key = measures.get(what, what)
                    then = self.earned(client, elapsed)[key] if elapsed else None
                    all_then = self.earned(client, whole)[key] if elapsed else None
                    now = self.earned(client, span)[key]
                    add("client", client, what, aim[what], now, then, all_then)
        return found

    # Products.

    def products(self, span):
        """(product, category, unit) -> clients, quantity, revenue, margin, last date, prices that
        may be the last one."""
        found = {}
        for client in self.records:
            keys = {}
            for order, line, revenue, cost in self.sold(client, span):
                day = day_of(order.get("invoiced", order["date"]))
                key = (line["product"], line.get("category"), line.get("unit"))
                sells = line["quantity"] > 0 and line["unit_price"] >= 0
                sells = sells and self.is_purchase(client, order)
                keys.setdefault(key, []).append((sells, day, line, revenue, cost))
            for key, told in keys.items():
                row = found.setdefault(key, {"clients": 0, "told": [], "sold_to_each": True})
                row["sold_to_each"] &= any(one[0] for one in told)
                row["clients"] += 1
                row["told"] += told
        for row in found.values():
            told = row.pop("told")
            sales = [one for one in told if one[0]] or told
            newest = max(day for _, day, *_ in sales)
            costs = [cost for *_, cost in told]
            row["revenue"] = sum((revenue for *_, revenue, _ in told), Fraction(0))
            row["margin"] = less(row["revenue"], added(costs))
            row["quantity"] = sum(Fraction(line["quantity"]) for _, _, line, *_ in told)
            row["last_date"] = newest
            row["last_prices"] = {line["unit_price"] for _, day, line, *_ in sales if day == newest}
        return found


def _month(year, month):
    """The first day of a month, counted beyond the year's own too."""
    years, place = divmod(month - 1, 12)
    return date(year + years, place + 1, 1)
