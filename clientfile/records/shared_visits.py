"""A visit with people of several clients: one interaction at each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clientfile.records.edits import Data, Path
from clientfile.records.ids import INTERACTIONS, interactions
from clientfile.records.references import SHARED

COMMON = (
    "date",
    "kind",
    "purpose",
    "reached",
    "mailing",
    "salesperson",
    "summary",
    "brought",
)
"""What all records of a visit have alike; the first client's record has the rest alone."""


def visit_name(client: str, interaction: Data) -> str:
    """The name of a visit (`client/id`): that of the interaction of the first client."""
    return str(interaction.get(SHARED) or f"{client}/{interaction.get('id', '')}")


def records_of_visit(name: str, records: Mapping[str, Data]) -> Iterator[tuple[str, Path]]:
    """The client and the path of each interaction of a visit, in the records given."""
    for client, data in records.items():
        for place, each in enumerate(interactions(data)):
            if visit_name(client, each) == name:
                yield client, (*INTERACTIONS, place)


def differing(interaction: Data, other: Data) -> list[str]:
    """The fields that two interactions of a visit should have alike, and have not."""
    return [key for key in COMMON if _plain(interaction, key) != _plain(other, key)]


def _plain(interaction: Data, key: str) -> Any:
    value = interaction.get(key)
    # What stands for nothing: an answered call, and no mailing.
    return None if (key, value) in (("reached", True), ("mailing", False)) else value
