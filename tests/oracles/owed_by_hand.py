"""What clients owe, computed a second time: in fractions, from the record's plain data.

It is written from docs/record-format.md, "Money that is owed", and shares no code with the engine.
What is to be paid is a line from nothing to the whole: instalments are stretches of it, one after
the other, and what was received covers it from the beginning.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

DAY = timedelta(days=1)
NOTHING = Fraction(0)
CENTS = {"JPY": 1}


def day_of(text):
    return date.fromisoformat(text)


def rounded(amount, unit):
    """To the nearest of 1/unit, half away from zero."""
    size = int(abs(amount) * unit + Fraction(1, 2))
    return Fraction(size if amount >= 0 else -size, unit)


def tenth(amount):
    return rounded(amount, 10)


def part_of(text):
    """What a discount or a rate takes of the whole: `10%+5%` → 0.145."""
    rest = Fraction(1)
    for one in text.split("+"):
        rest *= 1 - Fraction(one.strip("%")) / 100
    return 1 - rest


def month_end(day):
    while (day + DAY).month == day.month:
        day += DAY
    return day


class OwedByHand:
    """Everything that the reports tell of what clients owe, as of today."""

    def __init__(self, records, settings, today):
        self.records, self.settings, self.today = records, settings, today
        self.since = settings.payments_since or min(
            (day for data in records.values() for day in self._money_days(data)), default=None
        )

    def _money_days(self, data):
        business = data.get("business", {})
        entries = list(business.get("on_account", []))
        for order in business.get("orders", []):
            entries += order.get("payments", [])
        days = [day_of(each["date"]) for each in entries if "date" in each]
        return [day for day in days if day <= self.today]

    # One order.

    def currency(self, client, order):
        own = self.records[client]["business"].get("currency", self.settings.currency)
        return order.get("currency", own)

    def unit(self, client, order):
        return CENTS.get(self.currency(client, order), 100)

    def nets(self, client, order):
        unit = self.unit(client, order)
        return [
            rounded(
                Fraction(line["quantity"]) * Fraction(line["unit_price"])
                * (1 - part_of(line.get("discount", "0%")))
                * (1 - part_of(order.get("discount", "0%"))),
                unit,
            )
            for line in order.get("lines", [])
        ]  # fmt: skip

    def folder_rate(self, client, day):
        home = self.records[client]["identity"].get("address", {}).get("country")
        fitting = [
            (rate.start, Fraction(rate.rate))
            for rate in self.settings.vat
            if rate.start <= day and (home is None or rate.country in (None, home))
        ]
        newest = max((start for start, _ in fitting), default=None)
        return next((rate for start, rate in fitting if start == newest), NOTHING)

    def tax(self, client, order):
        if "tax" in order:
            return Fraction(order["tax"])
        unit, nets = self.unit(client, order), self.nets(client, order)
        usual = order.get("vat_rate", self.records[client]["business"].get("vat_rate"))
        usual = part_of(usual) if usual else self.folder_rate(client, self.invoice_day(order))
        rates = [part_of(line["vat_rate"]) if "vat_rate" in line else usual
                 for line in order.get("lines", [])]  # fmt: skip
        base = dict.fromkeys(rates, NOTHING)
        for rate, net in zip(rates, nets, strict=True):
            base[rate] += net
        freight = Fraction(order.get("freight", 0))
        if len(base) > 1 and sum(nets):
            most = max(base.values())
            largest = next(rate for rate, net in base.items() if net == most)
            others = {rate: rounded(freight * net / sum(nets), unit)
                      for rate, net in base.items() if rate != largest}  # fmt: skip
            others[largest] = freight - sum(others.values())
            base = {rate: net + others[rate] for rate, net in base.items()}
        else:
            rate = rates[0] if len(base) == 1 else usual
            base[rate] = base.get(rate, NOTHING) + freight
        return sum((rounded(net * rate, unit) for rate, net in base.items()), NOTHING)

    def to_pay(self, client, order):
        net = sum(self.nets(client, order), NOTHING)
        return net + Fraction(order.get("freight", 0)) + self.tax(client, order)

    def invoice_day(self, order):
        return day_of(order.get("invoiced", order["date"]))

    def invoiced_by(self, order, day):
        status = order.get("status")
        named = "invoiced" in order or "invoice" in order or status in (None, "invoiced")
        return named and status != "cancelled" and self.invoice_day(order) <= day

    def due(self, client, order):
        if "due" in order:
            return day_of(order["due"])
        own, folder = self.records[client]["business"].get("payment", {}), self.settings.terms
        if own.get("method", folder.get("method")) == "prepayment":
            return day_of(order["date"])
        delay = {"days", "end_of_month", "on_day"}
        terms = own if delay & set(own) else folder
        if not delay & set(terms):
            return None
        due = self.invoice_day(order)
        counted = own.get("days_from", terms.get("days_from", "invoice"))
        if counted == "month-end":
            due = month_end(due) + terms.get("days", 0) * DAY
        else:
            due += terms.get("days", 0) * DAY
            due = month_end(due) if terms.get("end_of_month") else due
        if "on_day" in terms:
            first = month_end(due) + DAY
            due = min(first + (terms["on_day"] - 1) * DAY, month_end(first))
        return due

    def stretches(self, client, order):
        """(due, from, to, is planned) of each part of what is to be paid."""
        whole, unit = self.to_pay(client, order), self.unit(client, order)
        plan = [
            (each.get("due"), Fraction(each["amount"]) if "amount" in each
             else part_of(each["rate"]) * whole)
            for each in order.get("instalments", [])
            if "amount" in each or "rate" in each
        ]  # fmt: skip
        if not plan or whole <= 0:
            return [(self.due(client, order), NOTHING, whole, False)]
        plan.sort(key=lambda each: each[0] or "9999-12-31")
        amounts = [rounded(exact, unit) for _, exact in plan]
        parts = [(day_of(due) if due else None, amount, True)
                 for (due, _), amount in zip(plan, amounts, strict=True)]  # fmt: skip
        if sum(exact for _, exact in plan) == whole:
            due, amount, _ = parts[-1]
            parts[-1] = (due, amount + whole - sum(amounts), True)
        elif sum(amounts) < whole:
            parts.append((self.due(client, order), whole - sum(amounts), False))
        parts.sort(key=lambda part: part[0] or date.max)
        return laid_out(parts, whole)

    # The open items of a client on a day: (ref, due, amount, currency), credits below zero.

    def known_from(self, client):
        paid = [
            self.invoice_day(order)
            for order in self.records[client]["business"].get("orders", [])
            for each in order.get("payments", [])
            if "date" not in each or day_of(each["date"]) <= self.today
        ]
        return min([*paid, *([self.since] if self.since else [])], default=None)

    def received(self, order, key, day):
        """What came in for an order up to a day, or was settled."""
        return sum(
            (Fraction(each["amount"]) for each in order.get(key, [])
             if (day_of(each["date"]) if "date" in each else self.invoice_day(order)) <= day),
            NOTHING,
        )  # fmt: skip

    def items(self, client, day):
        known = self.known_from(client)
        orders = self.records[client]["business"].get("orders", []) if known else []
        got = {
            order["ref"]: self.received(order, "payments", day)
            + self.received(order, "settled", day)
            for order in orders
        }
        told = [
            order for order in orders
            if not self.invoiced_by(order, day) or self.invoice_day(order) >= known
        ]  # fmt: skip
        credits = {
            order["ref"]: got[order["ref"]] - self.to_pay(client, order)
            for order in told
            if self.invoiced_by(order, day) and self.to_pay(client, order) < 0
        }
        self._tie(client, day, told, got, credits)
        found = [
            item for order in told for item in self._of(client, order, day, known, got, credits)
        ]
        return [item for item in found + self._on_account(client, day) if item[2]]

    def _tie(self, client, day, told, got, credits):
        by_ref = {order["ref"]: order for order in told}
        for note in sorted(told, key=lambda each: (self.invoice_day(each), each["ref"])):
            bill = by_ref.get(note.get("credit_of"))
            if credits.get(note["ref"], 0) <= 0 or bill is None or bill["ref"] in credits:
                continue
            if not self.invoiced_by(bill, day):
                continue
            if self.currency(client, bill) == self.currency(client, note):
                left = max(self.to_pay(client, bill) - got[bill["ref"]], NOTHING)
                used = min(left, credits[note["ref"]])
                got[bill["ref"]] += used
                credits[note["ref"]] -= used

    def _of(self, client, order, day, known, got, credits):
        ref, code = order["ref"], self.currency(client, order)
        covered, there = got[ref], self.invoiced_by(order, day)
        if ref in credits:
            return [(ref, None, -credits[ref], code)]
        stretches = self.stretches(client, order)
        if not there:
            # Before the invoice only the instalments that are due by now are owed.
            owed = [
                (due, to - start, planned) for due, start, to, planned in stretches
                if planned and due and known <= due <= day
                and order.get("status") != "cancelled"
            ]  # fmt: skip
            stretches = laid_out(owed, sum(amount for _, amount, _ in owed))
        end = max((to for _, _, to, _ in stretches), default=NOTHING)
        found = []
        for place, (due, start, to, _) in enumerate(stretches):
            # Money given back is owed again with the first part.
            start = covered if covered < 0 and not place else start
            found.append((ref, due, to - min(max(start, covered), to), code))
        beyond = covered - end if stretches else covered
        if beyond > 0 or not stretches:
            found.append((ref, None, -beyond, code))
        return found

    def _on_account(self, client, day):
        business = self.records[client]["business"]
        own = business.get("currency", self.settings.currency)
        money = {}
        for each in business.get("on_account", []):
            if day_of(each["date"]) <= day:
                code = each.get("currency", own)
                money[code] = money.get(code, NOTHING) + Fraction(each["amount"])
        return [("", None, -amount, code) for code, amount in money.items()]

    # What the reports make of them.

    def receivables(self, day):
        """The columns of each client and currency."""
        rows = {}
        for client in self.records:
            items = self.items(client, day)
            for code in {item[3] for item in items}:
                rows[client, code] = aged([item for item in items if item[3] == code], day)
        return rows

    def totals(self, day):
        """Unpaid, overdue and what has no due date, by currency, and the DSO."""
        rows, sales, year = {}, {}, self._year_before(day)
        for client, data in self.records.items():
            for order in data["business"].get("orders", []):
                there = self.invoiced_by(order, day) and self.invoice_day(order) > year
                if there and self.since and self.since <= day:
                    code = self.currency(client, order)
                    sales[code] = sales.get(code, NOTHING) + self.to_pay(client, order)
        items = [(client, item) for client in self.records for item in self.items(client, day)]
        for code in {*sales, *(item[3] for _, item in items)}:
            own = [(client, item) for client, item in items if item[3] == code]
            row = aged([item for _, item in own], day)
            bills = sum(
                (item[2] for client, item in own if self._is_bill(client, item, day)), NOTHING
            )
            known = self.since is not None and self.since <= year + DAY
            dso = None
            if known and sales.get(code, NOTHING) > 0:
                dso = tenth(bills * 365 / sales[code])
            rows[code] = {"unpaid": row["total"], "overdue": overdue_of(row),
                          "no_due_date": row["no_due_date"], "dso": dso}  # fmt: skip
        return rows

    def _is_bill(self, client, item, day):
        orders = {
            order["ref"]: order for order in self.records[client]["business"].get("orders", [])
        }
        order = orders.get(item[0])
        return (order is not None and item[2] > 0 and self.invoiced_by(order, day)
                and self.to_pay(client, order) >= 0)  # fmt: skip

    def _year_before(self, day):
        """The last day before the twelve months that end on a day."""
        try:
            return day.replace(year=day.year - 1)
        except ValueError:
            return date(day.year - 1, 2, 28)

    def payments(self, client, code, first, end):
        """The columns of `payments` for the days from `first` to `end`; None for no row."""
        orders = [
            order for order in self.records[client]["business"].get("orders", [])
            if order.get("status") != "cancelled" and self.currency(client, order) == code
            and first <= self.invoice_day(order) <= end
        ]  # fmt: skip
        items = [item for item in self.items(client, end) if item[3] == code]
        if not orders and not items:
            return None
        known = self.known_from(client)
        told = bool([item for item in self.items(client, end) if item[3] == code]) or (
            known is not None and known <= end
        )
        bills = [order for order in orders if self.invoiced_by(order, end)]
        delays = [each for order in bills for each in self._delays(client, order, end)]
        row = aged(items, end)
        return {
            "orders": sum(sum(self.nets(client, order)) >= 0 for order in orders),
            "days_to_pay": weighted(
                ((at - self.invoice_day(order)).days, amount)
                for order in bills for at, amount in self._paid(order, end)
            ),
            "days_late": weighted(delays),
            "regularity": self._regularity(delays, items, bills, end) if told else None,
            "unpaid": row["total"] if told else None,
            "overdue": overdue_of(row) if told else None,
        }  # fmt: skip

    def _paid(self, order, end):
        dated = [(day_of(each["date"]), Fraction(each["amount"]))
                 for each in order.get("payments", []) if "date" in each]  # fmt: skip
        return sorted((at, amount) for at, amount in dated if at <= end and amount > 0)

    def _delays(self, client, order, end):
        """(days after the due date, amount): each payment covers a stretch after the other."""
        stretches, at = self.stretches(client, order), NOTHING
        for day, amount in self._paid(order, end):
            upto = at + amount
            for place, (due, start, to, _) in enumerate(stretches):
                last = place == len(stretches) - 1
                share = (upto if last else min(upto, to)) - max(at, NOTHING if last and not place
                                                                else start)  # fmt: skip
                if share > 0 and due:
                    yield (day - due).days, share
            at = upto

    def _regularity(self, delays, items, bills, end):
        refs = {order["ref"] for order in bills}
        good = sum((amount for late, amount in delays if late <= 3), NOTHING)
        fell = sum((amount for _, amount in delays), NOTHING)
        late = [amount for ref, due, amount, _ in items
                if ref in refs and amount > 0 and due and (end - due).days > 3]  # fmt: skip
        fell += sum(late, NOTHING)
        if not fell:
            return None
        share = good / fell
        return "regular" if share >= Fraction(9, 10) else "late" if share < Fraction(1, 2) else (
            "irregular")  # fmt: skip


def laid_out(parts, whole):
    """Parts as stretches one after the other, at most up to the whole."""
    found, at = [], NOTHING
    for due, amount, planned in parts:
        found.append((due, min(at, whole), min(at + amount, whole), planned))
        at += amount
    return [each for each in found if each[1] < each[2]]


def aged(items, day):
    """The columns of `receivables` for open items of one currency."""
    row = dict.fromkeys(
        ("not_due", "days_1_30", "days_31_60", "days_61_90", "over_90", "no_due_date", "credit",
         "total"), NOTHING)  # fmt: skip
    oldest, weight, late = None, NOTHING, NOTHING
    for _, due, amount, _ in items:
        row["total"] += amount
        if amount < 0:
            row["credit"] += amount
        elif due is None:
            row["no_due_date"] += amount
        elif due >= day:
            row["not_due"] += amount
        else:
            gone = (day - due).days
            name = ("days_1_30" if gone <= 30 else "days_31_60" if gone <= 60
                    else "days_61_90" if gone <= 90 else "over_90")  # fmt: skip
            row[name] += amount
            late, weight = late + amount, weight + amount * gone
            oldest = due if oldest is None else min(due, oldest)
    return row | {"oldest": oldest, "days_overdue": tenth(weight / late) if late else None}


def overdue_of(row):
    """What is overdue; not known where there are only amounts without a due date."""
    late = row["days_1_30"] + row["days_31_60"] + row["days_61_90"] + row["over_90"]
    return None if not late and row["no_due_date"] else late


def weighted(pairs):
    known = list(pairs)
    total = sum((amount for _, amount in known), NOTHING)
    return tenth(sum(days * amount for days, amount in known) / total) if total else None
