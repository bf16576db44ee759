"""`brief`: all that one wants to know of a client before a visit, as data; keys as in json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from clientfile.errors import MissingRateError
from clientfile.figures.activity import DIARY, Diary
from clientfile.figures.prices import last_prices
from clientfile.records.client import client_of
from clientfile.records.edits import Data, at
from clientfile.records.ids import interactions, items
from clientfile.records.typed.periods import ALL, last_12_months
from clientfile.reports.activity import promises, questions
from clientfile.reports.brief.gaps import find_gaps
from clientfile.reports.brief.people import former_people, present_people
from clientfile.reports.common.single_client import SingleClientLedger
from clientfile.reports.competitors import competitors
from clientfile.reports.orders import orders
from clientfile.reports.payments import payments
from clientfile.reports.wallet import wallets

NEWEST_ORDERS, NEWEST_NOTES = 5, 5
"""How many of the last orders, and of what was agreed or brought, a brief has."""
_YEAR = timedelta(days=366)


def brief(
    one: SingleClientLedger,
    class_: str | None,
    *,
    those: Sequence[str] = (),
    changes: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """All of one client, whose class among the others is `class_`; of the people there only
    `those`, by their ids, where any are named. `changes` are what changed in the record since the
    last visit, as `history` tells it.
    """
    made = _BriefBuilder(one, one.extracts(DIARY)[0][one.client])
    told = {
        "client": one.client,
        "name": at(one.data, ("identity", "name")),
        "as_of": one.today,
        "who": made.who(class_),
        "people": present_people(one.data, made.diary, one.today, those),
        **made.contacts(),
        "changes": list(changes),
        **made.business(),
        "gone": former_people(one.data, one.today),
    }
    return {
        **told,
        "unknown": find_gaps(one, told, present_people(one.data, made.diary, one.today, ())),
    }


def last_visit(data: Data, today: date) -> Data | None:
    """The newest visit at which somebody was met; None where there was none."""
    visits = [each for each in interactions(data)
              if each["kind"] == "visit" and each.get("reached") is not False
              and each["date"] <= today.isoformat()]  # fmt: skip
    return max(visits, key=lambda each: str(each["date"]), default=None)


@dataclass(frozen=True, slots=True)
class _BriefBuilder:
    one: SingleClientLedger
    diary: Diary

    def who(self, class_: str | None) -> dict[str, Any]:
        """Who the client is."""
        identity = self.one.data["identity"]
        keys = ("status", "owner", "type", "group", "address", "phone", "email", "website",
                "prospect_since", "client_since", "former_since", "lost_since", "lost_reason",
                "tags", "notes")  # fmt: skip
        told = {key: identity.get(key) for key in keys}
        sector = at(identity, ("sector", "label")) or at(identity, ("sector", "ape"))
        return {**told, "sector": sector, "class": class_}

    def contacts(self) -> dict[str, Any]:
        """What was said, promised and asked, and what comes next."""
        today = self.one.today.isoformat()
        last = last_visit(self.one.data, self.one.today)
        begun = str(last["date"]) if last else ""
        talks = sorted(
            (each for each in interactions(self.one.data) if each["date"] <= today),
            key=lambda each: str(each["date"]),
            reverse=True,
        )
        since = [each for each in talks if each is not last and each["date"] >= begun]
        return {
            "last_visit": self._talk(last) if last else None,
            "since": [self._talk(each) for each in since],
            "promises": [
                {**row, "to_name": self.diary.names().get(row["to"] or "")}
                for row in _without_client(promises(self.one).rows)
            ],
            "questions": self._questions(begun),
            "next": self._next(),
            "agreements": _newest_notes(talks, "agreements"),
            "brought": _newest_notes(talks, "brought"),
            "heard": _newest_notes(talks, "competitors"),
        }

    def business(self) -> dict[str, Any]:
        """Orders, prices, advantages, how they pay and buy, who else is there, what is left."""
        business = self.one.data.get("business", {})
        settings, today = self.one.settings, self.one.today
        taken = [row for row in orders(self.one, period=ALL).rows if row["date"] <= today]
        client = client_of(self.one.client, self.one.data)
        return {
            "currency": client.currency or settings.currency,
            "orders": _without_client(taken[:NEWEST_ORDERS]),
            "orders_in_all": len(taken),
            "prices": [
                {key: getattr(each, key) for key in each.__slots__}
                for each in last_prices(client, today)
            ],
            "position": at(business, ("pricing", "position")),
            "advantages": self._advantages(items(business, "pricing", "advantages")),
            "payment": self._payment(business.get("payment", {})),
            "negotiation": business.get("negotiation"),
            "purchasing": business.get("purchasing"),
            "competitors": self._competitors(items(business, "competitors")),
            "wallet": self._wallet(),
        }

    def _talk(self, each: Data) -> dict[str, Any]:
        names = self.diary.names()
        plain = {key: each.get(key) for key in ("id", "date", "kind", "purpose")}
        company = [{"person": one, "name": names.get(one, one)} for one in each.get("with", [])]
        texts = {key: each.get(key, []) for key in ("agreements", "orders", "brought")}
        return {
            **plain,
            "reached": each.get("reached") is not False,
            "with": company,
            "salesperson": each.get("salesperson"),
            "summary": each.get("summary"),
            **texts,
        }

    def _questions(self, since: str) -> list[dict[str, Any]]:
        """What is still to study, and what was answered since the last visit."""
        return [
            row
            for row in _without_client(questions(self.one, everything=True).rows)
            if (row["answered"] is None and row["answer"] is None)
            or (row["answered"] and row["answered"].isoformat() >= since)
        ]

    def _next(self) -> list[dict[str, Any]]:
        planned = [each.next for each in self.diary.meetings if each.next and each.next.open]
        planned.sort(key=lambda task: (task.due is None, task.due or task.since))
        return [
            {
                "id": task.id or None,
                "what": task.what,
                "date": task.due,
                "overdue": task.due is not None and task.due < self.one.today,
            }
            for task in planned
        ]

    def _advantages(self, entries: Sequence[Data]) -> list[Data]:
        """Those in force, and those given once within a year."""
        today, year_ago = self.one.today.isoformat(), (self.one.today - _YEAR).isoformat()
        return [
            each
            for each in entries
            if each.get("from", today) <= today <= each.get("until", today)
            and year_ago <= each.get("date", today) <= today
        ]

    def _payment(self, terms: Data) -> dict[str, Any]:
        """The terms, and how the last twelve months' orders were paid."""
        keys = ("method", "days", "end_of_month", "on_day")
        rows = payments(self.one, period=last_12_months(self.one.today)).rows
        habit = ("days_to_pay", "days_late", "regularity", "unpaid", "overdue")
        row = rows[0] if rows else {}
        return {
            **{key: terms.get(key) for key in keys},
            "stated": terms.get("regularity"),
            **{key: row.get(key) for key in habit},
        }

    def _competitors(self, entries: Sequence[Data]) -> list[dict[str, Any]]:
        """Each competitor with all its products, and what is said of it."""
        seen = {row["competitor"]: row["seen"] for row in competitors(self.one, period=ALL).rows}
        keys = ("name", "products", "share", "price", "strengths", "weaknesses")
        return [
            {**{key: each.get(key) for key in keys}, "seen": seen.get(each["name"])}
            for each in entries
        ]

    def _wallet(self) -> dict[str, Any] | None:
        """Share and gap; None for want of a rate. In the folder's currency."""
        try:
            found = wallets(self.one, ALL, False)[self.one.client]
        except MissingRateError:
            return None
        keys = ("year", "revenue", "purchases", "share", "potential", "gap", "basis")
        told = {key: getattr(found, key) for key in keys}
        return {**told, "currency": self.one.settings.currency}


def _without_client(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in row.items() if key != "client"} for row in rows]


def _newest_notes(talks: Sequence[Data], key: str) -> list[dict[str, Any]]:
    """The last things of a kind that were told, the newest first, with their days."""
    told = [{"date": each["date"], "what": what} for each in talks for what in each.get(key, ())]
    return told[:NEWEST_NOTES]
