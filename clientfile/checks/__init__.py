"""Findings about records: in one record by itself, and between the records of a folder.

Everything here is pure and accepts data of any structure: it never raises for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from clientfile.checks.amounts import amount_findings
from clientfile.checks.between_records import folder_findings
from clientfile.checks.credit_notes import credit_note_findings
from clientfile.checks.fast import has_no_errors
from clientfile.checks.plausible import plausible_findings
from clientfile.checks.references import broken_reference_findings, self_reference_findings
from clientfile.checks.terms import terms_findings
from clientfile.records.edits import Data
from clientfile.records.problems import Finding
from clientfile.records.settings import Settings
from clientfile.schema.duplicates import duplicate_findings
from clientfile.schema.fast import accepts
from clientfile.schema.walk import Place, walk_places

__all__ = ["error_findings", "findings", "folder_findings", "record_findings", "warnings"]


def findings(data: Data, settings: Settings, today: date) -> list[Finding]:
    """Every finding about one record by itself: its structure first, then its content."""
    return _structure_findings(data) + record_findings(data, settings, today=today)


def error_findings(data: Data, settings: Settings) -> list[Finding]:
    """The errors of one record: all of `findings` without the warnings."""
    if has_no_errors(data, settings.currency):
        return []
    return _structure_findings(data) + _content_errors(data, walk_places(data), settings)


def warnings(
    data: Data, settings: Settings, today: date, places: Sequence[Place] | None = None
) -> list[Finding]:
    """The warnings of a record that has no errors; `places` are its places, where the caller has
    them.
    """
    places = walk_places(data) if places is None else places
    return _content_warnings(data, places, settings, today, conforms=True)


def _structure_findings(data: Data) -> list[Finding]:
    """Findings about the structure. Importing the validator takes longer than reading records, so
    it is imported for an invalid record alone.
    """
    if accepts(data):
        return duplicate_findings(data)
    from clientfile.schema.validate import structure_findings

    return structure_findings(data)


def record_findings(data: Data, settings: Settings, *, today: date) -> list[Finding]:
    """The findings about a record's content, beyond its structure.

    Errors: amounts with too many decimals, references to absent items. Warnings: checksums, days in
    the future, and other implausible values.
    """
    places = walk_places(data)
    return _content_errors(data, places, settings) + _content_warnings(
        data, places, settings, today, conforms=accepts(data)
    )


def _content_errors(data: Data, places: Sequence[Place], settings: Settings) -> list[Finding]:
    return [
        *amount_findings(data, places, settings.currency),
        *broken_reference_findings(data, places),
    ]


def _content_warnings(
    data: Data, places: Sequence[Place], settings: Settings, today: date, *, conforms: bool
) -> list[Finding]:
    """The warnings of a record; those that take figures only where it `conforms` to the schema."""
    return [
        *self_reference_findings(data, places),
        *(credit_note_findings(data, settings) if conforms else ()),
        *(terms_findings(data, settings) if conforms else ()),
        *plausible_findings(data, places, settings, today),
    ]
