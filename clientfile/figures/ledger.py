"""The Ledger protocol: all that a report may ask of a folder; wrappers around a ledger.

Reports take a Ledger and nothing else of the folder. Four classes implement it: CachedLedger
(`store/cache/`) for a whole folder, SingleClientLedger (`reports/common/`) for one record, and the
wrappers below.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from clientfile.figures.extracts import FIGURES, Extract, T
from clientfile.figures.summary import Summary
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import ALL, Period

MissingRate = tuple[str, str, int]
"""A missing exchange rate: the client's id, the currency's code, the fiscal year."""


@dataclass(frozen=True, slots=True)
class ClientInfo:
    """A client's name and owner, and the fiscal years that its record states anything of."""

    name: str
    owner: str | None
    years: Sequence[int]


class Ledger(Protocol):
    """All usable clients of a folder, seen from one day."""

    @property
    def settings(self) -> Settings:
        """The folder's settings."""

    @property
    def today(self) -> date:
        """The day that the folder is seen from: what is dated after it does not count yet."""

    def clients(self) -> Mapping[str, ClientInfo]:
        """Every client's name, owner and years, by id."""

    def figures(
        self, period: Period, *, strict: bool = False
    ) -> tuple[Mapping[str, Summary], Sequence[MissingRate]]:
        """Every client's figures in the part of `period` that is not after `today`, by id.

        A client that lacks an exchange rate has no figures: its missing rates are in the second
        value. `strict` refuses an earlier year's rate.
        """

    def extracts(
        self, extract: Extract[T], period: Period = ALL, *, strict: bool = False
    ) -> tuple[Mapping[str, T], Sequence[MissingRate]]:
        """The extract of every client's record, by id, and the missing rates, as in `figures`."""

    def prepare(
        self, extract: Extract[T], periods: Sequence[Period], *, strict: bool = False
    ) -> None:
        """Announce that an extract is needed for all of these periods, so that one pass over the
        records computes them.
        """

    def years(self) -> set[int]:
        """The fiscal years with orders or stated money: at least the newest of each client."""


@dataclass(frozen=True)
class DelegatingLedger:
    """Base of the wrappers: answers everything as the ledger `whole` does."""

    whole: Ledger

    @property
    def settings(self) -> Settings:
        """The folder's settings."""
        return self.whole.settings

    @property
    def today(self) -> date:
        """The day that the folder is seen from."""
        return self.whole.today

    def clients(self) -> Mapping[str, ClientInfo]:
        """Every client's name, owner and years, by id."""
        return self.whole.clients()

    def figures(
        self, period: Period, *, strict: bool = False
    ) -> tuple[Mapping[str, Summary], Sequence[MissingRate]]:
        """The clients' figures by id, and the missing rates: those of the extract FIGURES."""
        return self.extracts(FIGURES, period, strict=strict)

    def extracts(
        self, extract: Extract[T], period: Period = ALL, *, strict: bool = False
    ) -> tuple[Mapping[str, T], Sequence[MissingRate]]:
        """The extracts of the clients' records by id, and the missing rates."""
        return self.whole.extracts(extract, period, strict=strict)

    def prepare(
        self, extract: Extract[T], periods: Sequence[Period], *, strict: bool = False
    ) -> None:
        """Announce that an extract is needed for all of these periods."""
        self.whole.prepare(extract, periods, strict=strict)

    def years(self) -> set[int]:
        """The fiscal years with orders or stated money in the whole folder."""
        return self.whole.years()


@dataclass(frozen=True)
class FilteredLedger(DelegatingLedger):
    """A ledger of some clients of another one, by their `ids`."""

    ids: Collection[str]

    def clients(self) -> Mapping[str, ClientInfo]:
        """Name, owner and years of these clients, by id."""
        infos = self.whole.clients()
        return {client: infos[client] for client in self.ids}

    def extracts(
        self, extract: Extract[T], period: Period = ALL, *, strict: bool = False
    ) -> tuple[Mapping[str, T], Sequence[MissingRate]]:
        """The extracts of these clients' records by id, and the rates that they lack."""
        extracts, missing = self.whole.extracts(extract, period, strict=strict)
        return (
            {client: extracts[client] for client in self.ids if client in extracts},
            [rate for rate in missing if rate[0] in self.ids],
        )


@dataclass(frozen=True)
class MemoizedLedger(DelegatingLedger):
    """A ledger for a page of several reports: it fetches each extract and period once."""

    _extracts: dict[tuple[str, Period, bool], Any] = field(default_factory=dict)

    def extracts(
        self, extract: Extract[T], period: Period = ALL, *, strict: bool = False
    ) -> tuple[Mapping[str, T], Sequence[MissingRate]]:
        """The extracts of the clients' records by id, and the missing rates."""
        key = (extract.name, period, strict)
        if key not in self._extracts:
            self._extracts[key] = self.whole.extracts(extract, period, strict=strict)
        result: tuple[Mapping[str, T], Sequence[MissingRate]] = self._extracts[key]
        return result
