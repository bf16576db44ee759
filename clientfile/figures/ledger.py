"""What reports ask of a folder: every client's figures in any period, and who the clients are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from clientfile.figures.extracts import FIGURES, Extract, T
from clientfile.figures.summary import Summary
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import ALL, Period

Missing = tuple[str, str, int]
"""A rate that is wanted: of which client, of which currency, for which fiscal year."""


@dataclass(frozen=True, slots=True)
class Who:
    """A client by name, with its owner, and the years that its record states anything of."""

    name: str
    owner: str | None
    years: Sequence[int]


class Ledger(Protocol):
    """All the clients of a folder that can be used, seen from one day."""

    @property
    def settings(self) -> Settings:
        """The folder's settings."""

    @property
    def today(self) -> date:
        """The day it is seen from."""

    def who(self) -> Mapping[str, Who]:
        """Who there is, by id."""

    def figures(
        self, period: Period, *, strict: bool = False
    ) -> tuple[Mapping[str, Summary], Sequence[Missing]]:
        """The clients' figures in the part of `period` that is not after today, and the rates
        for want of which some have none.
        """

    def extracts(
        self, extract: Extract[T], period: Period = ALL, *, strict: bool = False
    ) -> tuple[Mapping[str, T], Sequence[Missing]]:
        """The extract of every client's record, and the rates for want of which some have none."""

    def prepare(
        self, extract: Extract[T], periods: Sequence[Period], *, strict: bool = False
    ) -> None:
        """Tell that an extract will be asked for in all of these periods."""

    def years(self) -> set[int]:
        """The fiscal years with orders or stated money, at least the newest of each client."""


@dataclass(frozen=True)
class FilteredLedger:
    """A ledger of some of another one's clients."""

    whole: Ledger
    clients: Collection[str]

    @property
    def settings(self) -> Settings:
        """The folder's settings."""
        return self.whole.settings

    @property
    def today(self) -> date:
        """The day it is seen from."""
        return self.whole.today

    def who(self) -> Mapping[str, Who]:
        """Who of them there is, by id."""
        everyone = self.whole.who()
        return {client: everyone[client] for client in self.clients}

    def figures(
        self, period: Period, *, strict: bool = False
    ) -> tuple[Mapping[str, Summary], Sequence[Missing]]:
        """Their figures, and the rates that they lack."""
        return self._some(self.whole.figures(period, strict=strict))

    def extracts(
        self, extract: Extract[T], period: Period = ALL, *, strict: bool = False
    ) -> tuple[Mapping[str, T], Sequence[Missing]]:
        """The extracts of their records, and the rates that they lack."""
        return self._some(self.whole.extracts(extract, period, strict=strict))

    def prepare(
        self, extract: Extract[T], periods: Sequence[Period], *, strict: bool = False
    ) -> None:
        """Tell that an extract will be asked for in all of these periods."""
        self.whole.prepare(extract, periods, strict=strict)

    def years(self) -> set[int]:
        """The fiscal years with orders or stated money in the whole folder."""
        return self.whole.years()

    def _some(
        self, found: tuple[Mapping[str, T], Sequence[Missing]]
    ) -> tuple[Mapping[str, T], Sequence[Missing]]:
        told, missing = found
        some = {client: told[client] for client in self.clients if client in told}
        return some, [each for each in missing if each[0] in self.clients]


@dataclass(frozen=True)
class MemoizedLedger:
    """A ledger that a page of many reports asks the same of: each extract is fetched once."""

    whole: Ledger
    _found: dict[tuple[str, Period, bool], Any] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        """The folder's settings."""
        return self.whole.settings

    @property
    def today(self) -> date:
        """The day it is seen from."""
        return self.whole.today

    def who(self) -> Mapping[str, Who]:
        """Who there is, by id."""
        return self.whole.who()

    def figures(
        self, period: Period, *, strict: bool = False
    ) -> tuple[Mapping[str, Summary], Sequence[Missing]]:
        """The clients' figures, and the rates that they lack."""
        return self.extracts(FIGURES, period, strict=strict)

    def extracts(
        self, extract: Extract[T], period: Period = ALL, *, strict: bool = False
    ) -> tuple[Mapping[str, T], Sequence[Missing]]:
        """The extract of every client's record, and the rates that they lack."""
        key = (extract.name, period, strict)
        if key not in self._found:
            self._found[key] = self.whole.extracts(extract, period, strict=strict)
        found: tuple[Mapping[str, T], Sequence[Missing]] = self._found[key]
        return found

    def prepare(
        self, extract: Extract[T], periods: Sequence[Period], *, strict: bool = False
    ) -> None:
        """Tell that an extract will be asked for in all of these periods."""
        self.whole.prepare(extract, periods, strict=strict)

    def years(self) -> set[int]:
        """The fiscal years with orders or stated money."""
        return self.whole.years()
