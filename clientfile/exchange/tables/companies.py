"""The client of a row that names a company, or a person by an address: by name, else by domain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from clientfile.errors.suggest import fold
from clientfile.exchange.tables.kinds import PEOPLE, RECORD, Home
from clientfile.exchange.tables.rows import ImportedRow, Values
from clientfile.language import Message, _
from clientfile.records.contact_match import addresses_in
from clientfile.records.edits import Data, at
from clientfile.records.ids import people
from clientfile.records.likeness.names import company_words, own_domain
from clientfile.records.names import free_id, quoted, slug

_NAME = ("identity", "name")
_STATUS = ("identity", "status")
_OF_DOMAINS = (("identity", "website"), ("identity", "email"))


class Companies:
    """The clients by the words of their names and by their domains, those of the import too.

    `opens` is the status of clients that rows open, empty where they open none.
    """

    def __init__(self, records: Mapping[str, Data], opens: str) -> None:
        self._records = records
        self._opens = opens
        self.opened: dict[str, str] = {}
        """The names of the clients that rows open, by id."""

    @cached_property
    def _by_name(self) -> dict[str, set[str]]:
        by_name: dict[str, set[str]] = {}
        for client, data in self._records.items():
            by_name.setdefault(_words(str(at(data, _NAME))), set()).add(client)
        return by_name

    @cached_property
    def _by_domain(self) -> dict[str, set[str]]:
        by_domain: dict[str, set[str]] = {}
        for client, data in self._records.items():
            for domain in _domains(data):
                by_domain.setdefault(domain, set()).add(client)
        return by_domain

    def place(self, rows: Sequence[ImportedRow]) -> list[ImportedRow]:
        """The rows with their clients, who are there or opened by them; with a fault without one.

        A client is that of the id, else the only one of the company's name, else the only one with
        the domain of the person's address, in the records or in the file. A row does not change a
        client that is there.
        """
        placed = list(rows)
        rest = [place for place, row in enumerate(rows) if not row.fault]
        for step in (self._place_by_name, self._place_company, self._place_by_domain):
            for place in rest:
                placed[place] = step(placed[place]) or placed[place]
            rest = [place for place in rest if placed[place] is rows[place]]
        return placed

    def _place_by_name(self, row: ImportedRow) -> ImportedRow | None:
        """The row at the client of its id, or at the only one of its company's name."""
        if row.client and (row.client in self._records or row.client in self.opened):
            return self._at(row, row.client)
        named = self._named(row)
        return self._at(row, next(iter(named))) if len(named) == 1 else None

    def _place_company(self, row: ImportedRow) -> ImportedRow | None:
        """The row of a company by the domain, else at a client that it opens; None without one."""
        company = _company(row)
        if not company:
            return None
        if named := self._place_by_name(row):
            # An earlier row has opened it.
            return named
        if by_domain := self._at_domain(row, self._named(row)):
            return by_domain
        if self._opens:
            return self._open(row, self._new_id(row, company), row.items.get(RECORD, {}))
        if row.client:
            return replace(row, items=_beside(row))
        return replace(row, client=None, fault=_tell_nowhere(row, company))

    def _place_by_domain(self, row: ImportedRow) -> ImportedRow:
        """The row of a person alone by the domain of the address, else with a fault."""
        return self._at_domain(row, set()) or replace(
            row, client=None, fault=_tell_nowhere(row, "")
        )

    def _named(self, row: ImportedRow) -> set[str]:
        words = _words(_company(row))
        return self._by_name.get(words, set()) if words else set()

    def _at_domain(self, row: ImportedRow, named: set[str]) -> ImportedRow | None:
        """The row at the only client of its domain, of those that are `named` if any are; with a
        fault where there are several.
        """
        domain = _domain(row)
        there = self._by_domain.get(domain, set()) if domain else set()
        fitting = there & named if named else there
        if len(fitting) == 1:
            [client] = fitting
            return self._at(row, client, "" if named else _tell_domain(row, client, domain))
        if several := named or there:
            clients = ", ".join(sorted(several))
            why = _("it may be any of {clients}: write its id", clients=clients)
            return replace(row, client=None, fault=why)
        return None

    def _at(self, row: ImportedRow, client: str, note: str = "") -> ImportedRow:
        """The row at a client that is there, or that another row opens."""
        if client in self.opened:
            return self._open(row, client, {})
        self._learn(row, client)
        notes = (*row.notes, note) if note else row.notes
        return replace(row, client=client, items=_beside(row), notes=notes)

    def _learn(self, row: ImportedRow, client: str) -> None:
        """Other rows with the domains of this one are about its client."""
        company = row.items.get(RECORD, {}) if client in self.opened else {}
        texts = [company.get(key, "") for key in _OF_DOMAINS]
        for domain in filter(None, (_domain(row), *map(own_domain, map(str, texts)))):
            self._by_domain.setdefault(domain, set()).add(client)

    def _new_id(self, row: ImportedRow, company: str) -> str:
        taken = {*self._records, *self.opened}
        client = row.client or free_id(slug(company), taken)
        self.opened[client] = company
        self._by_name.setdefault(_words(company), set()).add(client)
        return client

    def _open(self, row: ImportedRow, client: str, record: Values) -> ImportedRow:
        """The row with what opens its client; other rows may open the same one."""
        self._learn(row, client)
        values = {**record, _NAME: self.opened[client], _STATUS: self._opens}
        return replace(row, client=client, items={RECORD: values, **_beside(row)})


def _company(row: ImportedRow) -> str:
    """The name of the company that a row says, empty without one."""
    return str(row.items.get(RECORD, {}).get(_NAME, "") or row.company)


def _domain(row: ImportedRow) -> str:
    """The company's domain of a row's address; empty without one."""
    email = str(row.items.get(PEOPLE, {}).get(("email",), ""))
    return own_domain(email) if "@" in email else ""


def _tell_domain(row: ImportedRow, client: str, domain: str) -> str:
    company = _company(row)
    if not company:
        return ""
    values = {"company": quoted(company), "client": client, "domain": domain}
    return _("{company} is taken for {client}, by the domain {domain}", **values)


def _words(company: str) -> str:
    """The words by which a company is known, else its signs."""
    return company_words(company) or fold(company) or company


def _beside(row: ImportedRow) -> dict[Home, Values]:
    """What a row has of others than the company."""
    return {home: values for home, values in row.items.items() if home != RECORD}


def _tell_nowhere(row: ImportedRow, company: str) -> Message:
    if company:
        return _(
            'no client is called {company}: say open = "prospect" in the map to open it',
            company=quoted(company),
        )
    email = row.items.get(PEOPLE, {}).get(("email",))
    if email:
        return _("no client has the domain of {email}: fill in the company", email=email)
    return _("the row says no company: fill it in")


def _domains(data: Data) -> Iterator[str]:
    """The domains of a client: of its website, its address and its people's addresses."""
    texts = [str(at(data, ("identity", "website")) or "")]
    holders = [data.get("identity", {}), *people(data)]
    texts += [text for each in holders for text in addresses_in(str(each.get("email", "")))]
    return filter(None, map(own_domain, filter(None, texts)))
