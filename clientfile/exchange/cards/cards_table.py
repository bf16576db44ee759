"""The people of an address book as a table of contacts, with the client of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from clientfile.exchange.cards.numbers_and_places import NETWORKS
from clientfile.exchange.cards.parse_vcards import AddressBook, AddressCard
from clientfile.exchange.tables.source_table import SourceRow, SourceTable
from clientfile.language import Lines, Message, _, ngettext
from clientfile.records.client_match import ClientIndex
from clientfile.records.edits import Data, at
from clientfile.records.ids import people

_FIELDS = {
    "person": "id",
    "title": "title",
    "first_name": "first_name",
    "last_name": "last_name",
    "function": "function",
    "responsibility": "responsibility",
    "department": "department",
    "phone": "phone",
    "mobile": "mobile",
    "fax": "fax",
    "email": "email",
    "street": "address.street",
    "street2": "address.street2",
    "postcode": "address.postcode",
    "city": "address.city",
    "region": "address.region",
    "country": "address.country",
    "assistant_phone": "assistant.phone",
    "notes": "notes",
    **{network: f"social.{network}" for network in NETWORKS},
}
_ADDRESS = ("street", "street2", "postcode", "city", "region", "country")
CARD_COLUMNS = ("client", "company", *_FIELDS)
"""The columns of a table of cards, in this order."""
CARD_MAP = "\n".join(
    ['kind = "contacts"', 'client = "client"', "[fields]"]
    + [f'"contacts.people.{path}" = "{column}"' for column, path in _FIELDS.items()]
)
"""The map that takes each column to its field."""
_MOST_LINES, _MOST_NAMES = 20, 20


@dataclass(frozen=True)
class CardsTable:
    """The rows of the cards whose client is in the folder, and what is said of the others."""

    table: SourceTable
    remarks: tuple[Message, ...]


def cards_table(book: AddressBook, name: str, records: Mapping[str, Data]) -> CardsTable:
    """The table of an address book, called `name`, over the records of the folder.

    A person belongs to the client that the card's own number names (`client/person`, as `export`
    writes it), else to the one of the company, else to the one of the e-mail domain.
    """
    clients = ClientIndex(records)
    placed: list[tuple[AddressCard, dict[str, str]]] = []
    without: list[AddressCard] = []
    for card in book.cards:
        own = _own_person(card, records)
        client = own[0] if own else clients.find(card.companies, card.emails)
        if card.is_company or not client:
            without.append(card)
        else:
            ids = {"client": client, "person": own[1] if own else ""}
            cells = _without_address_of(records[client], card.cells)
            placed.append((card, {**cells, **ids}))
    rows = [
        SourceRow(card.line, {column: cells.get(column, "") for column in CARD_COLUMNS})
        for card, cells in placed
    ]
    table = SourceTable(name, CARD_COLUMNS, tuple(rows), "", "")
    return CardsTable(table, tuple(_remarks(book, without, [card for card, __ in placed])))


def _own_person(card: AddressCard, records: Mapping[str, Data]) -> tuple[str, str] | None:
    client, slash, person = card.uid.partition("/")
    if slash and any(each.get("id") == person for each in people(records.get(client) or {})):
        return client, person
    return None


def _without_address_of(record: Data, cells: Mapping[str, str]) -> Mapping[str, str]:
    """The cells without an address that is the company's own: a person has another, or none."""
    company = at(record, ("identity", "address")) or {}
    if any(cells.get(key, "") != str(company.get(key, "")) for key in _ADDRESS):
        return cells
    return {column: text for column, text in cells.items() if column not in _ADDRESS}


def _remarks(
    book: AddressBook, without: Sequence[AddressCard], placed: Sequence[AddressCard]
) -> Iterable[Message]:
    """What is said of a whole file: who has no client, and what of the cards has no place."""
    companies = [card for card in without if card.is_company]
    persons = [card for card in without if not card.is_company]
    if persons:
        yield ngettext(
            "no client for {count} person, by company or e-mail domain: {names}",
            "no client for {count} people, by company or e-mail domain: {names}",
            len(persons),
            names=_names(persons),
        )
    if companies:
        yield ngettext(
            "{count} card is of a company, not of a person: {names}",
            "{count} cards are of companies, not of people: {names}",
            len(companies),
            names=_names(companies),
        )
    if book.cut_at:
        yield _("the file ends within the card of line {line}: left out", line=book.cut_at)
    yield from _left_out(placed)


def _names(cards: Sequence[AddressCard]) -> Message | str:
    """The names of cards, with the company where there is one; of many the first."""
    names = [_name(card) for card in cards]
    if len(names) <= _MOST_NAMES:
        return ", ".join(names)
    count = len(names) - _MOST_NAMES
    first = ", ".join(names[:_MOST_NAMES])
    return ngettext("{names} and {count} more", "{names} and {count} more", count, names=first)


def _name(card: AddressCard) -> str:
    company = card.companies[0] if card.companies else ""
    if company and company != card.name:
        return f"{card.name} ({company})"
    return card.name or str(card.line)


def _left_out(cards: Sequence[AddressCard]) -> Iterable[Message]:
    partly = [card for card in cards if card.left_out]
    for card in partly[:_MOST_LINES]:
        what = Lines(card.left_out, "; ")
        yield _(
            "line {line}, {name}: no place for {what}", line=card.line, name=_name(card), what=what
        )
    if (more := len(partly) - _MOST_LINES) > 0:
        yield ngettext(
            "and of {count} more card something has no place",
            "and of {count} more cards something has no place",
            more,
        )
    counts = Counter(name for card in cards for name in card.others)
    if counts:
        names = ", ".join(f"{name} ({count})" for name, count in counts.most_common(_MOST_NAMES))
        yield _("no place either for these lines of cards: {names}", names=names)
