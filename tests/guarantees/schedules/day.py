"""What somebody may do next at a desk: a command line of each verb that writes, drawn at random
from what the clone's records hold.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.guarantees.schedules.office import Desk

FIELDS = ("identity.notes", "identity.website", "identity.sector.label", "identity.address.city",
          "business.negotiation.notes", "business.pricing.position")  # fmt: skip
OF_PERSON = ("function", "department", "responsibility", "notes", "profile.habits")
NAMES = ("Jean Dupont", "Nora Vaux", "Marie Curie", "Léa Blanc")
_EDITOR = """\
import pathlib, sys
path = pathlib.Path(sys.argv[1])
lines = path.read_text().splitlines(keepends=True)
{change}
path.write_text("".join(lines))
"""


@dataclass(frozen=True)
class Act:
    """A command line, and what it takes to run it."""

    words: tuple[str, ...]
    stdin: str = ""
    editor: str = ""

    def __str__(self) -> str:
        parts = [json.dumps(word) if " " in word else word for word in self.words]
        return " ".join([*parts, *([f"<<< {self.stdin!r}"] if self.stdin else [])])


class NothingToDoError(Exception):
    """The records have nothing that a verb could be about."""


@dataclass
class Day:
    """Draws acts. `word` makes a text that nobody has written yet."""

    dice: Random
    desk: Desk
    numbers: Iterator[int]
    records: Mapping[str, Any] = field(default_factory=dict)

    def draw(self) -> Act:
        """An act of a verb that has something to do here."""
        self.records = self.desk.at_work()
        while True:
            verb = self.dice.choices([*VERBS], [weight for weight, _ in VERBS.values()])[0]
            try:
                return self.act(verb)
            except NothingToDoError:
                continue

    def act(self, verb: str) -> Act:
        done = VERBS[verb][1](self)
        return done if isinstance(done, Act) else Act((verb.partition(" ")[0], *done))

    def word(self) -> str:
        return f"word{next(self.numbers)}"

    def phone(self) -> str:
        return f"0400{next(self.numbers):06}"

    def amount(self) -> str:
        return f"70{next(self.numbers):05}"

    def on(self) -> str:
        return f"2026-11-{self.dice.randint(1, 20):02}"

    def until(self) -> str:
        return f"2026-12-{self.dice.randint(1, 28):02}"

    def client(self, but: str = "") -> str:
        # Most meet at the same client.
        clients = [client for client in self.records if client != but]
        if not clients:
            raise NothingToDoError
        return clients[0] if self.dice.random() < 0.4 else self.dice.choice(clients)

    def pick(self, items: list[Any]) -> Any:
        if not items:
            raise NothingToDoError
        return self.dice.choice(items)

    def people(self, client: str) -> list[str]:
        chapter = self.records[client].get("contacts") or {}
        return [each["id"] for each in chapter.get("people") or [] if "id" in each]

    def person(self, but: str = "") -> str:
        found = [f"{client}/{person}" for client in self.records for person in self.people(client)]
        return str(self.pick([name for name in found if name.partition("/")[0] != but]))

    def interactions(self) -> Iterator[tuple[str, Any]]:
        for client, data in self.records.items():
            for each in (data.get("contacts") or {}).get("interactions") or []:
                yield client, each

    def followups(self, *kinds: str) -> list[str]:
        """Ids, as CLIENT/ID, of promises, questions, next actions or reminders."""
        found = []
        for client, each in self.interactions():
            for kind in kinds:
                items = each.get(kind) or []
                items = [items] if isinstance(items, dict) else items
                found += [f"{client}/{item['id']}" for item in items if "id" in item]
        for client, data in self.records.items():
            items = (data.get("contacts") or {}).get("reminders") or []
            if "reminders" in kinds:
                found += [f"{client}/{item['id']}" for item in items if "id" in item]
        return found

    def orders(self) -> list[str]:
        return [
            f"{client}/{order['ref']}"
            for client, data in self.records.items()
            for order in (data.get("business") or {}).get("orders") or []
        ]


def _visit(day: Day) -> list[str]:
    client = day.client()
    words = [client, "--summary", day.word(), "--on", day.on()]
    people = day.people(client)
    if people and day.dice.random() < 0.6:
        words += ["--with", day.dice.choice(people)]
    options = {
        "--promise": f"{day.word()} by {day.until()}",
        "--question": day.word(),
        "--next": f"{day.word()} on {day.until()}",
        "--agreement": day.word(),
        "--with-new": f"{_name(day)}, Buyer",
    }
    for option, text in options.items():
        if day.dice.random() < 0.25:
            words += [option, text]
    return words


def _name(day: Day) -> str:
    """A name that a colleague may type too, or one of its own."""
    if day.dice.random() < 0.3:
        return day.dice.choice(NAMES)
    return f"{day.word().title()} Martin"


def _contact(day: Day) -> list[str]:
    """Two of one name have one id, two of different names may have."""
    if day.dice.random() < 0.3:
        return [day.client(), f"{day.word().title()} Martin", "--id", "buyer"]
    return [day.client(), _name(day), "--notes", day.word()]


def _visit_of_two(day: Day) -> list[str]:
    client = day.client()
    return [client, "--with", day.person(but=client), "--summary", day.word()]


def _order(day: Day) -> list[str]:
    words = [day.client(), "--line", f"{day.word()} ; 10 kg @ 12.50", "--notes", day.word()]
    if day.dice.random() < 0.2:
        words += ["--ref", day.dice.choice(("CMD-2000", "CMD-2001"))]
    if day.dice.random() < 0.5:
        words += ["--status", "invoiced", "--invoiced", day.on()]
    return words


def _pay(day: Day) -> list[str]:
    amount = f"{day.dice.randint(1, 40)}.{day.dice.randint(0, 99):02}"
    return [day.pick(day.orders()), amount, "--credit", "--on", day.on()]


def _set(day: Day) -> list[str]:
    if day.dice.random() < 0.3:
        return [day.client(), "identity.phone", day.phone()]
    return [day.client(), day.dice.choice(FIELDS[: day.dice.randint(1, 6)]), day.word()]


def _set_the_same(day: Day) -> list[str]:
    """What a colleague may set too."""
    client = next((name for name in ("initech", "hooli") if name in day.records), day.client())
    return [client, day.dice.choice(FIELDS[:2]), day.word()]


def _set_json(day: Day) -> Act:
    given = {"operations": {"storage_m2": str(day.dice.randint(1, 999))}, "notes": day.word()}
    return Act(("set", day.client(), "--json", "-"), json.dumps(given))


def _removable(day: Day) -> list[str]:
    """Something of a record that may go: a visit, an order, a tag, an entry without an identity."""
    client = day.client()
    business, data = day.records[client].get("business") or {}, day.records[client]
    found = [f"contacts.people.{person}" for person in day.people(client)]
    found += [f"contacts.interactions.{each['id']}"
              for owner, each in day.interactions() if owner == client]  # fmt: skip
    found += [f"business.orders.{order['ref']}" for order in business.get("orders") or []]
    found += [f"identity.tags.{tag}" for tag in (data.get("identity") or {}).get("tags") or []]
    found += [f"business.pricing.advantages.#{place}" for place, _ in
              enumerate((business.get("pricing") or {}).get("advantages") or [], 1)]  # fmt: skip
    found += [f"business.competitors.{each['name']}" for each in business.get("competitors") or []]
    return [client, day.pick(found)]


def _add(day: Day) -> list[str]:
    client = day.client()
    return day.dice.choice(
        (
            [client, "identity.tags", day.word()],
            [client, "business.competitors", f"name={day.word()}", "price=cheaper"],
            [client, "business.competitors", "name=Brasenfour", f"strengths={day.word()}"],
            [client, "business.pricing.advantages", "kind=other", f"note={day.word()}", "rate=1%"],
            [client, "business.products", "product=Flour", f"year={day.dice.randint(2024, 2025)}",
             f"quantity={day.dice.randint(1, 900)}"],
        )
    )  # fmt: skip


def _new(day: Day) -> list[str]:
    if day.dice.random() < 0.3:
        # Another company under the id that a colleague may take.
        return [f"{day.word()} Bakers", "--id", "bakers", "--notes", day.word()]
    if day.dice.random() < 0.3:
        return ["Moulins Delorme", "--notes", day.word()]
    return [f"{day.word()} Mills", "--owner", day.desk.person]


def _unset(day: Day) -> list[str]:
    client = day.client()
    identity = day.records[client].get("identity") or {}
    return [
        client,
        f"identity.{day.pick([k for k in ('notes', 'website', 'phone') if k in identity])}",
    ]


def _successor(day: Day) -> list[str]:
    words = [day.person(), f"{day.word().title()} Martin", "--on", day.on()]
    goal = day.client(but=words[0].partition("/")[0])
    if day.dice.random() < 0.4:
        words += ["--to-client", goal, "--as", "new"]
    return words


def _link(day: Day) -> list[str]:
    one = day.person()
    return [one, day.person(but=one.partition("/")[0])]


def _edit(day: Day) -> Act:
    place = day.dice.random()
    comment = f"# {day.word()}"
    change = f"lines.insert(int(len(lines) * {place}), '{comment}\\n')"
    return Act(("edit", day.client()), editor=_EDITOR.format(change=change))


def _many(day: Day) -> list[str]:
    which = "status=client or status=prospect"
    return ["--where", which, "business.negotiation.type", day.word(), "--yes"]


def _done(day: Day) -> list[str]:
    return [day.pick(day.followups("promises", "next", "reminders")), "--on", day.on()]


def _status(day: Day) -> list[str]:
    return [day.client(), "identity.status", day.dice.choice(("client", "former"))]


def _result(day: Day) -> list[str]:
    return [day.client(), str(day.dice.randint(2024, 2025)), "--revenue", day.amount()]


def _import(day: Day) -> list[str]:
    rows = [("Globex", day.word()), (f"{day.word()} Fair", day.word())]
    (day.desk.root.parent / "fair.csv").write_text(
        "Name,Notes\n" + "".join(f"{name},{notes}\n" for name, notes in rows)
    )
    (day.desk.root.parent / "fair.toml").write_text(_MAP)
    return ["customers", "../fair.csv", "--map", "../fair.toml"]


_MAP = """\
kind = "customers"
client = { column = "Name", slug = true }
[fields]
"identity.name" = "Name"
"identity.status" = { value = "prospect" }
"business.pricing.position" = "Notes"
"""


def _undo_older(day: Day) -> list[str]:
    log = ["log", "-8", "--no-merges", "--format=%h", f"--author={day.desk.person}"]
    return [day.pick(day.desk.git(*log).split())]


def _rename(day: Day) -> list[str]:
    """A client, or one that a colleague may name meanwhile."""
    new = day.word() if day.dice.random() < 0.7 else "newname"
    named = [group for data in day.records.values()
             if (group := (data.get("identity") or {}).get("group")) in day.records]  # fmt: skip
    is_of_named = named and day.dice.random() < 0.7
    return [day.dice.choice(named) if is_of_named else day.client(), new]


def _group(day: Day) -> list[str]:
    client = day.client()
    return [client, "identity.group", day.client(but=client)]


VERBS: dict[str, tuple[int, Callable[[Day], list[str] | Act]]] = {
    "add-meeting": (12, _visit),
    "add-meeting at two": (2, _visit_of_two),
    "add-call": (4, lambda day: [day.client(), "--summary", day.word()]),
    "add-contact": (5, _contact),
    "add-order": (6, _order),
    "add": (5, _add),
    "answer": (2, lambda day: [day.pick(day.followups("questions")), day.word(), "--on", day.on()]),
    "cancel": (2, lambda day: [day.pick(day.followups("promises", "next", "reminders"))]),
    "done": (3, _done),
    "edit": (4, _edit),
    "import": (1, _import),
    "link": (2, _link),
    "lose": (1, lambda day: [day.client(), "--reason", day.word()]),
    "new": (4, _new),
    "pay": (4, _pay),
    "remind": (3, lambda day: [day.client(), day.word(), "--by", day.until(), "--every", "1y"]),
    "remove": (4, _removable),
    "remove-client": (2, lambda day: [day.client()]),
    "rename": (5, _rename),
    "set": (8, _set),
    "set of what all set": (14, _set_the_same),
    "set of a group": (4, _group),
    "set of a person": (4, lambda day: [day.person(), day.dice.choice(OF_PERSON), day.word()]),
    "set of many": (1, _many),
    "set of json": (1, _set_json),
    "set of a status": (1, _status),
    "set-result": (2, _result),
    "snooze": (2, lambda day: [day.client(), "--until", day.until()]),
    "successor": (2, _successor),
    "undo": (4, lambda day: []),
    "undo of an older change": (2, _undo_older),
    "undo of a replaced commit": (2, lambda day: [day.pick(day.desk.replaced)]),
    "unset": (2, _unset),
}  # fmt: skip
"""The verbs, each with how often it is drawn. Where a verb has several ways, words follow it."""
