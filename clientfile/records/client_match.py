"""Which client of a folder a company's name or an e-mail address belongs to: one, or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from clientfile.records.contact_match import addresses_in
from clientfile.records.edits import Data, at
from clientfile.records.ids import people
from clientfile.records.likeness.names import company_words, own_domain
from clientfile.records.names import slug


class ClientIndex:
    """The clients of a folder by their names and by the domains of their addresses."""

    def __init__(self, records: Mapping[str, Data]) -> None:
        self._records = records
        self._names: dict[str, set[str]] = {}
        self._domains: dict[str, set[str]] = {}
        for client, data in records.items():
            name = str(at(data, ("identity", "name")) or "")
            self._names.setdefault(company_words(name), set()).add(client)
            for domain in _domains(data):
                self._domains.setdefault(domain, set()).add(client)

    def find(self, companies: Iterable[str], addresses: Iterable[str]) -> str:
        """The client of the first company's name that is one's, else of the addresses' domain.

        Empty where there is none, and where there are several.
        """
        for company in companies:
            clients = self._names.get(company_words(company), set()) if company.strip() else set()
            if len(clients) == 1:
                return next(iter(clients))
            if not clients and slug(company, fallback="") in self._records:
                return slug(company)
            if clients:
                return ""
        domains = [own_domain(address) for address in addresses]
        clients = {each for domain in domains if domain for each in self._domains.get(domain, ())}
        return next(iter(clients)) if len(clients) == 1 else ""


def _domains(data: Data) -> Iterator[str]:
    """The domains of a company's and its people's addresses, and of its website."""
    website = at(data, ("identity", "website"))
    texts = [at(data, ("identity", "email")), *(person.get("email") for person in people(data))]
    addresses = [address for text in texts if text for address in addresses_in(str(text))]
    for address in [*addresses, *([str(website)] if website else [])]:
        if domain := own_domain(address):
            yield domain
