"""The clients' cards as the cache has them: lines of text, each decoded when it is looked up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from clientfile.figures.ledger import ClientInfo
from clientfile.records.cards import Card
from clientfile.records.fiscal_year import FiscalYearStart
from clientfile.records.typed.periods import fiscal_year
from clientfile.store.cache.codec import decode_card, decode_client_info, decode_years


class Cards(Mapping[str, Card]):
    """Cards by client id, of lines of text: a hundred thousand of them take little memory."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def __getitem__(self, client: str) -> Card:
        card = decode_card(self._texts[client])
        assert card is not None, f"{client} has no card"
        return card

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __contains__(self, client: object) -> bool:
        return client in self._texts

    def infos(self) -> Mapping[str, ClientInfo]:
        """Every client's name, owner and years, by id."""
        return _ClientInfos(self._texts)

    def years(self, today: date, fiscal_year_start: FiscalYearStart) -> set[int]:
        """The fiscal years of each client's newest order by `today`, and of stated money."""
        days: set[str] = set()
        years: set[int] = set()
        limit = today.isoformat()
        for text in self._texts.values():
            day, stated = decode_years(text, limit)
            days.add(day)
            years.update(stated)
        days.discard("")
        return years | {fiscal_year(date.fromisoformat(day), fiscal_year_start) for day in days}


class _ClientInfos(Mapping[str, ClientInfo]):
    """Name, owner and years by client id, decoded when they are looked up."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def __getitem__(self, client: str) -> ClientInfo:
        info = decode_client_info(self._texts[client])
        assert info is not None, f"{client} has no card"
        return info

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __contains__(self, client: object) -> bool:
        return client in self._texts
