"""Generates client folders of any size: `python -m benchmarks.generate N DIR`.

A record has about 7 KB, with twelve orders of two lines and ten interactions. Records are spread
over 256 sub-folders and committed in git. The same seed gives the same folder.
"""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

SEED = 20261120
TODAY = date(2026, 11, 20)
_FIRST = ("Moulin", "Atelier", "Maison", "Comptoir", "Halles", "Verger", "Forge", "Cave", "Ferme",
          "Fonderie", "Scierie", "Brasserie", "Laiterie", "Tannerie", "Papeterie")  # fmt: skip
_SECOND = ("Perrache", "Sorbel", "Vimont", "Kervelec", "Aubrenac", "Brionnel", "Vaudrenne",
           "Lumelle", "Thornwick", "Zellweg", "Ibarmendi", "Boterdael", "Niederfeld")  # fmt: skip
_CITIES = (("69003", "Lyon"), ("59000", "Lille"), ("44000", "Nantes"), ("31000", "Toulouse"),
           ("67000", "Strasbourg"), ("33000", "Bordeaux"), ("35000", "Rennes"))  # fmt: skip
_FIRST_NAMES = ("Hélène", "Paul", "Marie", "Jean", "Léa", "Hugo", "Zoé", "Karim", "Inès", "Louis")
_LAST_NAMES = ("Carpentreau", "Derrien", "Malvert", "Arbelin", "Queval", "Tessandier", "Lavergne")
_POSTS = ("Head of purchasing", "Buyer", "Owner", "Site manager", "Accountant")
_PRODUCTS = ("Deck oven", "Spiral mixer", "Proofing cabinet", "Baking tray", "Dough divider",
             "Flour T65", "Retarder", "Bread slicer", "Cleaning kit", "Spare blade")  # fmt: skip
_SENTENCES = (
    "Wants to try the small mixer before the new line opens.",
    "Le tarif du concurrent est plus bas, mais le service ne suit pas.",
    "Agreed on net prices for the spring campaign; the board decides in two weeks.",
    "Three sites more next year, each with a bakery of its own.",
    "Asked for deliveries on Saturdays: we are to study it with the depot.",
)
_OWNERS = ("claire", "paul", "ines")
_VISITS = ("visit", "call", "visit", "email", "meeting")


@dataclass(frozen=True)
class OrderLine:
    """A line of an order; price and cost are in EUR for one."""

    product: str
    quantity: int
    unit_price: Decimal
    unit_cost: Decimal


@dataclass(frozen=True)
class GeneratedOrder:
    """An order: its ref, its day and its lines."""

    ref: str
    day: date
    lines: tuple[OrderLine, ...]


@dataclass(frozen=True)
class GeneratedClient:
    """A generated client: the path of its record below `records/`, its text and its orders."""

    client: str
    path: Path
    text: str
    sales: tuple[GeneratedOrder, ...]


def clients(count: int, seed: int = SEED) -> Iterator[GeneratedClient]:
    """Generate the clients of a folder of `count` records, one after another."""
    for number in range(count):
        yield _client(number, random.Random(seed * 1_000_003 + number))


def _client(number: int, dice: random.Random) -> GeneratedClient:
    name = f"{dice.choice(_FIRST)} {dice.choice(_SECOND)} {number}"
    client = name.lower().replace(" ", "-")
    sales = tuple(_sale(number, place, dice) for place in range(12))
    folder = f"{number % 256:02x}"
    text = "".join([*_identity(name, dice), *_contacts(dice), *_business(sales, dice)])
    return GeneratedClient(client, Path(folder) / f"{client}.yaml", text, sales)


def _day(dice: random.Random, years: int) -> date:
    return TODAY - timedelta(days=dice.randrange(1, 365 * years))


def _sale(number: int, place: int, dice: random.Random) -> GeneratedOrder:
    lines = []
    for product in dice.sample(_PRODUCTS, 2):
        price = Decimal(dice.randrange(500, 250_000)) / 100
        cost = (price * dice.randrange(45, 85) / 100).quantize(Decimal("0.01"))
        lines.append(OrderLine(product, dice.randrange(1, 20), price, cost))
    return GeneratedOrder(f"CMD-{number}-{place}", _day(dice, 3), tuple(lines))


