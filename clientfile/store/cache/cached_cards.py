"""The clients' cards as the index has them: lines of text, each told when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from clientfile.figures.ledger import ClientInfo
from clientfile.records.cards import Card
from clientfile.records.typed.periods import fiscal_year
from clientfile.store.cache.codec import decode_card, decode_client_info, decode_years


class Cards(Mapping[str, Card]):
    """Cards by id. A hundred thousand of them are light as long as they are text."""

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
        """Who there is, by id."""
        return _People(self._texts)

    def years(self, today: date, fiscal_year_start: int) -> set[int]:
        """The fiscal years of each client's newest order by `today`, and those stating money."""
        days: set[str] = set()
        found: set[int] = set()
        limit = today.isoformat()
        for text in self._texts.values():
            day, stated = decode_years(text, limit)
            days.add(day)
            found.update(stated)
        days.discard("")
        return found | {fiscal_year(date.fromisoformat(day), fiscal_year_start) for day in days}


class _People(Mapping[str, ClientInfo]):
    """Who there is, told as it is asked for."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def __getitem__(self, client: str) -> ClientInfo:
        who = decode_client_info(self._texts[client])
        assert who is not None, f"{client} has no card"
        return who

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)
