"""Instalments as people type them: `20/12 ; 30%`, `fin janvier ; 1 200`."""

from __future__ import annotations

from datetime import date

from clientfile.errors import InvalidValueError
from clientfile.language import _
from clientfile.records.edits import Data
from clientfile.records.names import quoted
from clientfile.records.shape import Shape
from clientfile.records.typed.parse import RecordCurrencies, parse_text


def parse_instalment(text: str, shape: Shape, today: date, currencies: RecordCurrencies) -> Data:
    """The fields of an instalment, named as in the record: its due date, then its amount or, with a
    `%`, its share of what is to be paid. `shape` is that of an instalment.

    Raises InvalidValueError for a text without these two parts, and as `parse_text` does.
    """
    due, rest = (part.strip() for part in text.partition(";")[::2])
    if not (due and rest):
        raise InvalidValueError(
            _('{text} is no instalment: write "20/12 ; 30%" or "20/12 ; 1200"', text=quoted(text))
        )
    key = "rate" if rest.endswith("%") else "amount"
    return {
        "due": parse_text(due, shape.fields["due"], today, currencies),
        key: parse_text(rest, shape.fields[key], today, currencies),
    }
