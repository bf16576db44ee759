"""Which client of a folder a company's name or an e-mail address belongs to: one, or none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from clientfile.errors.suggest import fold
from clientfile.records.contact_match import addresses_in
from clientfile.records.edits import Data, at
from clientfile.records.ids import people
from clientfile.records.names import slug

# Legal forms in the countries whose words the import knows, without dots.
_LEGAL_FORMS = frozenset(
    {"sa", "sas", "sasu", "sarl", "eurl", "snc", "sci", "scop", "gmbh", "mbh", "ag", "kg", "ohg"}
    | {"ug", "se", "ltd", "limited", "plc", "llp", "llc", "inc", "corp", "co", "spa", "srl", "sl"}
    | {"bv", "nv", "oy", "ab", "as", "aps", "ek", "ev"}
)
# Where anybody has an address: by the name before the country, and whole.
_WEBMAIL = frozenset(
    {"gmail", "googlemail", "hotmail", "outlook", "live", "yahoo", "ymail", "gmx", "aol"}
    | {"icloud", "protonmail", "msn"}
)
_WEBMAIL_DOMAINS = frozenset(
    {"me.com", "mac.com", "proton.me", "web.de", "t-online.de", "freenet.de", "orange.fr"}
    | {"wanadoo.fr", "free.fr", "sfr.fr", "neuf.fr", "laposte.net", "bbox.fr", "numericable.fr"}
    | {"libero.it", "virgilio.it", "telefonica.net", "skynet.be", "telenet.be", "bluewin.ch"}
    | {"comcast.net", "verizon.net", "earthlink.net", "btinternet.com", "mail.com", "mail.ru"}
)
_WORDS = re.compile(r"[^\W_]+")


def company_key(name: str) -> str:
    """A company's name for comparing: folded, without punctuation and legal forms."""
    words = _WORDS.findall(fold(name).replace(".", "").replace("&", " et "))
    kept = [word for word in words if word not in _LEGAL_FORMS]
    return " ".join(kept or words)


def company_domain(address: str) -> str:
    """The domain of an e-mail address or a website; empty for a webmail's, and for none.

    `jean@mail.martin.example` and `www.martin.example/fr` are both of `martin.example`.
    """
    host = address.rpartition("@")[2] if "@" in address else address.partition("://")[2] or address
    labels = re.split(r"[/:?#]", fold(host), maxsplit=1)[0].strip(".").split(".")
    if len(labels) < 2 or not all(labels):
        return ""
    # `co.uk` and the like are no company's: one more label then.
    last = 3 if len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3 else 2
    domain = ".".join(labels[-last:])
    is_webmail = labels[-last] in _WEBMAIL or domain in _WEBMAIL_DOMAINS
    return "" if is_webmail else domain


class ClientIndex:
    """The clients of a folder by their names and by the domains of their addresses."""

    def __init__(self, records: Mapping[str, Data]) -> None:
        self._records = records
        self._names: dict[str, set[str]] = {}
        self._domains: dict[str, set[str]] = {}
        for client, data in records.items():
            name = str(at(data, ("identity", "name")) or "")
            self._names.setdefault(company_key(name), set()).add(client)
            for domain in _domains(data):
                self._domains.setdefault(domain, set()).add(client)

    def find(self, companies: Iterable[str], addresses: Iterable[str]) -> str:
        """The client of the first company's name that is one's, else of the addresses' domain.

        Empty where there is none, and where there are several.
        """
        for company in companies:
            clients = self._names.get(company_key(company), set()) if company.strip() else set()
            if len(clients) == 1:
                return next(iter(clients))
            if not clients and slug(company, fallback="") in self._records:
                return slug(company)
            if clients:
                return ""
        domains = [company_domain(address) for address in addresses]
        clients = {each for domain in domains if domain for each in self._domains.get(domain, ())}
        return next(iter(clients)) if len(clients) == 1 else ""


def _domains(data: Data) -> Iterator[str]:
    """The domains of a company's and its people's addresses, and of its website."""
    website = at(data, ("identity", "website"))
    texts = [at(data, ("identity", "email")), *(person.get("email") for person in people(data))]
    addresses = [address for text in texts if text for address in addresses_in(str(text))]
    for address in [*addresses, *([str(website)] if website else [])]:
        if domain := company_domain(address):
            yield domain
