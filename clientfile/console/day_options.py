"""The options that take a day, with the side of today on which each is resolved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from clientfile.console.session import Session

if TYPE_CHECKING:
    from clientfile.records.shape import Toward

SIDES: Mapping[str, Toward] = {
    "--on": "past",
    "--as-of": "past",
    "--from": "past",
    "--to": "past",
    "--delivered": "past",
    "--invoiced": "past",
    "history --since": "past",
    "set-result --until": "past",
    # A change of jobs is filed when it is announced, or when it is heard of.
    "--since": "either",
    "successor --on": "either",
    "--due": "future",
    "--by": "future",
    "--until": "future",
    "--next": "future",
    "--promise": "future",
    "--their-promise": "future",
}
"""Behind today for what happened, ahead for what is to come; by option, or by command and option.

An option that is a field of the record has the side of the field (`x-toward` of the schema).
"""


def side_of(option: str, command: str = "") -> Toward:
    """The side of today of an option, as a command has it."""
    return SIDES.get(f"{command} {option}") or SIDES[option]


def parse_option_day(session: Session, option: str, text: str, command: str = "") -> date:
    """The day typed for an option. Raises InvalidValueError for a text that is no day."""
    from clientfile.records.typed.dates import parse_day

    return parse_day(
        text,
        session.today,
        toward=side_of(option, command),
        fiscal_year_start=session.folder.settings.fiscal_year_start,
    )


def day_or_today(session: Session, text: str, option: str = "--on") -> date:
    """The day typed for an option, today where `text` is empty. Raises as `parse_option_day`."""
    return parse_option_day(session, option, text) if text else session.today
