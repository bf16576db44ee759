"""A ledger of one client, computed from its record alone, for pages about one client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from clientfile.errors import MissingRateError
from clientfile.figures.extracts import FIGURES, Extract, ExtractRequest, T
from clientfile.figures.ledger import ClientInfo, MissingRate
from clientfile.figures.summary import Summary
from clientfile.records.client import Client, client_of
from clientfile.records.edits import Data
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import ALL, Period


@dataclass(frozen=True)
class SingleClientLedger:
    """The ledger of `client`, whose record is `data`; no other record is read."""

    client: str
    data: Data
    settings: Settings
    today: date
    _extracts: dict[tuple[str, Period, bool], Any] = field(default_factory=dict)

    @cached_property
    def _parsed(self) -> Client:
        return client_of(self.client, self.data)

    @property
    def whole(self) -> SingleClientLedger:
        """The ledger of all clients that it knows, which is this one."""
        return self

    def clients(self) -> Mapping[str, ClientInfo]:
        """The client's name, owner and stated years, by its id."""
        years = [each.year for each in self._parsed.years]
        return {self.client: ClientInfo(self._parsed.name, self._parsed.owner, years)}

    def figures(
        self, period: Period, *, strict: bool = False
    ) -> tuple[Mapping[str, Summary], Sequence[MissingRate]]:
        """The client's figures by its id, or nothing and the rates that are missing."""
        return self.extracts(FIGURES, period, strict=strict)

    def extracts(
        self, extract: Extract[T], period: Period = ALL, *, strict: bool = False
    ) -> tuple[Mapping[str, T], Sequence[MissingRate]]:
        """The client's extract by its id, or nothing and the rates that are missing."""
        key = (extract.name, period, strict)
        if key not in self._extracts:
            self._extracts[key] = self._compute(extract, period, strict=strict)
        result: tuple[Mapping[str, T], Sequence[MissingRate]] = self._extracts[key]
        return result

    def _compute(
        self, extract: Extract[T], period: Period, *, strict: bool
    ) -> tuple[Mapping[str, T], Sequence[MissingRate]]:
        request = ExtractRequest(period, self.settings, self.today, strict)
        try:
            text = extract.encode(self._parsed, self.data, request)
        except MissingRateError as error:
            return {}, list(error.missing)
        return {self.client: extract.decode(text, self.client, self.settings.currency)}, []

    def prepare(
        self, extract: Extract[T], periods: Sequence[Period], *, strict: bool = False
    ) -> None:
        """Do nothing: one client's extracts are computed when they are asked for."""

    def years(self) -> set[int]:
        """The fiscal years that the record states money for."""
        return set(self.clients()[self.client].years)
