"""Builds the sections of a brief, in the order of the page and the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from clientfile.language import _, ngettext, pgettext, translate
from clientfile.language.quantities import day
from clientfile.records.edits import Data
from clientfile.records.shape import Shape
from clientfile.records.typed.intervals import interval_words
from clientfile.reports.brief.business import BusinessSections
from clientfile.reports.brief.document import Item, Section
from clientfile.reports.brief.gaps import gap_text
from clientfile.reports.brief.sentences import LISTED
from clientfile.reports.common.values import Values


def brief_title(values: Values, language: str) -> str:
    """The page's first line: the client and the day."""
    title = _(
        "{name} ({client}), brief of {day}",
        name=values["name"],
        client=values["client"],
        day=values["as_of"],
    )
    return translate(title, language)


def brief_sections(values: Values, shape: Shape, language: str) -> list[Section]:
    """All sections in the order in which a salesperson reads them before the visit. `shape` is that
    of a whole record: its schema has the words of choices.
    """
    page = _BriefSections(values, shape, language)
    return [Section(page.say(title), list(items)) for title, items in page.sections()]


# The page lists only the newest changes; `history` lists all.
_MOST_CHANGES = 12


class _BriefSections(BusinessSections):
    """The sections about the client, its people and its interactions, and their order."""

    def sections(self) -> Iterator[tuple[str, Iterator[Item]]]:
        yield pgettext("the client", "Who"), self.who()
        yield _("In the room"), self.people()
        yield _("Last visit"), self.last_visit()
        yield _("Since then"), self.talks("since")
        yield _("Changed in the record"), self.changes()
        yield _("Promises"), self.promises()
        yield _("Left to study"), self.questions()
        yield _("Next"), self.next()
        yield _("Reminders"), self.reminders()
        yield _("Last orders"), self.orders()
        yield _("Prices last paid"), self.prices()
        yield _("Advantages granted"), self.advantages()
        yield _("Payment"), self.payment()
        yield _("How they buy"), self.buying()
        yield _("Competitors"), self.competitors()
        yield _("What more they could buy"), self.wallet()
        yield _("Agreed before"), self.dated("agreements")
        yield _("Brought before"), self.dated("brought")
        yield _("Who left"), self.gone()
        yield _("Not in the record"), self.gaps()

    def who(self) -> Iterator[Item]:
        who = self.values["who"]
        status = self.choice(who["status"], "identity", "status")
        if since := who[f"{who['status']}_since"]:
            status = _("{status} since {day}", status=status, day=day(since))
        yield from self.field(_("Status"), status, who["lost_reason"])
        yield from self.field(_("Owner"), who["owner"])
        yield from self.field(_("Class"), who["class"])
        type_ = self.choice(who["type"], "identity", "type")
        yield from self.field(_("Type"), type_, who["sector"])
        yield from self.field(_("Group"), who["group"])
        yield from self.field(_("Address"), *_address(who["address"] or {}))
        yield from self.field(_("Phone"), who["phone"])
        yield from self.field(_("E-mail"), who["email"])
        yield from self.field(_("Notes"), who["notes"])

    def people(self) -> Iterator[Item]:
        for person in self.values["people"]:
            head = self.join(person["name"], person["function"], person["department"])
            yield self.item(head, under=tuple(self.person(person)))

    def person(self, person: Values) -> Iterator[str]:
        decision = ("contacts", "people", "decision")
        limit = None
        if person["limit"] is not None:
            limit = _("up to {amount}", amount=self.money(person["limit"]))
        role = self.choice(person["role"], *decision, "role")
        yield from self.part(_("Power"), role, person["scope"], limit)
        yield from self.part(_("Responsibility"), person["responsibility"])
        yield from self.part(
            _("Character"), person["character"], person["behaviour"], person["habits"]
        )
        focus = self.choice(person["focus"], "contacts", "people", "profile", "focus")
        yield from self.part(_("Price or quality"), focus)
        yield from self.part(_("Negotiates"), person["negotiation_style"])
        yield from self.part(_("Moved by"), *(person["psychology"] or ()))
        yield from self.part(_("Passions"), *(person["passions"] or ()))
        yield from self.part(_("Phone"), person["phone"], person["mobile"])
        if assistant := person["assistant"]:
            facts = (assistant[key] for key in ("name", "phone", "email", "notes"))
            yield from self.part(_("Assistant"), *facts)
        yield from self.part(_("Notes"), person["notes"])
        for entry in person["known_from"]:
            yield from self.other_entry(entry)
        if person["leaves"]:
            yield self.say(_("Leaves on {day}", day=day(person["leaves"])))
        last = person["last_contact"]
        yield self.say(_("Last contact: {day}", day=last) if last else _("No contact yet"))

    def other_entry(self, entry: Values) -> Iterator[str]:
        """What another client's record knows of a person: which lines are from there, and the
        newest contact.
        """
        path = ("contacts", "people")
        titles = [
            self.title(*path, *(() if key in ("mobile", "social") else ("profile",)), key)
            for key in entry["fields"]
        ]
        place = _("From {client}", client=entry["name"])
        if entry["is_there_too"]:
            place = _("Also at {client}", client=entry["name"])
        contacts = None
        if entry["last_contact"]:
            contacts = ngettext(
                "{count} contact, on {day}",
                "{count} contacts, the last on {day}",
                entry["contacts"],
                day=entry["last_contact"],
            )
        if contacts and entry["last_summary"]:
            contacts = _("{contacts}: {summary}", contacts=contacts, summary=entry["last_summary"])
        yield self.say(
            _("{label}: {text}", label=place, text=self.join(*titles, contacts) or entry["client"])
        )

    def last_visit(self) -> Iterator[Item]:
        if self.values["last_visit"]:
            yield self.talk(self.values["last_visit"])

    def talks(self, key: str) -> Iterator[Item]:
        talks = self.values[key]
        yield from map(self.talk, talks[:LISTED])
        yield from self.more(len(talks) - LISTED)

    def talk(self, talk: Values) -> Item:
        salesperson = f" [{talk['salesperson']}]" if talk["salesperson"] else ""
        under = [talk["summary"]] if talk["summary"] else []
        for key, label in (
            ("agreements", _("Agreed")),
            ("orders", _("Ordered")),
            ("brought", _("Brought")),
        ):
            under += self.part(label, "; ".join(talk[key]))
        return self.item(self.say(self.talk_head(talk)) + salesperson, under=tuple(under))

    def talk_head(self, talk: Values) -> str:
        """The day and kind of an interaction, and with whom it was."""
        kind = self.choice(talk["kind"], "contacts", "interactions", "kind")
        purpose = self.choice(talk["purpose"], "contacts", "interactions", "purpose")
        head: str = _("{day} {kind}", day=day(talk["date"]), kind=kind)
        if purpose:
            head = _("{day} {kind} ({purpose})", day=day(talk["date"]), kind=kind, purpose=purpose)
        if talk["with"]:
            names = ", ".join(person["name"] for person in talk["with"])
            head = _("{talk} with {people}", talk=head, people=names)
        if talk["mailing"]:
            return _("{talk}, a mailing", talk=head)
        return head if talk["reached"] else _("{talk}, no answer", talk=head)

    def changes(self) -> Iterator[Item]:
        for change in self.values["changes"][:_MOST_CHANGES]:
            place = ".".join(self.say(part) for part in (change["item"], change["field"]) if part)
            states = [
                self.state(change[key]) for key in ("before", "after") if change[key] is not None
            ]
            if not place and change["before"] is None:
                states = [self.say(_("the record was opened"))]
            elif change["before"] is not None and change["after"] is None:
                states.append(self.say(_("(nothing)")))
            parts = (self.say(day(change["date"])), place, " → ".join(states))
            text = " ".join(part for part in parts if part)
            if "undone" in change:
                back = day(change["undone"])
                text = self.say(_("{change}, taken back on {day}", change=text, day=back))
            yield Item(text)
        yield from self.more(len(self.values["changes"]) - _MOST_CHANGES)

    def state(self, value: object) -> str:
        """A value of a changed field."""
        if isinstance(value, list | tuple):
            return ", ".join(map(self.state, value))
        return self.say(value) if isinstance(value, str) else str(value)

    def promises(self) -> Iterator[Item]:
        for promise in self.values["promises"]:
            text = promise["what"]
            if promise["nobody_after"]:
                text = _(
                    "{what}, to {name}, who left; nobody follows",
                    what=text,
                    name=promise["to_name"],
                )
            elif promise["to_name"]:
                text = _("{what}, to {name}", what=text, name=promise["to_name"])
            text = self.say(self.by(text, promise["due"], promise["overdue"])) + _mark(promise)
            ours = promise["whose"] == "ours"
            yield self.item(
                text,
                pgettext("promises", "Ours") if ours else pgettext("promises", "Theirs"),
            )

    def by(self, what: str, due: date | None, late: bool) -> str:
        """What is to be done, with its day."""
        if due is None:
            return _("{what} (LATE: no date was stated)", what=what) if late else what
        if not late:
            return _("{what}, by {day}", what=what, day=due)
        return ngettext(
            "{what}, by {day} (LATE: {count} day)",
            "{what}, by {day} (LATE: {count} days)",
            (self.values["as_of"] - due).days,
            what=what,
            day=due,
        )

    def questions(self) -> Iterator[Item]:
        for question in self.values["questions"]:
            text = _(
                "{question} ({day}), {answer}",
                question=question["what"],
                day=day(question["asked"]),
                answer=_answer(question),
            )
            yield self.item(self.say(text) + _mark(question))

    def next(self) -> Iterator[Item]:
        for plan in self.values["next"]:
            text = self.by(plan["what"], plan["date"], plan["overdue"])
            yield self.item(self.say(text) + _mark(plan))

    def reminders(self) -> Iterator[Item]:
        for each in self.values["reminders"]:
            text = each["what"]
            if each["person_name"]:
                text = _("{what}, of {name}", what=text, name=each["person_name"])
            text = self.by(text, each["date"], each["overdue"])
            if each["every"]:
                text = _("{what}, {every}", what=text, every=interval_words(each["every"]))
            yield self.item(self.say(text) + _mark(each))

    def dated(self, key: str) -> Iterator[Item]:
        for each in self.values[key]:
            yield self.item(_("{day}: {what}", day=day(each["date"]), what=each["what"]))

    def gone(self) -> Iterator[Item]:
        for each in self.values["gone"]:
            left = day(each["date"]) if each["date"] else None
            text = self.join(each["name"], each["function"], left)
            company = each["to_company"] or each["to_client"]
            now = self.join(company, each["to_function"], each["phone"], each["email"])
            if now:
                text = _("{person}; now: {post}", person=text, post=now)
            if each["successor_name"]:
                text = _("{person}; successor: {name}", person=text, name=each["successor_name"])
            yield self.item(text)

    def gaps(self) -> Iterator[Item]:
        for gap in self.values["unknown"]:
            yield self.item(gap_text(gap))


def _answer(question: Values) -> str:
    answered, answer = question["answered"], question["answer"]
    if answered and answer:
        return _("answered {day}: {answer}", day=day(answered), answer=answer)
    if answered:
        return _("answered {day}", day=day(answered))
    return _("answered {answer}", answer=answer) if answer else _("still open")


def _address(address: Data) -> Sequence[str | None]:
    place = " ".join(filter(None, (address.get("postcode"), address.get("city"))))
    return (address.get("street"), address.get("street2"), place, address.get("region"),
            address.get("country"))  # fmt: skip


def _mark(item: Values) -> str:
    """The id of an item, which commands such as `done` take."""
    return f" [{item['id']}]" if item["id"] else ""
