"""What reports need of each client, worked out of its record alone: once, and kept by the index.

Light to import: what works an extract out is imported when there is one to work out.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from clientfile.figures.summary import Summary, decode_summary
from clientfile.records.edits import Data
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import Period

if TYPE_CHECKING:
    from clientfile.records.client import Client

T = TypeVar("T")

MISSING_RATES = "!"
"""What the text of a client begins with that lacks rates: they follow, as JSON."""


@dataclass(frozen=True)
class ExtractRequest:
    """What is asked of a record: a period, seen from `today`, under a folder's settings; `strict`
    takes no earlier year's rate.
    """

    period: Period
    settings: Settings
    today: date
    strict: bool = False


@dataclass(frozen=True)
class Extract(Generic[T]):
    """Something that is worked out of one record.

    The index keeps it under `name`. `make` works it out of a client and its record's data, as a
    text that does not begin with LACKING, or raises MissingRateError. `read` makes of the text, the
    client's id and the folder's currency what reports use. Of what is not `dated` the period and
    the day don't matter.
    """

    name: str
    encode: Callable[[Client, Data, ExtractRequest], str]
    decode: Callable[[str, str, str], T]
    dated: bool = True


def encode_json(told: Any) -> str:
    """What an extract tells, as the index keeps it: amounts and days become texts of their own."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), default=str)


def decode_amount(text: str | None) -> Decimal | None:
    """The amount that was told; None where it was not known."""
    return None if text is None else Decimal(text)


def decode_day(text: str | None) -> date | None:
    """The day that was told, if any."""
    return date.fromisoformat(text) if text else None


def _figures(client: Client, data: Data, asked: ExtractRequest) -> str:
    from clientfile.figures.results import figures_of
    from clientfile.figures.summary import encode_summary, summary_of

    del data
    figures = figures_of(client, asked.period, asked.settings, asked.today, strict=asked.strict)
    return encode_summary(summary_of(figures))


FIGURES: Extract[Summary] = Extract("figures", _figures, decode_summary)
