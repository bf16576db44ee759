"""`brief`: everything to know of one client before a visit, as data; keys as in json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from clientfile.errors import MissingRateError
from clientfile.figures.activity import ACTIVITY, Activity
from clientfile.figures.owed.since import payments_since
from clientfile.figures.owed.terms import terms_of
from clientfile.figures.prices import last_prices
from clientfile.figures.rebates import rebate_years
from clientfile.records.client import client_of
from clientfile.records.edits import Data, at
from clientfile.records.ids import REMINDERS, interactions, is_open_reminder, items
from clientfile.records.typed.periods import ALL, last_12_months
from clientfile.reports.activity import promises, questions
from clientfile.reports.brief.gaps import find_gaps
from clientfile.reports.brief.people import OtherEntries, former_people, present_people
from clientfile.reports.common.rebates import rebate_values
from clientfile.reports.common.single_client import SingleClientLedger
from clientfile.reports.competitors import competitors
from clientfile.reports.orders import orders
from clientfile.reports.payments import payments
from clientfile.reports.receivables import receivables
from clientfile.reports.wallet import wallets

NEWEST_ORDERS, NEWEST_NOTES = 5, 5
"""How many orders a brief lists, and how many agreements, things brought and things heard."""
_YEAR = timedelta(days=366)


def brief(
    ledger: SingleClientLedger,
    class_: str | None,
    *,
    attendees: Sequence[str] = (),
    changes: Sequence[Mapping[str, Any]] = (),
    others: OtherEntries | None = None,
) -> dict[str, Any]:
    """The brief of the ledger's client.

    `class_` is its class (A, B, C) among all clients of the folder. `attendees` are ids of
    people: the brief describes them alone; where none is named, everyone who works there.
    `changes` are the rows of `history` since the last visit. `others` are the entries of its people
    at other clients.
    """
    builder = _BriefBuilder(ledger, ledger.extracts(ACTIVITY)[0][ledger.client])
    data, activity, today = ledger.data, builder.activity, ledger.today
    values = {
        "client": ledger.client,
        "name": at(data, ("identity", "name")),
        "as_of": today,
        "who": builder.who(class_),
        "people": present_people(data, activity, today, attendees, others),
        **builder.contacts(),
        "changes": list(changes),
        **builder.business(),
        "gone": former_people(data, today),
    }
    everyone = present_people(data, activity, today, (), others)
    return {**values, "unknown": find_gaps(ledger, values, everyone)}


def last_visit(data: Data, today: date) -> Data | None:
    """The newest visit up to `today` at which somebody was met; None where there was none."""
    visits = [each for each in interactions(data)
              if each["kind"] == "visit" and each.get("reached") is not False
              and each["date"] <= today.isoformat()]  # fmt: skip
    return max(visits, key=lambda each: str(each["date"]), default=None)


@dataclass(frozen=True, slots=True)
class _BriefBuilder:
    """Builds the parts of a brief; each method returns values by their json keys."""

    ledger: SingleClientLedger
    activity: Activity

    def who(self, class_: str | None) -> dict[str, Any]:
        """The client's identity and its class."""
        identity = self.ledger.data["identity"]
        keys = ("status", "owner", "type", "group", "address", "phone", "email", "website",
                "prospect_since", "client_since", "former_since", "lost_since", "lost_reason",
                "tags", "notes")  # fmt: skip
        sector = at(identity, ("sector", "label")) or at(identity, ("sector", "ape"))
        values = {key: identity.get(key) for key in keys}
        return {**values, "sector": sector, "class": class_}

    def contacts(self) -> dict[str, Any]:
        """Interactions up to today, open promises and questions, next actions and reminders."""
        today = self.ledger.today.isoformat()
        last = last_visit(self.ledger.data, self.ledger.today)
        visit_day = str(last["date"]) if last else ""
        talks = sorted(
            (each for each in interactions(self.ledger.data) if each["date"] <= today),
            key=lambda each: str(each["date"]),
            reverse=True,
        )
        since = [each for each in talks if each is not last and each["date"] >= visit_day]
        return {
            "last_visit": self._talk(last) if last else None,
            "since": [self._talk(each) for each in since],
            "promises": [
                {
                    **row,
                    "to_name": self.activity.names.get(row["to"] or ""),
                    "nobody_after": self.activity.is_gone_for_good(row["to"], self.ledger.today),
                }
                for row in _without_client(promises(self.ledger).rows)
            ],
            "questions": self._questions(visit_day),
            "next": self._next(),
            "reminders": self._reminders(),
            "agreements": _newest_notes(talks, "agreements"),
            "brought": _newest_notes(talks, "brought"),
            "heard": _newest_notes(talks, "competitors"),
        }

    def business(self) -> dict[str, Any]:
        """Orders, prices, advantages, payment, purchasing, competitors and the wallet."""
        business = self.ledger.data.get("business", {})
        settings, today = self.ledger.settings, self.ledger.today
        ordered = [row for row in orders(self.ledger, period=ALL).rows if row["date"] <= today]
        client = client_of(self.ledger.client, self.ledger.data)
        rebates = {order.ref: order.rebate for order in client.orders}
        return {
            "currency": client.currency or settings.currency,
            "orders": [
                {**row, "rebate": rebates[row["ref"]]}
                for row in _without_client(ordered[:NEWEST_ORDERS])
            ],
            "orders_in_all": len(ordered),
            "prices": [
                {key: getattr(each, key) for key in each.__slots__}
                for each in last_prices(client, today, self.ledger.settings.currency)
            ],
            "position": at(business, ("pricing", "position")),
            "advantages": self._advantages(items(business, "pricing", "advantages")),
            "rebates": [rebate_values(each) for each in rebate_years(client, settings, today)],
            "payment": self._payment(business.get("payment", {})),
            "negotiation": business.get("negotiation"),
            "purchasing": business.get("purchasing"),
            "competitors": self._competitors(items(business, "competitors")),
            "wallet": self._wallet(),
        }

    def _talk(self, interaction: Data) -> dict[str, Any]:
        names = self.activity.names
        people = interaction.get("with", [])
        return {
            **{key: interaction.get(key) for key in ("id", "date", "kind", "purpose")},
            "reached": interaction.get("reached") is not False,
            "mailing": interaction.get("mailing") is True,
            "with": [{"person": person, "name": names.get(person, person)} for person in people],
            "salesperson": interaction.get("salesperson"),
            "summary": interaction.get("summary"),
            **{key: interaction.get(key, []) for key in ("agreements", "orders", "brought")},
        }

    def _questions(self, since: str) -> list[dict[str, Any]]:
        """Questions that are open, and those answered on or after the day `since`."""
        return [
            row
            for row in _without_client(questions(self.ledger, everything=True).rows)
            if (row["answered"] is None and row["answer"] is None)
            or (row["answered"] and row["answered"].isoformat() >= since)
        ]

    def _next(self) -> list[dict[str, Any]]:
        """Open next actions by their due date, those without one last."""
        patience = self.ledger.settings.cadence["promise"]
        planned = [each.next for each in self.activity.meetings if each.next and each.next.open]
        planned.sort(key=lambda task: (task.due is None, task.due or task.since))
        return [
            {
                "id": task.id or None,
                "what": task.what,
                "date": task.due,
                "overdue": task.falls_due(patience) < self.ledger.today,
            }
            for task in planned
        ]

    def _reminders(self) -> list[dict[str, Any]]:
        """Open reminders by their day."""
        names, today = self.activity.names, self.ledger.today
        rows = [
            {
                "id": each.get("id"),
                "what": each["what"],
                "date": (due := date.fromisoformat(str(each["date"]))),
                "every": each.get("every"),
                "person": (to := self.activity.now_in_charge(each.get("person"), today)),
                "person_name": names.get(to or ""),
                "last_done": each.get("last_done"),
                "overdue": due < today,
            }
            for each in items(self.ledger.data, *REMINDERS)
            if is_open_reminder(each)
        ]
        return sorted(rows, key=lambda row: row["date"])

    def _advantages(self, entries: Sequence[Data]) -> list[Data]:
        """Advantages in force today, and those granted once within the last year."""
        today = self.ledger.today.isoformat()
        year_ago = max(date.min + _YEAR, self.ledger.today) - _YEAR
        return [
            each
            for each in entries
            if each.get("from", today) <= today <= each.get("until", today)
            and year_ago.isoformat() <= each.get("date", today) <= today
        ]

    def _payment(self, own_terms: Data) -> dict[str, Any]:
        """The terms of payment, how the invoices of the last twelve months were paid, and what is
        open in each currency; amounts without one are in the client's.
        """
        keys = ("method", "days", "end_of_month", "on_day", "days_from")
        terms = terms_of(own_terms, self.ledger.settings.terms)
        rows = payments(self.ledger, period=last_12_months(self.ledger.today)).rows
        habit = ("days_to_pay", "days_late", "regularity", "unpaid", "overdue")
        own = at(self.ledger.data, ("business", "currency")) or self.ledger.settings.currency
        # Where only amounts in other currencies are known, nothing is open in the client's own.
        is_known = any(row["unpaid"] is not None for row in rows)
        nothing = {"unpaid": 0, "overdue": 0} if is_known else {}
        row = next((row for row in rows if row["currency"] == own), nothing)
        open_ = [{key: value for key, value in row.items() if key != "owner"}
                 for row in _without_client(receivables(self.ledger).rows)]  # fmt: skip
        return {
            **{key: terms.get(key) for key in keys},
            "stated": own_terms.get("regularity"),
            **{key: row.get(key) for key in habit},
            "open": open_,
            "payments_since": payments_since(self.ledger),
        }

    def _competitors(self, entries: Sequence[Data]) -> list[dict[str, Any]]:
        """The record's competitors, each with the newest day on which it was seen."""
        seen = {row["competitor"]: row["seen"] for row in competitors(self.ledger, period=ALL).rows}
        keys = ("name", "products", "share", "price", "strengths", "weaknesses")
        return [
            {**{key: each.get(key) for key in keys}, "seen": seen.get(each["name"])}
            for each in entries
        ]

    def _wallet(self) -> dict[str, Any] | None:
        """The wallet in the folder's currency; None where a currency has no rate."""
        try:
            wallet = wallets(self.ledger, ALL, False)[self.ledger.client]
        except MissingRateError:
            return None
        keys = ("year", "revenue", "purchases", "share", "potential", "gap", "basis")
        values = {key: getattr(wallet, key) for key in keys}
        return {**values, "currency": self.ledger.settings.currency}


def _without_client(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in row.items() if key != "client"} for row in rows]


def _newest_notes(talks: Sequence[Data], key: str) -> list[dict[str, Any]]:
    """The newest texts under one key of interactions (newest first), each with its day."""
    notes = [{"date": each["date"], "what": text} for each in talks for text in each.get(key, ())]
    return notes[:NEWEST_NOTES]
