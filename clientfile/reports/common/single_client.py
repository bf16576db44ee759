"""A ledger of one client, worked out of its record alone: what a page of it is made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clientfile.errors import MissingRateError
from clientfile.figures.extracts import FIGURES, Extract, ExtractRequest, T
from clientfile.figures.ledger import Missing, Who
from clientfile.figures.summary import Summary
from clientfile.records.client import client_of
from clientfile.records.edits import Data
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import ALL, Period


@dataclass(frozen=True)
class SingleClientLedger:
    """The ledger of `client`, whose record's data these are; the others are not looked at."""

    client: str
    data: Data
    settings: Settings
    today: date

    def who(self) -> Mapping[str, Who]:
        """The client, by its id."""
        one = client_of(self.client, self.data)
        return {self.client: Who(one.name, one.owner, [each.year for each in one.years])}

    def figures(
        self, period: Period, *, strict: bool = False
    ) -> tuple[Mapping[str, Summary], Sequence[Missing]]:
        """The client's figures, or the rates that it lacks."""
        return self.extracts(FIGURES, period, strict=strict)

    def extracts(
        self, extract: Extract[T], period: Period = ALL, *, strict: bool = False
    ) -> tuple[Mapping[str, T], Sequence[Missing]]:
        """The extract of the client's record, or the rates that it lacks."""
        asked = ExtractRequest(period, self.settings, self.today, strict)
        try:
            told = extract.make(client_of(self.client, self.data), self.data, asked)
        except MissingRateError as error:
            return {}, list(error.missing)
        return {self.client: extract.read(told, self.client, self.settings.currency)}, []

    def prepare(
        self, extract: Extract[T], periods: Sequence[Period], *, strict: bool = False
    ) -> None:
        """Nothing is kept here."""

    def years(self) -> set[int]:
        """The years that the record states anything of."""
        return set(self.who()[self.client].years)
