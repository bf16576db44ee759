"""Keys at the top of a map that say how cells are read, beside encoding and conventions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clientfile.errors.suggest import alternatives
from clientfile.exchange.tables.expressions import format_toml_scalar
from clientfile.language import _, pgettext
from clientfile.records.typed.words import matching

SETTING_KEYS = ("null", "clean", "century", "round", "open")

_OPENED = {
    "prospect": pgettext("the status of a client", "prospect"),
    "client": pgettext("the status of a client", "client"),
}
_HALF_UP = "half-up"


@dataclass(frozen=True)
class MapSettings:
    """What a map says of all cells.

    null     -- texts that stand for an empty cell
    clean    -- whether control characters are taken out
    century  -- that of years of two digits (2000); zero where they are refused
    rounds   -- whether numbers with too many decimals are rounded, a half away from zero
    opens    -- the status of the clients that rows of contacts open; empty where they open none
    """

    null: frozenset[str] = frozenset()
    clean: bool = False
    century: int = 0
    rounds: bool = False
    opens: str = ""


NO_SETTINGS = MapSettings()


def parse_settings(table: Mapping[str, Any], kind: str) -> MapSettings:
    """The settings of a map's table. Raises ValueError with what is wrong."""
    clean, rounding = table.get("clean", False), table.get("round", "")
    if not isinstance(clean, bool):
        raise ValueError(_("{key} must be true or false", key="clean"))
    if rounding not in ("", _HALF_UP):
        raise ValueError(_("{key} must be {words}", key="round", words=repr(_HALF_UP)))
    century, opens = _century(table), _opens(table, kind)
    return MapSettings(_null(table), clean, century, rounding == _HALF_UP, opens)


def _null(table: Mapping[str, Any]) -> frozenset[str]:
    values = table.get("null", [])
    return frozenset(
        format_toml_scalar(value).strip()
        for value in (values if isinstance(values, list) else [values])
    )


def _century(table: Mapping[str, Any]) -> int:
    century = table.get("century", 0)
    if century not in (0, 1900, 2000) or isinstance(century, bool):
        raise ValueError(_("{key} must be {words}", key="century", words="1900, 2000"))
    if century and not table.get("dates"):
        raise ValueError(_('century needs dates = "dmy", "mdy" or "ymd" beside it'))
    return int(century)


def _opens(table: Mapping[str, Any], kind: str) -> str:
    if "open" not in table:
        return ""
    words = matching(str(table["open"]), _OPENED)
    if kind != "contacts" or not words:
        raise ValueError(
            _(
                "{key} must be {words}, in a map of contacts",
                key="open",
                words=alternatives(list(map(repr, _OPENED))),
            )
        )
    return words[0]
