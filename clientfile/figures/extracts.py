"""Extract: what a report needs of one client, computed from its record alone and then cached.

Light to import: the engine is imported only where there is an extract to compute.
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
"""First character of the encoded extract of a client that lacks rates; they follow as JSON."""


@dataclass(frozen=True)
class ExtractRequest:
    """What an extract is computed for: a period, seen from `today`, under a folder's settings;
    `strict` refuses an earlier year's rate.
    """

    period: Period
    settings: Settings
    today: date
    strict: bool = False


@dataclass(frozen=True)
class Extract(Generic[T]):
    """A value of type T computed from one record, with its codec.

    name   -- the cache's name of it
    encode -- (client, its data, request) → the value as a text that does not begin with
              MISSING_RATES; raises MissingRateError
    decode -- (text, client id, the folder's currency) → the value
    dated  -- whether the value depends on the period and the day
    """

    name: str
    encode: Callable[[Client, Data, ExtractRequest], str]
    decode: Callable[[str, str, str], T]
    dated: bool = True


def encode_json(value: Any) -> str:
    """A value as compact JSON: decimals and dates become strings."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def decode_amount(text: str | None) -> Decimal | None:
    """The amount in a string of `encode_json`; None for None, an unknown amount."""
    return None if text is None else Decimal(text)


def decode_day(text: str | None) -> date | None:
    """The day in a string of `encode_json`, if any."""
    return date.fromisoformat(text) if text else None


def _encode_figures(client: Client, data: Data, request: ExtractRequest) -> str:
    from clientfile.figures.results import figures_of
    from clientfile.figures.summary import encode_summary, summary_of

    del data
    figures = figures_of(
        client, request.period, request.settings, request.today, strict=request.strict
    )
    return encode_summary(summary_of(figures))


FIGURES: Extract[Summary] = Extract("figures", _encode_figures, decode_summary)
