"""`duplicates`: which clients, or people, may be there twice, and why; the likeliest first."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from clientfile.figures.ledger import Ledger
from clientfile.figures.likeness import CLIENT_LIKENESS, PEOPLE_LIKENESS
from clientfile.language import _, pgettext
from clientfile.output.table import Column, Table

if TYPE_CHECKING:
    from clientfile.records.likeness.profile import Traits
    from clientfile.records.likeness.score import Likeness

REASONS = {
    "siren": pgettext("alike in", "SIREN"),
    "siret": pgettext("alike in", "SIRET"),
    "vat": pgettext("alike in", "VAT number"),
    "name": pgettext("alike in", "name"),
    "phone": pgettext("alike in", "phone"),
    "email": pgettext("alike in", "e-mail"),
    "domain": pgettext("alike in", "domain"),
    "address": pgettext("alike in", "address"),
    "city": pgettext("alike in", "city"),
    "client": pgettext("alike in", "client"),
}
"""What two may have in common, by the words of `likeness.score`."""
COLUMNS = (
    Column("client", _("Client"), "text"),
    Column("one", _("One"), "text"),
    Column("other", _("Other"), "text"),
    Column("name", _("Name"), "text"),
    Column("other_name", _("Name of the other"), "text"),
    Column("score", _("Likeness"), "ratio"),
    Column("certain", _("Certain"), "flag"),
    Column("reasons", _("Alike in"), "list", words=tuple(REASONS.values())),
)
_SHOWN = ("one", "other", "name", "other_name", "score", "certain", "reasons")


def duplicates(
    ledger: Ledger, *, client: str = "", people: bool = False, least: float | None = None
) -> Table:
    """A row for each two that may be one, the likeliest first.

    `client` limits them to those with that client in it. `certain` is where a register number says
    so; `score` is at least `least`, from 0 to 1.
    """
    # rapidfuzz is imported where profiles are compared.
    from clientfile.records.likeness.score import LEAST, alike_pairs

    extract = PEOPLE_LIKENESS if people else CLIENT_LIKENESS
    found, __ = ledger.extracts(extract)
    profiles = [each for of_client in found.values() for each in of_client]
    pairs = alike_pairs(profiles, LEAST if least is None else least)
    rows = [
        _row(*_in_order(one, other), likeness)
        for one, other, likeness in pairs
        if not client or client in (_client(one.name), _client(other.name))
    ]
    rows.sort(key=lambda row: (not row["certain"], -row["score"], row["one"], row["other"]))
    return Table(COLUMNS, rows, _SHOWN, notes=[_note(people)] if rows else [], spare=("certain",))


def _note(people: bool) -> str:
    if people:
        return _(
            "if two are one: clientfile merge, or link at two clients; if not: clientfile "
            "not-duplicates"
        )
    return _("if two are one: clientfile merge; if not: clientfile not-duplicates")


def _client(name: str) -> str:
    return name.partition("/")[0]


def _in_order(one: Traits, other: Traits) -> tuple[Traits, Traits]:
    is_first = one.name.split("/") < other.name.split("/")
    return (one, other) if is_first else (other, one)


def _row(one: Traits, other: Traits, likeness: Likeness) -> dict[str, Any]:
    return {
        "client": _client(one.name),
        "one": one.name,
        "other": other.name,
        "name": one.title,
        "other_name": other.title,
        "score": Decimal(f"{likeness.score:.3f}"),
        "certain": likeness.certain,
        "reasons": [REASONS[each] for each in likeness.reasons],
    }