def _identity(name: str, dice: random.Random) -> Iterator[str]:
    postcode, city = dice.choice(_CITIES)
    yield f"identity:\n  name: {name}\n  legal_form: SAS\n  status: client\n"
    yield f"  client_since: {_day(dice, 6)}\n  owner: {dice.choice(_OWNERS)}\n"
    yield f"  type: {dice.choice(('manufacturer', 'wholesaler', 'retailer', 'cooperative'))}\n"
    yield "  sector:\n    ape: 46.71Z\n  address:\n"
    yield f"    street: {dice.randrange(1, 200)} rue de la République\n"
    yield f'    postcode: "{postcode}"\n    city: {city}\n    country: FR\n'
    yield f"  phone: {_phone(dice)}\n  email: contact@{name.lower().replace(' ', '-')}.example\n"
    yield f"  size:\n    headcount: {dice.randrange(3, 400)}\n  tags: [key-account, bakery]\n\n"


def _phone(dice: random.Random) -> str:
    return "04 " + " ".join(f"{dice.randrange(100):02d}" for _ in range(4))


def _contacts(dice: random.Random) -> Iterator[str]:
    yield "contacts:\n  people:\n"
    names = [f"{dice.choice(_FIRST_NAMES)} {last}" for last in dice.sample(_LAST_NAMES, 2)]
    ids = [f"person-{place}" for place in range(2)]
    for person, name in zip(ids, names, strict=True):
        first, last = name.split()
        yield f"    - id: {person}\n      first_name: {first}\n      last_name: {last}\n"
        yield f"      function: {dice.choice(_POSTS)}\n      phone: {_phone(dice)}\n"
        yield f"      email: {person}@client.example\n      decision:\n        role: decides\n"
        yield f"        limit: {dice.randrange(1, 60) * 1000}\n      cadence: 45\n"
    yield "  interactions:\n"
    for place in range(10):
        day = _day(dice, 3)
        yield f"    - id: visit{place}\n      date: {day}\n"
        yield f"      kind: {dice.choice(_VISITS)}\n      purpose: sale\n"
        yield f"      with: [{dice.choice(ids)}]\n      salesperson: {dice.choice(_OWNERS)}\n"
        yield f"      summary: >-\n        {dice.choice(_SENTENCES)}\n"
        yield f"        {dice.choice(_SENTENCES)}\n"
        if place % 3 == 0:
            yield f"      promises:\n        - id: promise{place}\n          what: send the offer\n"
            yield f"          due: {day + timedelta(days=14)}\n"
    yield "\n"


def _business(sales: tuple[GeneratedOrder, ...], dice: random.Random) -> Iterator[str]:
    yield "business:\n  orders:\n"
    for sale in sales:
        yield f"    - ref: {sale.ref}\n      date: {sale.day}\n      status: invoiced\n"
        yield f"      invoiced: {sale.day}\n      lines:\n"
        for line in sale.lines:
            yield f"        - product: {line.product}\n          quantity: {line.quantity}\n"
            yield f"          unit_price: {line.unit_price}\n"
            yield f"          unit_cost: {line.unit_cost}\n"
    if dice.random() < 0.2:
        yield "  pricing:\n    advantages:\n      - kind: year-end-rebate\n        rate: 2%\n"
        yield "        above: 10000\n"
    yield "  payment:\n    method: transfer\n    days: 45\n    end_of_month: true\n"
    yield "  competitors:\n    - name: Globex\n      price: cheaper\n"


def write_folder(count: int, root: Path, *, commit: bool = True, folders: bool = True) -> None:
    """Write a folder at `root`, which must not exist yet, with its records in one commit.

    `folders` spreads them over 256 sub-folders; else all are in one.
    """
    records = root / "records"
    records.mkdir(parents=True)
    (root / "clientfile.toml").write_text('records = "records"\n')
    for client in clients(count):
        path = records / (client.path if folders else client.path.name)
        path.parent.mkdir(exist_ok=True)
        path.write_text(client.text)
    if commit:
        git = ["git", "-C", str(root)]
        subprocess.run([*git, "init", "-q", "-b", "main"], check=True)
        subprocess.run([*git, "add", "-A"], check=True)
        subprocess.run([*git, "commit", "-qm", f"{count} clients"], check=True)


if __name__ == "__main__":
    write_folder(int(sys.argv[1]), Path(sys.argv[2]))
