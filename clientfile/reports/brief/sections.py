"""Builds the sections of a brief, in the order of the page and the folder's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from clientfile.records.edits import Data
from clientfile.records.shape import Shape
from clientfile.reports.brief.business import BusinessSections
from clientfile.reports.brief.document import Item, Section
from clientfile.reports.brief.sentences import LISTED
from clientfile.reports.brief.translations import FRENCH, GAPS, GAPS_FR
from clientfile.reports.common.values import Values


def brief_title(values: Values, language: str) -> str:
    """The page's first line: the client and the day."""
    words = FRENCH["brief of"] if language == "fr" else "brief of"
    return f"{values['name']} ({values['client']}), {words} {values['as_of']}"


def brief_sections(values: Values, shape: Shape, language: str) -> list[Section]:
    """All sections in the order in which a salesperson reads them before the visit. `shape` is that
    of a whole record: its schema has the words of choices in both languages.
    """
    sections = _BriefSections(values, shape, language).sections()
    return [Section(title, list(items)) for title, items in sections]


# The page lists only the newest changes; `history` lists all.
_MOST_CHANGES = 12


def _value_text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


class _BriefSections(BusinessSections):
    """The sections about the client, its people and its interactions, and their order."""

    def sections(self) -> Iterator[tuple[str, Iterator[Item]]]:
        yield self.word("Who"), self.who()
        yield self.word("In the room"), self.people()
        yield self.word("Last visit"), self.last_visit()
        yield self.word("Since then"), self.talks("since")
        yield self.word("Changed in the record"), self.changes()
        yield self.word("Promises"), self.promises()
        yield self.word("Left to study"), self.questions()
        yield self.word("Next"), self.next()
        yield self.word("Last orders"), self.orders()
        yield self.word("Prices last paid"), self.prices()
        yield self.word("Advantages granted"), self.advantages()
        yield self.word("Payment"), self.payment()
        yield self.word("How they buy"), self.buying()
        yield self.word("Competitors"), self.competitors()
        yield self.word("What more they could buy"), self.wallet()
        yield self.word("Agreed before"), self.dated("agreements")
        yield self.word("Brought before"), self.dated("brought")
        yield self.word("Who left"), self.gone()
        yield self.word("Not in the record"), self.gaps()

    def who(self) -> Iterator[Item]:
        who = self.values["who"]
        status = self.choice(who["status"], "identity", "status")
        since = who[f"{who['status']}_since"]
        status += self.word(" since {0}", since) if since else ""
        yield from self.field("Status", status, who["lost_reason"])
        yield from self.field("Owner", who["owner"])
        yield from self.field("Class", who["class"])
        yield from self.field("Type", self.choice(who["type"], "identity", "type"), who["sector"])
        yield from self.field("Group", who["group"])
        yield from self.field("Address", *_address(who["address"] or {}))
        yield from self.field("Phone", who["phone"])
        yield from self.field("E-mail", who["email"])
        yield from self.field("Notes", who["notes"])

    def people(self) -> Iterator[Item]:
        for person in self.values["people"]:
            head = ", ".join(
                filter(None, (person["name"], person["function"], person["department"]))
            )
            yield Item(head, under=tuple(self.person(person)))

    def person(self, person: Values) -> Iterator[str]:
        decision = ("contacts", "people", "decision")
        power = [self.choice(person["role"], *decision, "role"), person["scope"]]
        if person["limit"] is not None:
            power.append(self.word("up to {0}", self.money(person["limit"])))
        yield from self.part("Power", *power)
        yield from self.part("Responsibility", person["responsibility"])
        yield from self.part(
            "Character", person["character"], person["behaviour"], person["habits"]
        )
        focus = self.choice(person["focus"], "contacts", "people", "profile", "focus")
        yield from self.part("Price or quality", focus)
        yield from self.part("Negotiates", person["negotiation_style"])
        yield from self.part("Moved by", *(person["psychology"] or ()))
        yield from self.part("Passions", *(person["passions"] or ()))
        yield from self.part("Phone", person["phone"], person["mobile"])
        if assistant := person["assistant"]:
            yield from self.part(
                "Assistant", *(assistant[k] for k in ("name", "phone", "email", "notes"))
            )
        yield from self.part("Notes", person["notes"])
        if person["leaves"]:
            yield self.word("Leaves on {0}", person["leaves"])
        last = person["last_contact"]
        yield self.word("Last contact: {0}", last) if last else self.word("No contact yet")

    def last_visit(self) -> Iterator[Item]:
        if self.values["last_visit"]:
            yield self.talk(self.values["last_visit"])

    def talks(self, key: str) -> Iterator[Item]:
        talks = self.values[key]
        yield from map(self.talk, talks[:LISTED])
        yield from self.more(len(talks) - LISTED)

    def talk(self, talk: Values) -> Item:
        kind = self.choice(talk["kind"], "contacts", "interactions", "kind")
        purpose = self.choice(talk["purpose"], "contacts", "interactions", "purpose")
        head = f"{talk['date']} {kind}" + (f" ({purpose})" if purpose else "")
        if talk["with"]:
            head += self.word(" with {0}", ", ".join(person["name"] for person in talk["with"]))
        if not talk["reached"]:
            head += self.word(", no answer")
        if talk["salesperson"]:
            head += f" [{talk['salesperson']}]"
        under = [talk["summary"]] if talk["summary"] else []
        under += [text for key, label in (("agreements", "Agreed"), ("orders", "Ordered"),
                                          ("brought", "Brought"))
                  for text in self.part(label, "; ".join(talk[key]))]  # fmt: skip
        return Item(head, under=tuple(under))

    def changes(self) -> Iterator[Item]:
        for change in self.values["changes"][:_MOST_CHANGES]:
            place = ".".join(part for part in (change["item"], change["field"]) if part)
            states = [
                _value_text(change[key]) for key in ("before", "after") if change[key] is not None
            ]
            if not place and change["before"] is None:
                states = [self.word("the record was opened")]
            parts = (str(change["date"]), place, " → ".join(states))
            yield Item(" ".join(part for part in parts if part))
        yield from self.more(len(self.values["changes"]) - _MOST_CHANGES)

    def promises(self) -> Iterator[Item]:
        for promise in self.values["promises"]:
            text = promise["what"]
            if promise["to_name"]:
                text += self.word(", to {0}", promise["to_name"])
            label = "Ours" if promise["whose"] == "ours" else "Theirs"
            text += self.by(promise["due"], promise["overdue"]) + _mark(promise)
            yield Item(text, self.word(label))

    def by(self, due: date | None, late: bool) -> str:
        if due is None:
            return ""
        days = (self.values["as_of"] - due).days
        lateness = self.word(" (LATE: 1 day)" if days == 1 else " (LATE: {0} days)", days)
        return self.word(", by {0}", due) + (lateness if late else "")

    def questions(self) -> Iterator[Item]:
        for question in self.values["questions"]:
            answer = self.word("still open")
            if question["answered"] or question["answer"]:
                parts = (str(question["answered"] or ""), question["answer"] or "")
                answer = self.word("answered {0}", ": ".join(filter(None, parts)))
            yield Item(f"{question['what']} ({question['asked']}), {answer}{_mark(question)}")

    def next(self) -> Iterator[Item]:
        for plan in self.values["next"]:
            yield Item(plan["what"] + self.by(plan["date"], plan["overdue"]) + _mark(plan))

    def dated(self, key: str) -> Iterator[Item]:
        for each in self.values[key]:
            yield Item(f"{each['date']}: {each['what']}")

    def gone(self) -> Iterator[Item]:
        for each in self.values["gone"]:
            text = ", ".join(filter(None, (each["name"], each["function"], each["date"])))
            company = each["to_company"] or each["to_client"]
            now = ", ".join(
                filter(None, (company, each["to_function"], each["phone"], each["email"]))
            )
            text += self.word("; now: {0}", now) if now else ""
            if each["successor_name"]:
                text += self.word("; successor: {0}", each["successor_name"])
            yield Item(text)

    def gaps(self) -> Iterator[Item]:
        words = GAPS_FR if self.language == "fr" else GAPS
        for gap in self.values["unknown"]:
            yield Item(words[gap["what"]].format(**gap))


def _address(address: Data) -> Sequence[str | None]:
    place = " ".join(filter(None, (address.get("postcode"), address.get("city"))))
    return (address.get("street"), address.get("street2"), place, address.get("region"),
            address.get("country"))  # fmt: skip


def _mark(item: Values) -> str:
    """The id of an item, which commands such as `done` take."""
    return f" [{item['id']}]" if item["id"] else ""
