"""The Ledger protocol: all that a report may ask of a folder; wrappers around a ledger.

Reports take a Ledger and nothing else of the folder. Four classes implement it: CachedLedger
(`store/cache/`) for a whole folder, SingleClientLedger (`reports/common/`) for one record, and the
wrappers below.

A ledger knows the whole and the chosen. Its clients and extracts are those of the chosen; what is
said of a client among others (class, rank, share, advice) and of a target is computed from `whole`,
so that a selection never changes it.
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
    """The usable clients of a folder, or some that were chosen, seen from one day."""

    @property
    def whole(self) -> Ledger:
        """The ledger of all clients: this one, unless it is of some that were chosen."""

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
    """Base of the wrappers: answers everything as the ledger `inner` does."""

    inner: Ledger

    @property
    def settings(self) -> Settings:
        """The folder's settings."""
        return self.inner.settings

    @property
    def today(self) -> date:
        """The day that the folder is seen from."""
        return self.inner.today

    def clients(self) -> Mapping[str, ClientInfo]:
        """Every client's name, owner and years, by id."""
        return self.inner.clients()

    def figures(
        self, period: Period, *, strict: bool = False
    ) -> tuple[Mapping[str, Summary], Sequence[MissingRate]]:
        """The clients' figures by id, and the missing rates: those of the extract FIGURES."""
        return self.extracts(FIGURES, period, strict=strict)

    def extracts(
        self, extract: Extract[T], period: Period = ALL, *, strict: bool = False
    ) -> tuple[Mapping[str, T], Sequence[MissingRate]]:
        """The extracts of the clients' records by id, and the missing rates."""
        return self.inner.extracts(extract, period, strict=strict)

    def prepare(
        self, extract: Extract[T], periods: Sequence[Period], *, strict: bool = False
    ) -> None:
        """Announce that an extract is needed for all of these periods."""
        self.inner.prepare(extract, periods, strict=strict)

    def years(self) -> set[int]:
        """The fiscal years with orders or stated money in the whole folder."""
        return self.inner.years()


@dataclass(frozen=True)
class SelectedLedger(DelegatingLedger):
    """The ledger of the clients `chosen` (ids) among those of `inner`, which is the whole."""

    chosen: Collection[str]

    @property
    def whole(self) -> Ledger:
        """The ledger of all clients."""
        return self.inner

    def clients(self) -> Mapping[str, ClientInfo]:
        """Name, owner and years of the chosen clients, by id."""
        infos = self.inner.clients()
        return {client: infos[client] for client in infos if client in self.chosen}

    def extracts(
        self, extract: Extract[T], period: Period = ALL, *, strict: bool = False
    ) -> tuple[Mapping[str, T], Sequence[MissingRate]]:
        """The extracts of the chosen clients' records by id, and the rates that they lack."""
        extracts, missing = self.inner.extracts(extract, period, strict=strict)
        return (
            {client: each for client, each in extracts.items() if client in self.chosen},
            [rate for rate in missing if rate[0] in self.chosen],
        )


@dataclass(frozen=True)
class MemoizedLedger(DelegatingLedger):
    """A ledger for a page of several reports: it fetches each extract and period once."""

    _extracts: dict[tuple[str, Period, bool], Any] = field(default_factory=dict)

    @property
    def whole(self) -> Ledger:
        """The ledger of all clients, which is this one."""
        return self

    def extracts(
        self, extract: Extract[T], period: Period = ALL, *, strict: bool = False
    ) -> tuple[Mapping[str, T], Sequence[MissingRate]]:
        """The extracts of the clients' records by id, and the missing rates."""
        key = (extract.name, period, strict)
        if key not in self._extracts:
            self._extracts[key] = self.inner.extracts(extract, period, strict=strict)
        result: tuple[Mapping[str, T], Sequence[MissingRate]] = self._extracts[key]
        return result


def memoize(ledger: Ledger) -> Ledger:
    """The ledger for a page of several reports, with the same whole and the same chosen."""
    whole = MemoizedLedger(ledger.whole)
    return whole if ledger.whole is ledger else SelectedLedger(whole, ledger.clients().keys())
