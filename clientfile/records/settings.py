"""The folder's settings, `clientfile.toml`, as typed data. The file is read in store/folder.py."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from clientfile.errors import InvalidError
from clientfile.language import _
from clientfile.language.catalogue import has_language, languages
from clientfile.records.fiscal_year import CALENDAR_YEAR, MONTH_DAYS, FiscalYearStart
from clientfile.records.owed_settings import (
    VatRate,
    parse_country,
    parse_since,
    parse_terms,
    parse_vat,
)
from clientfile.records.setting_errors import did_you_mean, setting_error, unknown_key

if TYPE_CHECKING:
    from clientfile.records.exchange_rates import ExchangeRates

FORMAT = (1, 0)
# Days between two contacts, by class or status; `relationship`: contacts not about selling;
# `promise`: days after which what was promised or planned without a day falls due.
CADENCE = {"A": 30, "B": 60, "C": 120, "prospect": 45, "relationship": 90, "promise": 14}
CADENCES = (*CADENCE, "client", "former", "lost")
GOALS = ("revenue", "gross_margin", "visits")
"""The figures that a target may be set for."""
FIRST_OR_LAST = ("first-year", "last-year")
"""The calendar year that names a fiscal year: the one it begins in, or the one it ends in."""
SETTING_KEYS = (
    "format",
    "records",
    "currency",
    "country",
    "fiscal_year_start",
    "fiscal_year_named_by",
    "language",
    "cadence",
    "rates",
    "targets",
    "team",
    "max_megabytes",
    "payments_since",
    "vat",
    "terms",
)
_RATED_DAYS = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_MONTH_AND_DAY = re.compile(r"([0-9]{2})-([0-9]{2})")


@dataclass(frozen=True)
class Settings:
    """The settings of a folder; the defaults are those of a folder without the file.

    `rates` maps a fiscal year, a month or a day (`2026`, `2026-03`, `2026-03-15`) to
    {currency: one unit of it in the folder's currency};
    `targets` a year to {salesperson: {"revenue": …}}; `cadence` a class or status to days;
    `team` a salesperson to their address in git; `max_bytes` is the largest record read.
    `country` is that of telephone numbers that name none, "" where it is not said;
    `payments_since` is the first day whose invoices are open until they are paid, None where the
    earliest payment says it; `terms` are those of clients that have none, named as in
    `business.payment`.
    """

    format: tuple[int, int] = FORMAT
    records: str | None = None
    currency: str = "EUR"
    country: str = ""
    fiscal_year_start: FiscalYearStart = CALENDAR_YEAR
    language: str = "en"
    cadence: Mapping[str, int] = field(default_factory=lambda: dict(CADENCE))
    rates: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)
    targets: Mapping[int, Mapping[str, Mapping[str, Decimal]]] = field(default_factory=dict)
    team: Mapping[str, str] = field(default_factory=dict)
    max_bytes: int = 4_000_000
    payments_since: date | None = None
    vat: Sequence[VatRate] = ()
    terms: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def exchange(self) -> ExchangeRates:
        """The rates by currency and day."""
        # Most folders have one currency, and every run reads settings.
        from clientfile.records.exchange_rates import ExchangeRates

        return ExchangeRates(self.rates, self.fiscal_year_start)


def settings_from_table(table: Mapping[str, Any]) -> Settings:
    """The settings of a parsed `clientfile.toml`, numbers with a point as Decimal.

    Raises InvalidError with the key, its value and what the key takes.
    """
    version = _format(table.get("format", "1.0"))
    for key in table:
        if key not in SETTING_KEYS and not key.startswith("x-") and version <= FORMAT:
            raise unknown_key(key, key, SETTING_KEYS)
    return Settings(
        format=version,
        records=_text(table, "records", None),
        currency=_currency(table.get("currency", "EUR"), "currency"),
        country=parse_country(table["country"], "country") if "country" in table else "",
        fiscal_year_start=_fiscal_year_start(table),
        language=_language(table.get("language", "en")),
        cadence=CADENCE | _cadence(_table(table, "cadence"), version),
        rates=_rates(_table(table, "rates")),
        targets=_targets(_table(table, "targets")),
        team={key: str(value) for key, value in _table(table, "team").items()},
        max_bytes=_megabytes(table.get("max_megabytes", 4)),
        payments_since=parse_since(table.get("payments_since")),
        vat=parse_vat(table.get("vat", []), is_newer=version > FORMAT),
        terms=parse_terms(_table(table, "terms"), is_newer=version > FORMAT),
    )


def _format(value: Any) -> tuple[int, int]:
    parts = str(value).split(".")
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() for part in parts):
        raise setting_error("format", value, _('write it as format = "1.0"'))
    version = (int(parts[0]), int(parts[1]))
    if version[0] > FORMAT[0]:
        raise InvalidError(
            _(
                "clientfile.toml: format is {value!r}, newer than this program reads ({newest}): "
                "install a newer clientfile",
                value=str(value),
                newest=".".join(map(str, FORMAT)),
            )
        )
    return version


def _text(table: Mapping[str, Any], key: str, default: str | None) -> str | None:
    value = table.get(key, default)
    if value is not None and not isinstance(value, str):
        raise setting_error(key, value, _("write it as text in quotes"))
    if value is not None and "\0" in value:
        raise setting_error(key, value, _("no name of a folder has a NUL in it"))
    return value


def _table(table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise setting_error(key, value, _("it is a table: write it below [{key}]", key=key))
    return value


def _currency(value: Any, key: str) -> str:
    if not (isinstance(value, str) and len(value) == 3 and value.isascii() and value.isupper()):
        raise setting_error(key, value, _('write a code of three capital letters, such as "EUR"'))
    return value


def _fiscal_year_start(table: Mapping[str, Any]) -> FiscalYearStart:
    """When fiscal years begin (`4`, or `"04-06"`), and which of their two years names them."""
    named_by = table.get("fiscal_year_named_by", FIRST_OR_LAST[-1])
    if named_by not in FIRST_OR_LAST:
        hint = did_you_mean(str(named_by), FIRST_OR_LAST)
        raise setting_error("fiscal_year_named_by", named_by, hint)
    value = table.get("fiscal_year_start", 1)
    month, day = value, 1
    if isinstance(value, str) and (match := _MONTH_AND_DAY.fullmatch(value)):
        month, day = int(match[1]), int(match[2])
    if isinstance(month, bool) or not isinstance(month, int) or not _is_in_every_year(month, day):
        hint = _('write a month from 1 to 12, or a month and a day as "04-06"')
        raise setting_error("fiscal_year_start", value, hint)
    return FiscalYearStart(month, day, named_by_first=named_by == FIRST_OR_LAST[0])


def _is_in_every_year(month: int, day: int) -> bool:
    """Whether every year has the day: 29 February is none."""
    return 1 <= month <= len(MONTH_DAYS) and 1 <= day <= MONTH_DAYS[month - 1]


def _language(value: Any) -> str:
    if not isinstance(value, str) or not has_language(value):
        raise setting_error("language", value, did_you_mean(str(value), languages()))
    return value


def _cadence(table: Mapping[str, Any], version: tuple[int, int]) -> dict[str, int]:
    for key in table:
        if key not in CADENCES and not key.startswith("x-") and version <= FORMAT:
            raise InvalidError(
                _(
                    "clientfile.toml: cadence.{key} is no class and no status: {hint}",
                    key=key,
                    hint=did_you_mean(key, CADENCES),
                )
            )
    return {key: _days(value, key) for key, value in table.items()}


def _days(value: Any, key: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise setting_error(f"cadence.{key}", value, _("write a number of days, such as 30"))
    return value


def _megabytes(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1000:
        raise setting_error("max_megabytes", value, _("write a whole number from 1 to 1000"))
    return value * 1_000_000


def _year(key: str, where: str) -> int:
    if not (key.isascii() and key.isdigit() and len(key) == 4):
        raise InvalidError(
            _(
                "clientfile.toml: {table}.{key} is no year: write it as [{table}.2026]",
                table=where,
                key=key,
            )
        )
    return int(key)


def _amount(value: Any, key: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise setting_error(key, value, _("write a plain number"))
    amount = Decimal(value)
    if not amount.is_finite() or amount <= 0:
        raise InvalidError(
            _(
                "clientfile.toml: {key} is {value}: {hint}",
                key=key,
                value=str(value),
                hint=_("write a number above zero"),
            )
        )
    return amount


def _rates(table: Mapping[str, Any]) -> dict[str, dict[str, Decimal]]:
    return {
        _rated_days(label): {
            _currency(code, f"rates.{label}.{code}"): _amount(rate, f"rates.{label}.{code}")
            for code, rate in _table(table, label).items()
        }
        for label in table
    }


def _rated_days(label: str) -> str:
    """The key of `[rates]`, which names a year, a month or a day."""
    if not _RATED_DAYS.fullmatch(label) or not _is_day(label + "2026-01-01"[len(label) :]):
        raise InvalidError(
            _(
                "clientfile.toml: rates.{key} is no year, month or day: write it as [rates.2026], "
                "[rates.2026-03] or [rates.2026-03-15]",
                key=label,
            )
        )
    return label


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _targets(table: Mapping[str, Any]) -> dict[int, dict[str, dict[str, Decimal]]]:
    return {
        _year(year, "targets"): {
            who: {
                _goal(what, f"targets.{year}.{who}.{what}"): _amount(
                    value, f"targets.{year}.{who}.{what}"
                )
                for what, value in _table(_table(table, year), who).items()
            }
            for who in _table(table, year)
        }
        for year in table
    }


def _goal(what: str, key: str) -> str:
    if what not in GOALS:
        raise InvalidError(
            _(
                "clientfile.toml: {key} is nothing to aim at: {hint}",
                key=key,
                hint=did_you_mean(what, GOALS),
            )
        )
    return what
