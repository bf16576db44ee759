"""Interactions of a record: which of them count as a contact."""

from __future__ import annotations

from clientfile.records.edits import Data

MAILINGS = ("email", "letter")
"""The kinds of an interaction that may be a mailing."""


def reached_somebody(interaction: Data) -> bool:
    """Whether it counts as a contact: somebody answered, and it was no message to many."""
    return interaction.get("reached") is not False and interaction.get("mailing") is not True
